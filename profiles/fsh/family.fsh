Profile: KakehashiRelatedPerson
Parent: RelatedPerson
Id: kakehashi-relatedperson
Title: "家族・身近な人 / Related person"
Description: "本人の家族や身近な支援者。第三者の情報なので、本人の情報とは別に守る。 / Family and those close to the person: information about third persons, protected apart from the person's own."
* obeys kk-pat-1 and kk-pat-2 and kk-rel-1
* extension contains
    KeyPerson named keyPerson 0..1 MS and
    LivingTogether named livingTogether 0..1 MS and
    VerifiedAuthority named verifiedAuthority 0..* MS
* active MS
* active ^short = "使われているか / Whether it is in use"
* patient MS
* patient ^short = "本人 / The person"
* relationship 1..* MS
* relationship ^short = "続柄 / Relationship"
* name 1..* MS
* name ^short = "氏名 / Name"
* name.text 1..1 MS
* name.text ^short = "氏名の全体 / Name as a whole"
* telecom MS
* telecom ^short = "電話など / Telephone and the like"
* address MS
* address ^short = "住所・所在地 / Address"
* period MS
* period ^short = "関わった期間 / Time of the relation"
* extension[keyPerson] ^short = "キーパーソンか / Whether a key person"
* extension[livingTogether] ^short = "同居か / Whether they live together"
* extension[verifiedAuthority] ^short = "本人に代わって同意できる、確かめた権限 / Verified authority to consent for the person"

Invariant: kk-rel-1
Description: "キーパーソンには電話などの連絡先を書く。 / A key person has a way to be reached."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/key-person' and value = true).exists() implies telecom.exists()"

Extension: KeyPerson
Id: key-person
Title: "キーパーソン / Key person"
Description: "支援の相談をまずする人かどうか。 / Whether this is the one to talk to first."
Context: RelatedPerson
* value[x] 1..1
* value[x] only boolean

Extension: LivingTogether
Id: living-together
Title: "同居 / Lives together"
Description: "本人と同じ所に暮らしているか。 / Whether this one lives with the person."
Context: RelatedPerson
* value[x] 1..1
* value[x] only boolean
