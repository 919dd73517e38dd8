Extension: IssueDetail
Id: issue-detail
Title: "指摘の中身 / Parts of a finding"
Description: "一つの指摘が言うことを、文を分解しなくても読めるように分けたもの。 / What a finding says, part by part, so that no sentence need be taken to pieces."
Context: OperationOutcome.issue
* extension contains
    what 0..1 and
    expected 0..1 and
    found 0..1 and
    mend 0..1 and
    rule 0..1
* extension[what] ^short = "何が / What is wrong"
* extension[what].value[x] 1..1
* extension[what].value[x] only string
* extension[expected] ^short = "求められるもの / What is expected"
* extension[expected].value[x] 1..1
* extension[expected].value[x] only string
* extension[found] ^short = "あったもの / What is found"
* extension[found].value[x] 1..1
* extension[found].value[x] only string
* extension[mend] ^short = "直し方 / How to mend it"
* extension[mend].value[x] 1..1
* extension[mend].value[x] only string
* extension[rule] ^short = "もとになる決まり / The rule behind it"
* extension[rule].value[x] 1..1
* extension[rule].value[x] only uri
