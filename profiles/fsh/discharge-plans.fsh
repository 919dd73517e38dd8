Profile: KakehashiDischargeSupportPlan
Parent: CarePlan
Id: kakehashi-discharge-support-plan
Title: "退院支援計画書 / Discharge support plan"
Description: "精神科病院が、退院困難な要因と課題から、退院へ向けた目標と支援を定める計画。 / The hospital's plan: what stands in the way of a discharge, the goals towards it, and the support."
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#discharge-support
* extension contains
    PersonWish named personWish 1..1 MS and
    FamilyWish named familyWish 0..1 MS and
    PersonState named personState 1..1 MS and
    DischargeBarrier named barrier 0..* MS and
    PlanIssue named issue 1..* MS and
    ExpectedDestination named expectedDestination 1..1 MS and
    PlanAgreement named agreement 0..1 MS
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* extension[personState] ^short = "患者の状態 / State of the person"
* extension[barrier] ^short = "退院困難な要因 / Barriers to discharge"
* extension[issue] ^short = "課題 / Issues"
* extension[expectedDestination] ^short = "予想される退院先 / Expected place after discharge"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* intent = #plan (exactly)
* encounter 1..1 MS
* encounter ^short = "入院（入院日・病棟・病室） / The stay, with its start and ward"
* period 1..1 MS
* period ^short = "計画の期間 / Time of the plan"
* period.start 1..1 MS
* period.start ^short = "計画着手日 / Day on which planning began"
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* contributor MS
* contributor ^short = "患者以外の相談者 / Who else was consulted"
* addresses MS
* addresses ^short = "病名 / Diagnoses"
* goal 1..* MS
* goal ^short = "目標 / Goals"
* activity MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains EvaluationTime named evaluationTime 0..1 MS
* activity.detail.extension[evaluationTime] ^short = "評価時期 / Time of evaluation"
* activity.detail.code MS
* activity.detail.code ^short = "支援の種類 / Kind of support"
* activity.detail.code from WelfareServiceTypeVS (extensible)
* activity.detail.goal MS
* activity.detail.goal ^short = "支援目標 / The goal it serves"
* activity.detail.performer MS
* activity.detail.performer ^short = "担当者 / Who is in charge"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "支援概要・利用が予想される福祉サービス等 / Support, or the service expected"

Profile: KakehashiPostInvoluntarySupportPlan
Parent: CarePlan
Id: kakehashi-post-involuntary-support-plan
Title: "措置入院者の退院後支援計画 / Plan of support after an involuntary admission"
Description: "自治体が本人の同意を得て作る、措置入院から退院した後の支援の計画。同意がなければ作らない。 / The local government's plan of support after an involuntary admission. It is made only with the person's consent."
* obeys kk-post-1 and kk-post-2 and kk-post-3
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#post-discharge-support
* extension contains
    PlanAgreement named agreement 1..1 MS and
    PersonWish named personWish 1..1 MS and
    FamilyWish named familyWish 0..1 MS and
    NextReview named nextReview 0..1 MS
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* extension[nextReview] ^short = "見直し日 / Next review"
* intent = #plan (exactly)
* encounter MS
* encounter ^short = "関わる入院 / The stay it is about"
* period 1..1 MS
* period ^short = "支援期間 / Time of the support"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* period.end 1..1 MS
* period.end ^short = "終わり / End"
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "保健所を置く自治体 / The local government that has the health centre"
* careTeam MS
* careTeam ^short = "会議の構成員 / Members of the conference"
* supportingInfo MS
* supportingInfo ^short = "関わる人・会議 / People and meetings that matter"
* goal MS
* goal ^short = "目標 / Goals"
* activity 1..* MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.code 1..1 MS
* activity.detail.code ^short = "支援の種類 / Kind of support"
* activity.detail.code from SupportFieldVS (extensible)
* activity.detail.performer 1..* MS
* activity.detail.performer ^short = "担当機関・連絡先 / Who is in charge, with telephone"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "内容 / What is done"

Invariant: kk-post-1
Description: "本人の同意（同意の記録を伴う）がなければ、この計画は作らない。 / This plan is made only when the person agreed, and points to the consent."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/plan-agreement').where(extension.where(url = 'agreed').value.ofType(boolean).where($this = true).exists() and extension.where(url = 'consent').exists()).exists()"

Invariant: kk-post-2
Description: "支援期間は 6 か月以内とし、続けるときは計画を改めることが望ましい。 / The support should last six months at most, and be planned anew when it goes on."
Severity: #warning
Expression: "period.start.exists() and period.end.exists() implies period.end <= period.start + 6 months"

Invariant: kk-post-3
Description: "警察は支援の担当にならない。 / The police is no performer of the support."
Severity: #warning
Expression: "activity.detail.performer.display.where(contains('警察')).empty()"
