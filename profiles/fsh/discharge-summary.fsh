Profile: KakehashiDischargeSummaryComposition
Parent: Composition
Id: kakehashi-discharge-summary-composition
Title: "退院時サマリーの構成 / Composition of a discharge summary"
Description: "精神科病院の退院時サマリー。電子カルテ情報共有サービスの文書として送れる形を求める。 / A psychiatric discharge summary in the shape that the national sharing service takes."
* obeys kk-ds-1 and kk-ds-2 and kk-ds-3
* identifier 1..1 MS
* identifier ^short = "文書の番号 / Number of the document"
* identifier.system 1..1
* identifier.system = "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier" (exactly)
* identifier.value 1..1
* status = #final (exactly)
* type.coding 1..1
* type = $doc-typecodes#18842-5
* category 1..1 MS
* category ^short = "文書のサブ区分 / Subtype of the document"
* category.coding 1..1
* category = $doc-subtypecodes#DISCHARGE
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* encounter MS
* encounter ^short = "関わる入院 / The stay it is about"
* author 1..* MS
* author ^short = "作成者 / Author"
* title = "退院時サマリー" (exactly)
* custodian 1..1 MS
* custodian ^short = "作成した機関 / The organization that keeps it"
* event 1..1 MS
* event ^short = "いつのことか / What it documents"
* event.period 1..1 MS
* event.period ^short = "その期間 / Its time"
* event.period.start 1..1
* event.period.end 1..1
* section MS
* section ^short = "節 / Sections"
* section.title 1..1
* section.code 1..1
* section.code.coding 1..1
* section.code.coding.system 1..1
* section.code.coding.system = "http://jpfhir.jp/fhir/clins/CodeSystem/document-section" (exactly)
* section.code.coding.code 1..1
* section ^slicing.discriminator.type = #value
* section ^slicing.discriminator.path = "code.coding.code"
* section ^slicing.rules = #open
* section contains
    cda 0..1 MS and
    structured 0..1 MS and
    attachment 0..* MS and
    pdf 0..* MS
* section[cda] ^short = "CDA 参照 200 / CDA reference"
* section[cda].code.coding.code = #200 (exactly)
* section[cda].entry 1..1
* section[cda].entry only Reference(DocumentReference)
* section[structured] ^short = "構造情報 300 / Structured content"
* section[structured].code.coding.code = #300 (exactly)
* section[attachment] ^short = "添付 210 / Attachment"
* section[attachment].code.coding.code = #210 (exactly)
* section[attachment].entry 1..*
* section[attachment].entry only Reference(DocumentReference or Bundle)
* section[pdf] ^short = "PDF 文書 230 / PDF document"
* section[pdf].code.coding.code = #230 (exactly)
* section[pdf].entry 1..*
* section[pdf].entry only Reference(DocumentReference)
* section[structured].section 10..*
* section[structured].section ^slicing.discriminator.type = #value
* section[structured].section ^slicing.discriminator.path = "code.coding.code"
* section[structured].section ^slicing.rules = #open
* section[structured].section contains
    detailsOnAdmission 1..1 MS and
    diagnosesOnAdmission 1..1 MS and
    chiefComplaints 1..1 MS and
    reasonForAdmission 1..1 MS and
    hospitalCourse 1..1 MS and
    detailsOnDischarge 1..1 MS and
    diagnosesOnDischarge 1..1 MS and
    medicationOnDischarge 1..1 MS and
    instructionOnDischarge 1..1 MS and
    allergies 0..1 MS and
    presentIllness 0..1 MS and
    pastIllness 0..1 MS and
    medicationsOnAdmission 0..1 MS and
    socialHistory 0..1 MS and
    physicalStatusOnAdmission 0..1 MS and
    familyHistory 0..1 MS and
    physicalStatusOnDischarge 0..1 MS and
    procedures 0..1 MS and
    studies 0..1 MS and
    devices 0..1 MS and
    immunizations 0..1 MS and
    advanceDirectives 0..1 MS and
    research 0..1 MS
* insert Part(detailsOnAdmission, 322, 入院時詳細 / Details on admission)
* section[structured].section[detailsOnAdmission].entry 1..1
* section[structured].section[detailsOnAdmission].entry only Reference(Encounter)
* insert Part(diagnosesOnAdmission, 342, 入院時診断 / Diagnoses on admission)
* section[structured].section[diagnosesOnAdmission].entry only Reference(Condition)
* insert Part(chiefComplaints, 352, 主訴 / Chief complaints)
* section[structured].section[chiefComplaints].entry only Reference(Condition)
* insert Part(reasonForAdmission, 312, 入院理由 / Reason for admission)
* section[structured].section[reasonForAdmission].entry 0..1
* section[structured].section[reasonForAdmission].entry only Reference(Encounter)
* insert Part(hospitalCourse, 333, 入院中経過 / Course in hospital)
* section[structured].section[hospitalCourse].entry 1..*
* section[structured].section[hospitalCourse].entry only Reference(DocumentReference)
* insert Part(detailsOnDischarge, 324, 退院時詳細 / Details on discharge)
* section[structured].section[detailsOnDischarge].entry 1..1
* section[structured].section[detailsOnDischarge].entry only Reference(Encounter)
* insert Part(diagnosesOnDischarge, 344, 退院時診断 / Diagnoses on discharge)
* section[structured].section[diagnosesOnDischarge].entry 1..*
* section[structured].section[diagnosesOnDischarge].entry only Reference(Condition)
* insert Part(medicationOnDischarge, 444, 退院時投薬指示 / Medication on discharge)
* section[structured].section[medicationOnDischarge].entry only Reference(MedicationRequest)
* insert Part(instructionOnDischarge, 424, 退院時方針指示 / Instructions on discharge)
* section[structured].section[instructionOnDischarge].entry only Reference(CarePlan)
* insert Part(allergies, 510, アレルギー・不耐性反応 / Allergies and intolerances)
* insert Part(presentIllness, 362, 現病歴 / Present illness)
* insert Part(pastIllness, 372, 既往歴 / Past illness)
* insert Part(medicationsOnAdmission, 432, 入院時服薬 / Medication on admission)
* insert Part(socialHistory, 642, 社会歴・生活習慣 / Social history)
* insert Part(physicalStatusOnAdmission, 612, 入院時身体所見 / Physical findings on admission)
* insert Part(familyHistory, 552, 家族歴 / Family history)
* insert Part(physicalStatusOnDischarge, 614, 退院時身体所見 / Physical findings on discharge)
* insert Part(procedures, 713, 入院中治療 / Treatment in hospital)
* insert Part(studies, 623, 入院中検査結果 / Studies in hospital)
* insert Part(devices, 810, 医療機器 / Medical devices)
* insert Part(immunizations, 530, 予防接種歴 / Immunizations)
* insert Part(advanceDirectives, 410, 事前指示 / Advance directives)
* insert Part(research, 830, 臨床研究参加 / Participation in research)

RuleSet: Part(slice, code, label)
* section[structured].section[{slice}] ^short = "{label} {code}"
* section[structured].section[{slice}].code 1..1
* section[structured].section[{slice}].code.coding 1..1
* section[structured].section[{slice}].code.coding.system 1..1
* section[structured].section[{slice}].code.coding.code 1..1
* section[structured].section[{slice}].code.coding.code = #{code} (exactly)

Invariant: kk-ds-1
Description: "CDA 参照（200）と構造情報（300）のどちらか一つだけがある。 / Exactly one of the sections 200 (CDA reference) and 300 (structured) is present."
Severity: #error
Expression: "section.where(code.coding.where(code = '200').exists()).exists() xor section.where(code.coding.where(code = '300').exists()).exists()"

Invariant: kk-ds-2
Description: "構造情報には現病歴（362 または 360）が一つだけある。 / The structured content has exactly one present illness, 362 or 360."
Severity: #error
Expression: "section.where(code.coding.where(code = '300').exists()).all(section.where(code.coding.where(code = '360' or code = '362').exists()).count() = 1)"

Invariant: kk-ds-3
Description: "既往歴（372・370）、家族歴（552・550）、社会歴（642・640）はそれぞれ一つまでである。 / Past illness (372, 370), family history (552, 550) and social history (642, 640) appear once at most."
Severity: #error
Expression: "section.where(code.coding.where(code = '300').exists()).all(section.where(code.coding.where(code = '370' or code = '372').exists()).count() <= 1 and section.where(code.coding.where(code = '550' or code = '552').exists()).count() <= 1 and section.where(code.coding.where(code = '640' or code = '642').exists()).count() <= 1)"

Profile: KakehashiDischargeSummaryBundle
Parent: Bundle
Id: kakehashi-discharge-summary-bundle
Title: "退院時サマリー文書 / Discharge summary document"
Description: "退院時サマリーの文書全体。構成、本人、入院、病名、機関、医師を必ず含む。 / The whole document: always with its composition, person, stay, diagnoses, organization and practitioner."
* obeys kk-dsb-1
* identifier 1..1 MS
* identifier ^short = "文書の番号 / Number of the document"
* identifier.system 1..1
* identifier.system = "http://jpfhir.jp/fhir/clins/bundle-identifier" (exactly)
* identifier.value 1..1
* identifier obeys kk-dsb-2
* type = #document (exactly)
* timestamp 1..1 MS
* timestamp ^short = "作った日時 / When it was made"
* entry 6..* MS
* entry ^short = "文書の中身 / What the document holds"
* entry.fullUrl 1..1
* entry.resource 1..1
* entry ^slicing.discriminator.type = #type
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #open
* entry contains
    composition 1..1 MS and
    patient 1..1 MS and
    encounter 1..1 MS and
    condition 1..* MS and
    organization 1..* MS and
    practitioner 1..* MS
* entry[composition] ^short = "構成 / Composition"
* entry[patient] ^short = "本人 / The person"
* entry[encounter] ^short = "入院 / The stay"
* entry[condition] ^short = "病名 / Diagnoses"
* entry[organization] ^short = "機関 / Organizations"
* entry[practitioner] ^short = "医師など / Practitioners"
* entry[composition].resource only KakehashiDischargeSummaryComposition
* entry[patient].resource only KakehashiPatient
* entry[encounter].resource only Encounter
* entry[condition].resource only Condition
* entry[organization].resource only Organization
* entry[practitioner].resource only Practitioner

Invariant: kk-dsb-1
Description: "文書の最初は構成（Composition）である。 / The first entry of the document is its Composition."
Severity: #error
Expression: "entry.first().resource is Composition"

Invariant: kk-dsb-2
Description: "文書の番号は「医療機関コード 10 桁^西暦^36 文字までの英数字」である。 / The document's identifier is institution number, ^, year, ^, and up to 36 letters, digits or hyphens."
Severity: #error
Expression: "value.matches('^[0-4][0-9][1-3][0-9]{7}[\\\\^]20[2-3][0-9][\\\\^][A-Za-z0-9-]{1,36}$')"
