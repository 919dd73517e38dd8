RuleSet: OneKindOfPlan
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* category 1..* MS
* category ^short = "計画の種類 / Kind of plan"
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains kind 1..1 MS
* category[kind] ^short = "何の計画か / Which plan this is"

Profile: KakehashiPathwayCarePlan
Parent: CarePlan
Id: kakehashi-pathway-careplan
Title: "地域連携パス / Community liaison pathway"
Description: "退院を望む時から地域に定着するまで、誰が何をいつ担うかを本人・医療・福祉で共有する計画。 / The plan that the person, medicine and welfare share: who does what and when, from the wish to leave hospital to a settled life."
* obeys kk-path-1
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#pathway
* extension contains
    PathwayPhase named phase 1..1 MS and
    PersonWish named personWish 0..1 MS and
    FamilyWish named familyWish 0..1 MS
* extension[phase] ^short = "パスの時期 / Phase of the pathway"
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* intent = #plan (exactly)
* title MS
* title ^short = "題 / Title"
* period 1..1 MS
* period ^short = "計画の期間 / Time of the plan"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* careTeam MS
* careTeam ^short = "支援チーム / Care team"
* author MS
* author ^short = "作成者 / Author"
* goal MS
* goal ^short = "目標 / Goals"
* activity MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains
    PathwayPhase named taskPhase 0..1 MS and
    PersonRole named personRole 0..1 MS
* activity.detail.extension[taskPhase] ^short = "役割の時期 / Phase of the task"
* activity.detail.extension[personRole] ^short = "本人の役割 / Part of the person"
* activity.detail.code 1..1 MS
* activity.detail.code ^short = "支援の種類 / Kind of support"
* activity.detail.code from PathwayTaskVS (extensible)
* activity.detail.performer 1..* MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"
* activity.detail.scheduled[x] MS
* activity.detail.scheduled[x] ^short = "時期・頻度 / When and how often"
* activity.detail.description MS
* activity.detail.description ^short = "内容 / What is done"

Invariant: kk-path-1
Description: "支援チームを示すことが望ましい。 / The plan should name its care team."
Severity: #warning
Expression: "careTeam.exists()"

RuleSet: ServicePlanContent
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#service-plan
* extension contains
    PersonWish named personWish 0..1 MS and
    FamilyWish named familyWish 0..1 MS and
    SupportLevel named supportLevel 0..1 MS and
    CopayCeiling named copayCeiling 0..1 MS and
    FormOrigin named formOrigin 0..1 MS and
    MonitoringPeriod named monitoringPeriod 0..1 MS and
    PlanAgreement named agreement 0..1 MS
* extension[personWish] ^short = "本人の意向 / Wish of the person"
* extension[familyWish] ^short = "家族の意向 / Wish of the family"
* extension[supportLevel] ^short = "障害支援区分 / Disability support level"
* extension[copayCeiling] ^short = "利用者負担上限額 / Ceiling of co-payment"
* extension[formOrigin] ^short = "元の様式 / Form of origin"
* extension[monitoringPeriod] ^short = "モニタリング期間 / Monitoring period"
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* created 1..1 MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* description MS
* description ^short = "総合的な方針 / Overall policy"
* goal MS
* goal ^short = "目標 / Goals"
* note MS
* note ^short = "留意事項 / Points to watch"
* activity MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.progress MS
* activity.progress ^short = "その他留意事項 / Other notes"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains
    ActivityPriority named priority 0..1 MS and
    PersonRole named personRole 0..1 MS and
    EvaluationTime named evaluationTime 0..1 MS
* activity.detail.extension[priority] ^short = "優先順位 / Priority"
* activity.detail.extension[personRole] ^short = "本人の役割 / Part of the person"
* activity.detail.extension[evaluationTime] ^short = "評価時期 / Time of evaluation"
* activity.detail.code MS
* activity.detail.code ^short = "支援の種類 / Kind of support"
* activity.detail.code from WelfareServiceTypeVS (extensible)
* activity.detail.reasonCode MS
* activity.detail.reasonCode ^short = "解決すべき課題 / The need behind it"
* activity.detail.goal MS
* activity.detail.goal ^short = "支援目標 / The goal it serves"
* activity.detail.scheduled[x] MS
* activity.detail.scheduled[x] ^short = "時期・頻度 / When and how often"
* activity.detail.description MS
* activity.detail.description ^short = "内容 / What is done"

Profile: KakehashiServicePlanDraft
Parent: CarePlan
Id: kakehashi-service-plan-draft
Title: "サービス等利用計画案 / Draft of a service plan"
Description: "支給決定の前に市町村へ出す計画案。提供事業者はまだ決まっていない。 / The draft for the municipality's decision; who will provide is not decided yet."
* insert ServicePlanContent
* status = #draft (exactly)
* intent = #proposal (exactly)
* activity.detail.performer 0..0

Profile: KakehashiServicePlan
Parent: CarePlan
Id: kakehashi-service-plan
Title: "サービス等利用計画 / Service plan"
Description: "本人が同意したサービス等利用計画。計画案を元にし、提供事業者を示す。 / The service plan the person agreed to; it follows the draft and names who provides."
* obeys kk-plan-1
* insert ServicePlanContent
* status MS
* status ^short = "状態 / Status"
* intent = #plan (exactly)
* basedOn 1..* MS
* basedOn ^short = "元の計画 / The plan it follows"
* basedOn only Reference(KakehashiServicePlanDraft)
* activity.detail.performer MS
* activity.detail.performer ^short = "担う人・機関 / Who does it"

Invariant: kk-plan-1
Description: "計画案のままの状態ではない。 / An agreed plan is no longer a draft."
Severity: #error
Expression: "status != 'draft'"

Profile: KakehashiGoal
Parent: Goal
Id: kakehashi-goal
Title: "目標 / Goal"
Description: "計画の長期目標・短期目標・支援目標。 / A long-term, short-term or support goal of a plan."
* obeys kk-goal-1
* extension contains GoalPartOf named partOf 0..1 MS
* extension[partOf] ^short = "上位の目標 / Goal that this one serves"
* subject 1..1 MS
* subject only Reference(Patient)
* subject ^short = "本人 / The person"
* description.text 1..1 MS
* description.text ^short = "目標（書かれたまま） / Goal, as written"
* category 1..* MS
* category ^short = "目標の区分など / Term and other categories"
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains
    longTerm 0..1 MS and
    shortTerm 0..1 MS and
    support 0..1 MS
* category[longTerm] = GoalTermCS#long-term
* category[longTerm] ^short = "長期目標 / Long-term goal"
* category[shortTerm] = GoalTermCS#short-term
* category[shortTerm] ^short = "短期目標 / Short-term goal"
* category[support] = GoalTermCS#support
* category[support] ^short = "支援目標 / Support goal"
* target MS
* target ^short = "いつまでに何を / What by when"
* target.extension contains AchievementTime named achievementTime 0..1 MS
* target.extension[achievementTime] ^short = "達成時期（書かれたまま） / Time of achievement, as written"
* obeys kk-goal-2

Invariant: kk-goal-1
Description: "目標の区分（長期・短期・支援）は一つだけである。 / A goal has exactly one term: long-term, short-term or support."
Severity: #error
Expression: "category.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/goal-term').count() = 1"

Invariant: kk-goal-2
Description: "長期目標は上位の目標を持たない。 / A long-term goal serves no other goal."
Severity: #error
Expression: "category.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/goal-term' and code = 'long-term').exists() implies extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/goal-part-of').empty()"
