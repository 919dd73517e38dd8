CodeSystem: CrisisSignKindCS
Id: crisis-sign-kind
Title: "注意サインの種類 / Kind of warning sign"
Description: "サインに気づくのは誰か、何か。 / Who or what shows the sign."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/crisis-sign-kind"
* #subjective "本人が感じる変化"
* #subjective ^designation[0].language = #en
* #subjective ^designation[0].value = "Felt by the person"
* #objective "周囲から見える変化"
* #objective ^designation[0].language = #en
* #objective ^designation[0].value = "Seen by others"
* #symptom "症状"
* #symptom ^designation[0].language = #en
* #symptom ^designation[0].value = "Symptom"

ValueSet: CrisisSignKindVS
Id: crisis-sign-kind
Title: "注意サインの種類 / Kind of warning sign"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CrisisSignKindCS
