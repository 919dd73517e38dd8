Profile: KakehashiCondition
Parent: Condition
Id: kakehashi-condition
Title: "病名 / Condition"
Description: "精神科の病名と併存する病名。ICD-10 または標準病名のコードを持てる。 / A psychiatric diagnosis or another condition beside it, with a code of ICD-10 or of the standard disease names where there is one."
* obeys kk-cond-2
* clinicalStatus MS
* clinicalStatus ^short = "いまの状態 / Clinical status"
* verificationStatus MS
* verificationStatus ^short = "確定か疑いか / Confirmed or suspected"
* category 1..* MS
* category ^short = "区分 / Category"
* code 1..1 MS
* code ^short = "病名 / Diagnosis"
* code.text 1..1 MS
* code.text ^short = "病名（書かれたまま） / Diagnosis, as written"
* code.coding MS
* code.coding ^short = "病名のコード / Codes of the diagnosis"
* code.coding ^slicing.discriminator.type = #value
* code.coding ^slicing.discriminator.path = "system"
* code.coding ^slicing.rules = #open
* code.coding contains
    icd10 0..1 MS and
    diseaseName 0..1 MS and
    diseaseExchange 0..1
* code.coding[icd10] ^short = "ICD-10（2013 年版準拠） / ICD-10 (2013)"
* code.coding[icd10].system = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full" (exactly)
* code.coding[icd10].code 1..1
* code.coding[icd10] obeys kk-cond-1
* code.coding[diseaseName] ^short = "標準病名の管理番号 / Key number of the standard disease name"
* code.coding[diseaseName].system = "http://medis.or.jp/CodeSystem/master-disease-keyNumber" (exactly)
* code.coding[diseaseName].code 1..1
* code.coding[diseaseExchange] ^short = "病名交換用コード / Exchange code of the disease name"
* code.coding[diseaseExchange].system = "http://medis.or.jp/CodeSystem/master-disease-exCode" (exactly)
* code.coding[diseaseExchange].code 1..1
* subject only Reference(Patient)
* subject MS
* subject ^short = "本人 / The person"
* encounter MS
* encounter ^short = "入院・外来 / Stay or visit"
* onset[x] MS
* onset[x] ^short = "始まった時 / Onset"
* abatement[x] MS
* abatement[x] ^short = "治った時 / Abatement"
* recordedDate 1..1 MS
* recordedDate ^short = "記録した日 / Recorded on"
* recorder MS
* recorder ^short = "記録した人 / Who recorded it"
* asserter MS
* asserter ^short = "診断した人 / Who made the diagnosis"

Invariant: kk-cond-1
Description: "ICD-10 のコードは半角の英大文字 1 字と数字 2 桁で始まる。続く桁の前の点はあってもなくてもよい。 / A code of ICD-10 begins with a capital letter and two digits in ASCII; the point before further digits may be left out."
Severity: #error
Expression: "code.matches('^[A-Z][0-9]{2}([.]?[0-9]{1,2})?[†*]?$')"

Invariant: kk-cond-2
Description: "確かな病名か疑いかを示すことが望ましい。 / It should be said whether a diagnosis is confirmed."
Severity: #warning
Expression: "verificationStatus.exists()"
