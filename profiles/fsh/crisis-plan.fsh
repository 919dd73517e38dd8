Profile: KakehashiCrisisPlan
Parent: CarePlan
Id: kakehashi-crisis-plan
Title: "クライシスプラン / Crisis plan"
Description: "調子を保つ工夫、調子を崩す前のサイン、その時の自分の対処と周りの対応を、本人が支援者とともに決めた計画。 / What keeps the person well, the signs before a crisis, and what the person and others then do, agreed by the person with the supporters."
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#crisis-plan
* extension contains
    NextReview named nextReview 0..1 MS and
    PlanAgreement named agreement 0..1 MS and
    OnCallContact named emergencyContact 0..* MS and
    AdmissionWish named admissionWish 0..* MS
* extension[nextReview] ^short = "見直し日 / Next review"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* extension[emergencyContact] ^short = "緊急連絡先 / Emergency contacts"
* extension[admissionWish] ^short = "入院時の希望 / Wishes for an admission"
* intent = #plan (exactly)
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author MS
* author ^short = "作成者 / Author"
* contributor MS
* contributor ^short = "一緒に作った人 / Who helped to write it"
* careTeam MS
* careTeam ^short = "共有先 / With whom it is shared"
* supportingInfo MS
* supportingInfo ^short = "関わる人・会議 / People and meetings that matter"
* activity 2..* MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail obeys kk-crisis-1
* activity.detail.extension contains
    CrisisSignalLevel named signal 1..1 MS and
    PersonRole named personRole 0..1 MS and
    SupportPreference named preference 0..1 MS
* activity.detail.extension[signal] ^short = "段階（青・黄・赤） / Level of the signal"
* activity.detail.extension[preference] ^short = "してほしいこと・してほしくないこと / Wanted and unwanted"
* activity.detail.extension[personRole] ^short = "自分の対処・維持のための行動 / What the person does"
* activity.detail.reasonCode MS
* activity.detail.reasonCode from CrisisSignKindVS (preferred)
* activity.detail.reasonCode ^short = "状態・サイン / The state or sign"
* activity.detail.performer MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"
* activity.detail.description MS
* activity.detail.description ^short = "支援者の対応 / What supporters do"
* activity ^slicing.discriminator.type = #value
* activity ^slicing.discriminator.path = "detail.extension('https://kakehashi.example/fhir/StructureDefinition/crisis-signal-level').value"
* activity ^slicing.rules = #closed
* activity contains
    stable 1..* MS and
    caution 1..* MS and
    danger 0..* MS
* activity[stable] ^short = "安定している時（青） / When well (green)"
* activity[stable].detail.extension[signal].valueCode = #stable (exactly)
* activity[caution] ^short = "注意サイン（黄） / Warning signs (yellow)"
* activity[caution].detail.extension[signal].valueCode = #caution (exactly)
* activity[caution].detail.reasonCode 1..*
* activity[danger] ^short = "要注意サイン（赤） / Serious signs (red)"
* activity[danger].detail.extension[signal].valueCode = #danger (exactly)
* activity[danger].detail.reasonCode 1..*

Invariant: kk-crisis-1
Description: "どの段階にも、自分の対処か支援者の対応を書く。 / Each level says what the person or the supporters do."
Severity: #error
Expression: "description.exists() or extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/person-role').exists()"
