Profile: KakehashiPatient
Parent: Patient
Id: kakehashi-patient
Title: "利用者 / Patient"
Description: "支援を受ける本人。氏名・性別・生年月日を必ず持ち、個人番号は決して持たない。 / The person who is supported: always with name, gender and date of birth, never with an individual number (My Number)."
* obeys kk-pat-1 and kk-pat-2 and kk-pat-3 and kk-pat-4
* extension contains DisabilityCertificate named disabilityCertificate 0..* MS
* extension[disabilityCertificate] ^short = "障害者手帳 / Disability certificate"
* name 1..* MS
* name ^short = "氏名（漢字とカナ） / Name in kanji and kana"
* name.text 1..1 MS
* name.text ^short = "氏名の全体 / Name as a whole"
* name.family MS
* name.family ^short = "姓 / Family name"
* name.given MS
* name.given ^short = "名 / Given name"
* name.extension contains $en-representation named representation 0..1 MS
* name.extension[representation] ^short = "漢字 IDE・カナ SYL / Kanji IDE, kana SYL"
* gender 1..1 MS
* gender ^short = "性別 / Gender"
* birthDate 1..1 MS
* birthDate ^short = "生年月日 / Date of birth"
* address MS
* address ^short = "住所・所在地 / Address"
* telecom MS
* telecom ^short = "電話など / Telephone and the like"
* identifier MS
* identifier ^short = "患者番号・受給者番号 / Patient and recipient numbers"
* identifier.system 1..1
* identifier.value 1..1
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains
    welfareRecipient 0..* and
    communityConsultationRecipient 0..* and
    daycareRecipient 0..* and
    insuranceMember 0..*
* identifier[welfareRecipient] ^short = "障害福祉サービス受給者証番号 / Welfare recipient number"
* identifier[welfareRecipient].system = "https://kakehashi.example/fhir/IdSystem/welfare-recipient-number" (exactly)
* identifier[welfareRecipient] obeys kk-id-10
* identifier[communityConsultationRecipient] ^short = "地域相談支援受給者証番号 / Community consultation recipient number"
* identifier[communityConsultationRecipient].system = "https://kakehashi.example/fhir/IdSystem/community-consultation-recipient-number" (exactly)
* identifier[communityConsultationRecipient] obeys kk-id-10
* identifier[daycareRecipient] ^short = "通所受給者証番号 / Day-service recipient number"
* identifier[daycareRecipient].system = "https://kakehashi.example/fhir/IdSystem/daycare-recipient-number" (exactly)
* identifier[daycareRecipient] obeys kk-id-10
* identifier[insuranceMember] ^short = "被保険者個人識別子 / Insured person's id"
* identifier[insuranceMember].system = "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID" (exactly)

Invariant: kk-pat-1
Description: "個人番号（マイナンバー）は受け取らない。 / An individual number (My Number) is never accepted."
Severity: #error
Expression: "identifier.where(system.lower().contains('mynumber') or system.lower().contains('my-number') or type.text = '個人番号' or type.text = 'マイナンバー').empty()"

Invariant: kk-pat-2
Description: "12 桁の数字は、病院の患者番号か保険の番号であることが分かる場合に限る。 / A value of twelve digits must be known to be a hospital's or insurer's number: otherwise it may be an individual number."
Severity: #error
Expression: "identifier.where(value.matches('^[0-9]{12}$')).all(system.startsWith('urn:oid:1.2.392.100495.20.3.51.') or system.startsWith('http://jpfhir.jp/fhir/'))"

Invariant: kk-pat-3
Description: "氏名に全角空白を入れない（姓と名の間は半角空白）。 / A name's text has no full-width space between family and given name."
Severity: #warning
Expression: "name.text.where(contains('　')).empty()"

Invariant: kk-pat-4
Description: "病院の患者番号の system は医療機関コード 10 桁で終わる。 / The system of a hospital's patient number ends in the ten-digit institution number."
Severity: #error
Expression: "identifier.system.where(startsWith('urn:oid:1.2.392.100495.20.3.51.')).all(matches('^urn:oid:1[.]2[.]392[.]100495[.]20[.]3[.]51[.]1[0-4][0-9][1-3][0-9]{7}$'))"

Invariant: kk-id-10
Description: "番号は半角数字 10 桁である。先頭の 0 を落とさない。 / The number has ten digits; leading zeros count."
Severity: #error
Expression: "value.matches('^[0-9]{10}$')"
