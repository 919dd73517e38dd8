CodeSystem: PsychAdmissionStatusCS
Id: psych-admission-status
Title: "精神科の入院形態 / Legal form of psychiatric admission"
Description: "精神保健福祉法の入院形態。入院中に変わるので期間とともに記録する。 / Forms of admission under the Mental Health and Welfare Act; they change during a stay, so each has its period."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/psych-admission-status"
* #voluntary "任意入院"
* #voluntary ^designation[0].language = #en
* #voluntary ^designation[0].value = "Voluntary admission"
* #medical-protection "医療保護入院"
* #medical-protection ^designation[0].language = #en
* #medical-protection ^designation[0].value = "Admission for medical care and protection"
* #involuntary-administrative "措置入院"
* #involuntary-administrative ^designation[0].language = #en
* #involuntary-administrative ^designation[0].value = "Involuntary admission by administrative order"
* #emergency-administrative "緊急措置入院"
* #emergency-administrative ^designation[0].language = #en
* #emergency-administrative ^designation[0].value = "Emergency involuntary admission by administrative order"
* #emergency-admission "応急入院"
* #emergency-admission ^designation[0].language = #en
* #emergency-admission ^designation[0].value = "Emergency admission"

ValueSet: PsychAdmissionStatusVS
Id: psych-admission-status
Title: "精神科の入院形態 / Legal form of psychiatric admission"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PsychAdmissionStatusCS
