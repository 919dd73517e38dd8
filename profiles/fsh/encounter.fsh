Profile: KakehashiPsychiatricEncounter
Parent: Encounter
Id: kakehashi-psychiatric-encounter
Title: "精神科の入院・外来 / Psychiatric encounter"
Description: "精神科の入院または外来。入院形態の履歴を持てる。 / A psychiatric stay or visit, with the history of its legal form."
* obeys kk-enc-1 and kk-enc-2
* extension contains AdmissionLegalStatus named admissionLegalStatus 0..* MS
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* class MS
* class ^short = "入院か外来か / Inpatient or outpatient"
* period 1..1 MS
* period ^short = "期間 / Period"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* serviceProvider 1..1 MS
* serviceProvider ^short = "病院 / Hospital"
* hospitalization MS
* hospitalization ^short = "入院経路・退院時転帰 / Source of admission and outcome"
* diagnosis MS
* diagnosis ^short = "病名 / Diagnoses"
* extension[admissionLegalStatus] ^short = "入院形態の履歴 / History of the legal form"

Invariant: kk-enc-1
Description: "入院形態は入院（IMP・ACUTE・NONACC・SS）のときだけ書く。 / A legal form of admission belongs to an inpatient stay only."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/admission-legal-status').exists() implies (class.code in ('IMP' | 'ACUTE' | 'NONACC' | 'SS'))"

Invariant: kk-enc-2
Description: "終わった入院・外来には終わりの日がある。 / A finished encounter has an end."
Severity: #error
Expression: "status = 'finished' implies period.end.exists()"
