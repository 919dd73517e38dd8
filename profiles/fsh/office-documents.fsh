RuleSet: OfficeDocument(code, title)
* identifier MS
* identifier ^short = "文書の番号 / Number of the document"
* status MS
* status ^short = "状態 / Status"
* type = DocumentKindCS#{code}
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* author 1..* MS
* author ^short = "作成者 / Author"
* title = "{title}" (exactly)
* custodian 1..1 MS
* custodian ^short = "作成した機関 / The organization that keeps it"
* section 1..* MS
* section ^short = "節 / Sections"
* section.title 1..1
* section.code 1..1
* section ^slicing.discriminator.type = #pattern
* section ^slicing.discriminator.path = "code"
* section ^slicing.rules = #open

RuleSet: DocumentPart(slice, code, card, label)
* section contains {slice} {card} MS
* section[{slice}] ^short = "{label}"
* section[{slice}].code = DocumentPartCS#{code}

Profile: KakehashiAdmissionInformationComposition
Parent: Composition
Id: kakehashi-admission-information-composition
Title: "入院時情報提供書の構成 / Composition of information at admission"
Description: "入院した人の地域での暮らしを、相談支援事業所が病院へ伝える文書の構成。 / What the consultation office tells the hospital about the life of a person who was admitted."
* obeys kk-adm-1
* insert OfficeDocument(admission-information, 入院時情報提供書)
* extension contains
    PlanAgreement named agreement 1..1 MS and
    ProvisionMedium named medium 0..1 MS
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* extension[medium] ^short = "情報提供の方法 / How it was given"
* encounter MS
* encounter ^short = "入院（入院日） / The stay, with its start"
* date ^short = "情報提供日 / Day on which it was given"
* insert DocumentPart(person, person, 1..1, 基本情報 / The person)
* section[person].entry only Reference(Patient or RelatedPerson or Observation)
* section[person].entry 1..* MS
* section[person].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(certificates, certificates, 0..1, 手帳・医療証・保険・受給者証 / Certificates and insurance)
* section[certificates].entry only Reference(Coverage or Observation or DocumentReference)
* section[certificates].entry MS
* section[certificates].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(services, services, 0..1, 利用サービス・計画の写し / Services in use and the plan)
* section[services].entry only Reference(CarePlan or ServiceRequest or DocumentReference)
* section[services].entry MS
* section[services].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(medicalHistory, medical-history, 0..1, かかりつけ医・既往歴 / Doctor and history)
* section[medicalHistory].entry only Reference(Condition or Practitioner or PractitionerRole or CareTeam)
* section[medicalHistory].entry MS
* section[medicalHistory].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(state, state, 1..1, 心身の状態・行動特性・支援の留意点 / State and points to watch)
* section[state].entry only Reference(Observation or QuestionnaireResponse or Flag or Condition)
* section[state].text MS
* section[state].text ^short = "文章 / In words"
* insert DocumentPart(living, living, 0..1, 生活環境・生活状況 / Daily living)
* section[living].entry only Reference(QuestionnaireResponse or Observation)
* section[living].entry MS
* section[living].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(medication, medication, 0..1, 受診・服薬・アレルギー / Visits and medicines and allergies)
* section[medication].entry only Reference(MedicationStatement or MedicationRequest or AllergyIntolerance or Appointment)
* section[medication].entry MS
* section[medication].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(wishes, wishes, 0..1, 療養生活の希望・退院に向けた意向 / Wishes for the stay and after)
* section[wishes].entry only Reference(Goal or QuestionnaireResponse or Observation)
* section[wishes].text MS
* section[wishes].text ^short = "文章 / In words"

Invariant: kk-adm-1
Description: "情報提供への同意の有無を示す。 / The document says whether the person agreed to its being given."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/plan-agreement').extension.where(url = 'agreed').exists()"

Profile: KakehashiAdmissionInformationBundle
Parent: Bundle
Id: kakehashi-admission-information-bundle
Title: "入院時情報提供書 / Information at admission"
Description: "入院時情報提供書の文書全体。構成、本人、作成した事業所を必ず含む。 / The whole document: always with its composition, the person and the office that wrote it."
* obeys kk-dsb-1
* identifier 1..1 MS
* identifier ^short = "文書の番号 / Number of the document"
* identifier.system 1..1
* identifier.value 1..1
* type = #document (exactly)
* timestamp 1..1 MS
* timestamp ^short = "作った日時 / When it was made"
* entry 3..* MS
* entry ^short = "文書の中身 / What the document holds"
* entry.fullUrl 1..1
* entry.resource 1..1
* entry ^slicing.discriminator.type = #type
* entry ^slicing.discriminator.path = "resource"
* entry ^slicing.rules = #open
* entry contains
    composition 1..1 MS and
    patient 1..1 MS and
    organization 1..* MS
* entry[composition] ^short = "構成 / Composition"
* entry[patient] ^short = "本人 / The person"
* entry[organization] ^short = "機関 / Organizations"
* entry[composition].resource only KakehashiAdmissionInformationComposition
* entry[patient].resource only KakehashiPatient
* entry[organization].resource only Organization

Profile: KakehashiDischargeRecordComposition
Parent: Composition
Id: kakehashi-discharge-record-composition
Title: "退院・退所情報記録書 / Record of information at discharge"
Description: "退院・退所の前に、相談支援事業所が医療機関などから集めた情報の記録。 / What a consultation office learnt from the hospital before a discharge."
* insert OfficeDocument(discharge-record, 退院・退所情報記録書)
* extension contains InformationInterview named interview 1..3 MS
* extension[interview] ^short = "情報収集の面談 / Interviews"
* encounter 1..1 MS
* encounter ^short = "入院（入院日・退院日） / The stay, with start and end"
* insert DocumentPart(attendees, attendees, 1..1, 出席者 / Attendees)
* section[attendees].entry only Reference(Appointment or PractitionerRole or RelatedPerson or Patient)
* section[attendees].entry MS
* section[attendees].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(diagnosis, diagnosis, 1..1, 入院原因病名 / Cause of the stay)
* section[diagnosis].entry only Reference(Condition)
* section[diagnosis].entry MS
* section[diagnosis].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(prospects, prospects, 1..1, 病状・治療・服薬の現状と今後の予測 / Illness and treatment and outlook)
* section[prospects].entry only Reference(ClinicalImpression or DocumentReference or MedicationStatement or MedicationRequest)
* section[prospects].text MS
* section[prospects].text ^short = "文章 / In words"
* insert DocumentPart(abilities, abilities, 0..1, ADL・IADL・生活能力・リハビリテーション / Abilities and rehabilitation)
* section[abilities].entry only Reference(Observation or QuestionnaireResponse or Goal)
* section[abilities].entry MS
* section[abilities].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(postDischargeCare, post-discharge-care, 0..1, 退院後の医療 / Medical care after discharge)
* section[postDischargeCare].entry only Reference(ServiceRequest or Appointment)
* section[postDischargeCare].entry MS
* section[postDischargeCare].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(needs, needs, 0..1, 退院後に必要なサービス / Services needed after discharge)
* section[needs].entry only Reference(CarePlan or ServiceRequest)
* section[needs].entry MS
* section[needs].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(wishes, wishes, 0..1, 本人・家族の意向 / Wishes of person and family)
* section[wishes].entry only Reference(Goal or QuestionnaireResponse or Observation)
* section[wishes].text MS
* section[wishes].text ^short = "文章 / In words"
* insert DocumentPart(emergency, emergency, 0..1, 緊急時の対応・クライシスサイン / Emergency and crisis signs)
* section[emergency].entry only Reference(CarePlan or Flag)
* section[emergency].entry MS
* section[emergency].entry ^short = "もとの記録 / The records behind it"

Profile: KakehashiDischargeCommitteeRecord
Parent: Composition
Id: kakehashi-discharge-committee-record
Title: "退院支援委員会 審議記録 / Record of a discharge committee"
Description: "医療保護入院者の退院支援委員会で話し合ったことと、その結果。 / What a committee on the discharge of an involuntarily admitted person discussed and found."
* insert OfficeDocument(discharge-committee-record, 退院支援委員会審議記録)
* extension contains
    DischargeBarrier named barrier 0..* MS and
    ExpectedDestination named expectedDestination 0..1 MS and
    FurtherStay named furtherStay 1..1 MS
* extension[barrier] ^short = "退院困難な要因 / Barriers to discharge"
* extension[expectedDestination] ^short = "予想される退院先 / Expected place after discharge"
* extension[furtherStay] ^short = "入院の必要性と期間 / Need and length of the stay"
* encounter 1..1 MS
* encounter ^short = "入院（入院年月日・病棟・担当退院支援相談員） / The stay, with its start, ward and counsellor"
* event 1..1 MS
* event ^short = "いつのことか / What it documents"
* event.period 1..1 MS
* event.period ^short = "委員会開催日 / Day of the committee"
* insert DocumentPart(attendees, attendees, 1..1, 出席者（本人・家族の出欠を含む） / Attendees including person and family)
* section[attendees].entry only Reference(Appointment or PractitionerRole or RelatedPerson or Patient)
* section[attendees].entry MS
* section[attendees].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(diagnosis, diagnosis, 1..1, 病名 / Diagnosis)
* section[diagnosis].entry only Reference(Condition)
* section[diagnosis].entry MS
* section[diagnosis].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(barriers, barriers, 1..1, 退院困難な要因・問題点 / Barriers and issues)
* section[barriers].text MS
* section[barriers].text ^short = "文章 / In words"
* insert DocumentPart(goals, goals, 0..1, 目標・評価時期・支援概要 / Goals and evaluation and support)
* section[goals].entry only Reference(CarePlan or Goal)
* section[goals].entry MS
* section[goals].entry ^short = "もとの記録 / The records behind it"
* insert DocumentPart(services, services, 0..1, 予想される福祉サービス等・担当者 / Services expected and who is in charge)
* section[services].entry only Reference(CarePlan or ServiceRequest)
* section[services].text MS
* section[services].text ^short = "文章 / In words"
* insert DocumentPart(necessity, necessity, 1..1, 入院の必要性と理由 / Need of the stay and reason)
* section[necessity].text MS
* section[necessity].text ^short = "文章 / In words"
* insert DocumentPart(efforts, efforts, 0..1, 退院に向けた取組 / Efforts towards discharge)
* section[efforts].text MS
* section[efforts].text ^short = "文章 / In words"
