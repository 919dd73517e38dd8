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
* intent = #plan (exactly)
* basedOn MS
* period MS
* created 1..1 MS
* author 1..1 MS
* description 1..1 MS
* description ^short = "総合的な支援の方針 / Overall policy of support"
* addresses MS
* goal 1..* MS
* goal ^short = "地域移行支援の目標と達成時期 / Goals, with their time"
* note MS
* note ^short = "支援提供上の留意事項 / Points to watch"
* activity 1..* MS
* activity.detail 1..1 MS
* activity.detail.extension contains
    ActivityPriority named priority 0..1 MS and
    PersonRole named personRole 0..1 MS
* activity.detail.code 1..1 MS
* activity.detail.code from TransitionActivityVS (extensible)
* activity.detail.reasonCode MS
* activity.detail.goal MS
* activity.detail.scheduled[x] MS
* activity.detail.performer MS
* activity.detail.description 1..1 MS

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
* intent = #plan (exactly)
* created 1..1 MS
* author 1..1 MS
* careTeam MS
* careTeam ^short = "支援関係機関と役割分担 / Agencies and who does what"
* supportingInfo MS
* supportingInfo ^short = "家族・緊急連絡先など / Family and emergency contacts"
* activity 1..* MS
* activity ^short = "緊急時の状態像と対応 / Emergency and response"
* activity.detail 1..1 MS
* activity.detail.reasonCode 1..* MS
* activity.detail.reasonCode ^short = "緊急時の状態像 / What the emergency looks like"
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "対応 / What is done"
* activity.detail.performer MS
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
* intent = #plan (exactly)
* basedOn MS
* basedOn ^short = "サービス等利用計画 / The service plan it follows"
* period 1..1 MS
* period.start 1..1 MS
* created 1..1 MS
* author 1..1 MS
* description MS
* goal 1..* MS
* activity 1..* MS
* activity.progress MS
* activity.progress ^short = "評価 / Evaluation"
* activity.detail 1..1 MS
* activity.detail.extension contains
    ActivityPriority named priority 0..1 MS and
    PersonRole named personRole 0..1 MS and
    EvaluationTime named evaluationTime 0..1 MS
* activity.detail.goal MS
* activity.detail.reasonCode MS
* activity.detail.scheduled[x] MS
* activity.detail.performer MS
* activity.detail.description 1..1 MS

Invariant: kk-isp-1
Description: "元のサービス等利用計画を basedOn で示すことが望ましい。 / The plan should name the service plan that it follows."
Severity: #warning
Expression: "basedOn.exists()"
