CodeSystem: DisabilitySupportLevelCS
Id: disability-support-level
Title: "障害支援区分 / Disability support level"
Description: "支援の必要の度合い。数が大きいほど必要が大きい。 / How much support is needed; a higher number needs more."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/disability-support-level"
* #0 "非該当"
* #0 ^designation[0].language = #en
* #0 ^designation[0].value = "Not applicable"
* #1 "区分1"
* #1 ^designation[0].language = #en
* #1 ^designation[0].value = "Level 1"
* #2 "区分2"
* #2 ^designation[0].language = #en
* #2 ^designation[0].value = "Level 2"
* #3 "区分3"
* #3 ^designation[0].language = #en
* #3 ^designation[0].value = "Level 3"
* #4 "区分4"
* #4 ^designation[0].language = #en
* #4 ^designation[0].value = "Level 4"
* #5 "区分5"
* #5 ^designation[0].language = #en
* #5 ^designation[0].value = "Level 5"
* #6 "区分6"
* #6 ^designation[0].language = #en
* #6 ^designation[0].value = "Level 6"

ValueSet: DisabilitySupportLevelVS
Id: disability-support-level
Title: "障害支援区分 / Disability support level"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DisabilitySupportLevelCS
