Profile: KakehashiMedicationStatement
Parent: MedicationStatement
Id: kakehashi-medicationstatement
Title: "服薬状況 / How medicine is taken"
Description: "日々の支援で見た服薬の様子。外来へ定期に知らせる。 / How medicine is taken in daily life, as told to the outpatient clinic at agreed times."
* obeys kk-ms-1
* basedOn MS
* basedOn ^short = "元になる計画や依頼 / Plan or request it follows"
* status MS
* status ^short = "状態 / Status"
* statusReason MS
* statusReason ^short = "その状態の理由 / Why it is in this state"
* medication[x] MS
* medication[x] ^short = "薬 / Medicine"
* medication[x] only CodeableConcept or Reference(Medication)
* medicationCodeableConcept.text 1..1 MS
* medicationCodeableConcept.text ^short = "薬の名前（書かれたまま） / Name of the medicine, as written"
* subject only Reference(Patient)
* subject MS
* subject ^short = "本人 / The person"
* effective[x] 1..1 MS
* effective[x] ^short = "どの期間の様子か / Time it is about"
* effective[x] only Period
* effectivePeriod.start 1..1 MS
* effectivePeriod.start ^short = "いつから / From when"
* dateAsserted 1..1 MS
* dateAsserted ^short = "知らせた日 / Told on"
* informationSource 1..1 MS
* informationSource ^short = "様子を見た人 / Who saw it"
* reasonCode MS
* reasonCode ^short = "何のための薬か / What the medicine is for"
* note MS
* note ^short = "備考 / Notes"
* dosage MS
* dosage ^short = "飲み方 / How it is taken"
* dosage.text MS
* dosage.text ^short = "飲み方（書かれたまま） / How it is taken, as written"

Invariant: kk-ms-1
Description: "飲んでいない・やめた・休んでいるときは、その理由を書く。 / Where medicine is not taken, stopped or on hold, the reason is given."
Severity: #error
Expression: "(status in ('not-taken' | 'stopped' | 'on-hold')) implies statusReason.exists()"
