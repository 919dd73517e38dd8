Profile: KakehashiPsychiatricEncounter
Parent: Encounter
Id: kakehashi-psychiatric-encounter
Title: "精神科の入院・外来 / Psychiatric encounter"
Description: "精神科の入院または外来。入院形態の履歴を持てる。 / A psychiatric stay or visit, with the history of its legal form."
* obeys kk-enc-1 and kk-enc-2
* extension contains AdmissionLegalStatus named admissionLegalStatus 0..* MS
* subject 1..1 MS
* subject only Reference(Patient)
* class MS
* period 1..1 MS
* period.start 1..1 MS
* serviceProvider 1..1 MS
* hospitalization MS
* diagnosis MS

Invariant: kk-enc-1
Description: "入院形態は入院（IMP・ACUTE・NONACC・SS）のときだけ書く。 / A legal form of admission belongs to an inpatient stay only."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/admission-legal-status').exists() implies (class.code in ('IMP' | 'ACUTE' | 'NONACC' | 'SS'))"

Invariant: kk-enc-2
Description: "終わった入院・外来には終わりの日がある。 / A finished encounter has an end."
Severity: #error
Expression: "status = 'finished' implies period.end.exists()"
