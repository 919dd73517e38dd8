Profile: KakehashiCoverage
Parent: Coverage
Id: kakehashi-coverage
Title: "受給者証 / Certificate of entitlement"
Description: "障害福祉サービスなどの受給者証。番号、市町村、有効期間、支給決定の内容と上限月額を示す。 / A certificate of welfare services: its number, municipality, validity, what was granted and the monthly ceiling."
* obeys kk-cov-1 and kk-cov-2
* extension contains
    GrantedService named grantedService 0..* MS and
    SupportLevel named supportLevel 0..1 MS and
    CareLevel named careLevel 0..1 MS
* identifier 1..* MS
* identifier ^short = "受給者証の番号 / Numbers of the certificate"
* identifier.system 1..1
* identifier.value 1..1
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains
    welfareRecipient 0..1 MS and
    communityConsultationRecipient 0..1 MS and
    daycareRecipient 0..1 MS and
    publicPayer 0..1 MS and
    publicRecipient 0..1 MS and
    careInsured 0..1 MS
* identifier[welfareRecipient] ^short = "障害福祉サービス受給者証番号 / Welfare recipient number"
* identifier[welfareRecipient].system = "https://kakehashi.example/fhir/IdSystem/welfare-recipient-number" (exactly)
* identifier[welfareRecipient] obeys kk-id-10
* identifier[communityConsultationRecipient] ^short = "地域相談支援受給者証番号 / Community consultation recipient number"
* identifier[communityConsultationRecipient].system = "https://kakehashi.example/fhir/IdSystem/community-consultation-recipient-number" (exactly)
* identifier[communityConsultationRecipient] obeys kk-id-10
* identifier[daycareRecipient] ^short = "通所受給者証番号 / Day-service recipient number"
* identifier[daycareRecipient].system = "https://kakehashi.example/fhir/IdSystem/daycare-recipient-number" (exactly)
* identifier[daycareRecipient] obeys kk-id-10
* identifier[publicPayer] ^short = "公費負担者番号 / Public payer number"
* identifier[publicPayer].system = "http://jpfhir.jp/fhir/core/mhlw/IdSystem/PublicPayerNumber" (exactly)
* identifier[publicPayer] obeys kk-cov-3
* identifier[publicRecipient] ^short = "公費受給者番号 / Public recipient number"
* identifier[publicRecipient].system = "http://jpfhir.jp/fhir/core/mhlw/IdSystem/PublicInsuredPersonNumber" (exactly)
* identifier[careInsured] ^short = "介護保険被保険者番号 / Long-term care insurance number"
* identifier[careInsured].system = "https://kakehashi.example/fhir/IdSystem/care-insured-number" (exactly)
* status MS
* status ^short = "状態 / Status"
* type 1..1 MS
* type ^short = "受給者証の種類 / Kind of certificate"
* type from CoverageKindVS (extensible)
* beneficiary only Reference(Patient)
* beneficiary MS
* beneficiary ^short = "本人 / The person"
* subscriberId MS
* subscriberId ^short = "受給者番号 / Number of the recipient"
* period 1..1 MS
* period ^short = "有効期間 / Validity"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* period.end MS
* period.end ^short = "終わり / End"
* payor only Reference(Organization)
* payor MS
* payor ^short = "支給を決めた市町村・公費の負担者 / Municipality or payer that granted it"
* costToBeneficiary MS
* costToBeneficiary ^short = "利用者負担上限月額 / Monthly ceiling of co-payment"
* costToBeneficiary.value[x] MS
* costToBeneficiary.value[x] ^short = "上限月額（円） / Ceiling in yen"
* extension[grantedService] ^short = "支給決定の内容 / What was granted"
* extension[supportLevel] ^short = "障害支援区分 / Disability support level"
* extension[careLevel] ^short = "要介護状態区分 / Long-term care level"

Invariant: kk-cov-1
Description: "有効期間の終わりを書くことが望ましい。更新の時期が分かる。 / A certificate should say until when it holds, so that its renewal is not missed."
Severity: #warning
Expression: "status = 'active' implies period.end.exists()"

Invariant: kk-cov-2
Description: "負担の上限は円で書く。 / A ceiling is written in yen."
Severity: #error
Expression: "costToBeneficiary.value.ofType(Money).all(currency = 'JPY')"

Invariant: kk-cov-3
Description: "公費負担者番号は半角数字 8 桁である。 / A public payer number has eight digits."
Severity: #warning
Expression: "value.matches('^[0-9]{8}$')"

Extension: GrantedService
Id: granted-service
Title: "支給決定の内容 / What was granted"
Description: "市町村が決めたサービスの種類、支給量と期間。 / The service, amount and time that the municipality granted."
Context: Coverage
* extension contains
    service 1..1 and
    amount 0..1 and
    period 0..1
* extension[service] ^short = "サービス種類 / Service"
* extension[service].value[x] 1..1
* extension[service].value[x] only CodeableConcept
* extension[service].valueCodeableConcept from WelfareServiceTypeVS (required)
* extension[amount] ^short = "支給量（書かれたまま） / Amount, as written"
* extension[amount].value[x] 1..1
* extension[amount].value[x] only string
* extension[period] ^short = "支給期間 / Time for which it is granted"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

Extension: CareLevel
Id: care-level
Title: "要介護状態区分 / Long-term care level"
Description: "介護保険の認定区分。 / The level certified by long-term care insurance."
Context: Coverage
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from CareLevelVS (extensible)

Extension: DisabilityCertificate
Id: disability-certificate
Title: "障害者手帳 / Disability certificate"
Description: "本人が持つ手帳の種類、等級と有効期間。 / The certificate that a person holds: kind, grade and validity."
Context: Patient
* extension contains
    kind 1..1 and
    grade 0..1 and
    period 0..1
* extension[kind] ^short = "手帳の種類 / Kind of certificate"
* extension[kind].value[x] 1..1
* extension[kind].value[x] only CodeableConcept
* extension[kind].valueCodeableConcept from DisabilityCertificateVS (extensible)
* extension[grade] ^short = "等級（書かれたまま） / Grade, as written"
* extension[grade].value[x] 1..1
* extension[grade].value[x] only string
* extension[period] ^short = "有効期間 / Validity"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period
