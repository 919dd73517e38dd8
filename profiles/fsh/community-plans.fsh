Profile: KakehashiCommunityTransitionPlan
Parent: CarePlan
Id: kakehashi-community-transition-plan
Title: "地域移行支援計画 / Community transition plan"
Description: "入院・入所している人が地域の生活へ移るまでの、指定一般相談支援事業者の計画。 / The plan of a general consultation office until a person in hospital or a facility lives in the community."
* obeys kk-trans-1
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#community-transition
* extension contains
    PersonWish named personWish 1..1 MS and
    FamilyWish named familyWish 0..1 MS and
    PlanIssue named issue 0..* MS and
    PlanAgreement named agreement 0..1 MS
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* extension[issue] ^short = "課題 / Issues"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* intent = #plan (exactly)
* basedOn MS
* basedOn ^short = "元の計画 / The plan it follows"
* period MS
* period ^short = "計画の期間 / Time of the plan"
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* description 1..1 MS
* description ^short = "総合的な支援の方針 / Overall policy of support"
* addresses MS
* addresses ^short = "病名・課題 / Illnesses and issues"
* goal 1..* MS
* goal ^short = "地域移行支援の目標と達成時期 / Goals, with their time"
* note MS
* note ^short = "支援提供上の留意事項 / Points to watch"
* activity 1..* MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains
    ActivityPriority named priority 0..1 MS and
    PersonRole named personRole 0..1 MS
* activity.detail.extension[priority] ^short = "優先順位 / Priority"
* activity.detail.extension[personRole] ^short = "本人の役割 / Part of the person"
* activity.detail.code 1..1 MS
* activity.detail.code ^short = "支援の種類 / Kind of support"
* activity.detail.code from TransitionActivityVS (extensible)
* activity.detail.reasonCode MS
* activity.detail.reasonCode ^short = "解決すべき課題 / The need behind it"
* activity.detail.goal MS
* activity.detail.goal ^short = "支援目標 / The goal it serves"
* activity.detail.scheduled[x] MS
* activity.detail.scheduled[x] ^short = "時期・頻度 / When and how often"
* activity.detail.performer MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "内容 / What is done"

Invariant: kk-trans-1
Description: "体験利用・体験宿泊には予定日を書くことが望ましい。 / A trial use or a trial stay should have its dates."
Severity: #warning
Expression: "activity.detail.where(code.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/transition-activity' and (code = 'trial-use' or code = 'trial-stay')).exists()).all(scheduled.exists())"

Profile: KakehashiCommunitySettlementRegister
Parent: CarePlan
Id: kakehashi-community-settlement-register
Title: "地域定着支援台帳 / Community settlement register"
Description: "単身などで暮らす人の常時の連絡体制と、緊急時の対応。 / How a person who lives alone can be reached and reach others at all times, and what is done in an emergency."
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#community-settlement
* extension contains
    OnCallContact named onCall 1..* MS and
    PlanAgreement named agreement 0..1 MS
* extension[onCall] ^short = "常時の連絡先 / Contact at all times"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* intent = #plan (exactly)
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* careTeam MS
* careTeam ^short = "支援関係機関と役割分担 / Agencies and who does what"
* supportingInfo MS
* supportingInfo ^short = "家族・緊急連絡先など / Family and emergency contacts"
* activity 1..* MS
* activity ^short = "緊急時の状態像と対応 / Emergency and response"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.reasonCode 1..* MS
* activity.detail.reasonCode ^short = "緊急時の状態像 / What the emergency looks like"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "対応 / What is done"
* activity.detail.performer MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"
* activity.detail.location MS
* activity.detail.location ^short = "滞在先 / Place of a temporary stay"

Profile: KakehashiIndividualSupportPlan
Parent: CarePlan
Id: kakehashi-individual-support-plan
Title: "個別支援計画 / Individual support plan of a service"
Description: "サービス事業所のサービス管理責任者が、サービス等利用計画をもとに作る計画。 / The plan that a service's manager makes from the service plan."
* obeys kk-isp-1
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#individual-support
* extension contains
    PersonWish named personWish 0..1 MS and
    FamilyWish named familyWish 0..1 MS and
    PlanAgreement named agreement 0..1 MS
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* intent = #plan (exactly)
* basedOn MS
* basedOn ^short = "サービス等利用計画 / The service plan it follows"
* period 1..1 MS
* period ^short = "計画の期間 / Time of the plan"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* description MS
* description ^short = "総合的な方針 / Overall policy"
* goal 1..* MS
* goal ^short = "目標 / Goals"
* activity 1..* MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.progress MS
* activity.progress ^short = "評価 / Evaluation"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains
    ActivityPriority named priority 0..1 MS and
    PersonRole named personRole 0..1 MS and
    EvaluationTime named evaluationTime 0..1 MS
* activity.detail.extension[priority] ^short = "優先順位 / Priority"
* activity.detail.extension[personRole] ^short = "本人の役割 / Part of the person"
* activity.detail.extension[evaluationTime] ^short = "評価時期 / Time of evaluation"
* activity.detail.goal MS
* activity.detail.goal ^short = "支援目標 / The goal it serves"
* activity.detail.reasonCode MS
* activity.detail.reasonCode ^short = "解決すべき課題 / The need behind it"
* activity.detail.scheduled[x] MS
* activity.detail.scheduled[x] ^short = "時期・頻度 / When and how often"
* activity.detail.performer MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "内容 / What is done"

Invariant: kk-isp-1
Description: "元のサービス等利用計画を basedOn で示すことが望ましい。 / The plan should name the service plan that it follows."
Severity: #warning
Expression: "basedOn.exists()"
