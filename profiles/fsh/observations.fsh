Profile: KakehashiDisabilitySupportLevel
Parent: Observation
Id: kakehashi-disability-support-level
Title: "障害支援区分の認定 / Certified disability support level"
Description: "市町村が認定した障害支援区分と、その有効期間。 / The level of support that the municipality certified, and the time for which it holds."
* obeys kk-dsl-1
* status MS
* status ^short = "状態 / Status"
* category 1..* MS
* category ^short = "観察の種類 / Kind of observation"
* code = ObservationCodeCS#disability-support-level
* code MS
* code ^short = "障害支援区分 / Disability support level"
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* effective[x] 1..1 MS
* effective[x] ^short = "認定の有効期間 / Validity"
* effective[x] only Period
* effectivePeriod.start 1..1 MS
* effectivePeriod.start ^short = "いつから / From when"
* effectivePeriod.end MS
* effectivePeriod.end ^short = "いつまで / Until when"
* performer 1..* MS
* performer ^short = "認定した市町村 / Municipality that certified it"
* value[x] 1..1 MS
* value[x] ^short = "区分 / Level"
* value[x] only CodeableConcept
* valueCodeableConcept from DisabilitySupportLevelVS (required)
* note MS
* note ^short = "備考 / Notes"

Invariant: kk-dsl-1
Description: "認定の有効期間の終わりを書くことが望ましい。 / A certified level should say until when it holds."
Severity: #warning
Expression: "effective.ofType(Period).end.exists()"

Profile: KakehashiGaf
Parent: Observation
Id: kakehashi-gaf
Title: "GAF（機能の全体的評定） / Global assessment of functioning"
Description: "評価した日と人が分かる 0 から 100 の整数。 / A whole number from 0 to 100, with the day of the assessment and who made it."
* status MS
* status ^short = "状態 / Status"
* category 1..* MS
* category ^short = "観察の種類 / Kind of observation"
* code = ObservationCodeCS#gaf
* code MS
* code ^short = "GAF（機能の全体的評定） / GAF score"
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* encounter MS
* encounter ^short = "入院・外来 / Stay or visit"
* effective[x] 1..1 MS
* effective[x] ^short = "評価した日 / Day of the assessment"
* effective[x] only dateTime
* performer 1..* MS
* performer ^short = "評価した人 / Who assessed"
* value[x] 1..1 MS
* value[x] ^short = "0 から 100 / From 0 to 100"
* value[x] only integer
* valueInteger ^minValueInteger = 0
* valueInteger ^maxValueInteger = 100
* note MS
* note ^short = "備考 / Notes"
