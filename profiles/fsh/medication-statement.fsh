Profile: KakehashiMedicationStatement
Parent: MedicationStatement
Id: kakehashi-medicationstatement
Title: "服薬状況 / How medicine is taken"
Description: "日々の支援で見た服薬の様子。外来へ定期に知らせる。 / How medicine is taken in daily life, as told to the outpatient clinic at agreed times."
* obeys kk-ms-1
* basedOn MS
* status MS
* statusReason MS
* medication[x] MS
* medication[x] only CodeableConcept or Reference(Medication)
* medicationCodeableConcept.text 1..1 MS
* subject only Reference(Patient)
* subject MS
* effective[x] 1..1 MS
* effective[x] only Period
* effectivePeriod.start 1..1 MS
* dateAsserted 1..1 MS
* informationSource 1..1 MS
* reasonCode MS
* note MS
* dosage MS
* dosage.text MS

Invariant: kk-ms-1
Description: "飲んでいない・やめた・休んでいるときは、その理由を書く。 / Where medicine is not taken, stopped or on hold, the reason is given."
Severity: #error
Expression: "(status in ('not-taken' | 'stopped' | 'on-hold')) implies statusReason.exists()"
