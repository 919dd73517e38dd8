Extension: AdmissionLegalStatus
Id: admission-legal-status
Title: "入院形態の履歴 / Legal form of admission"
Description: "精神保健福祉法の入院形態とその期間。入院中に変わるたびに一つ加える。 / The legal form of a psychiatric admission and the time for which it held; one more for each change during the stay."
Context: Encounter
* extension contains
    status 1..1 and
    period 1..1
* extension[status] ^short = "入院形態 / Legal form"
* extension[status].value[x] 1..1
* extension[status].value[x] only CodeableConcept
* extension[status].valueCodeableConcept from PsychAdmissionStatusVS (required)
* extension[period] ^short = "その期間 / Time for which it held"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

Extension: PathwayPhase
Id: pathway-phase
Title: "地域連携パスの時期 / Phase of the pathway"
Description: "計画、個々の役割、支援の期間が属する時期。 / The phase that a plan, a single task of it or a time of support is in."
Context: CarePlan, CarePlan.activity.detail, EpisodeOfCare, Task
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from PathwayPhaseVS (required)

Extension: PersonWish
Id: person-wish
Title: "本人の生活に対する意向 / The person's wish"
Description: "本人が望む生活。家族の意向とは分けて記録する。 / The life the person wishes for, kept apart from what the family wishes."
Context: CarePlan
* value[x] 1..1
* value[x] only string

Extension: FamilyWish
Id: family-wish
Title: "家族の生活に対する意向 / The family's wish"
Description: "家族が望む生活。本人の意向とは分けて記録する。 / The life the family wishes for, kept apart from what the person wishes."
Context: CarePlan
* value[x] 1..1
* value[x] only string

Extension: SupportLevel
Id: support-level
Title: "障害支援区分 / Disability support level"
Description: "計画を作った時、または受給者証に書かれた障害支援区分。 / The disability support level at the time of the plan, or as the certificate says."
Context: CarePlan, Coverage
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from DisabilitySupportLevelVS (required)

Extension: CopayCeiling
Id: copay-ceiling
Title: "利用者負担上限額 / Monthly ceiling of co-payment"
Description: "ひと月の利用者負担の上限額（円）。 / The most a person pays in a month, in yen."
Context: CarePlan
* value[x] 1..1
* value[x] only Money
* obeys kk-copay-1

Invariant: kk-copay-1
Description: "利用者負担上限額は 0 円以上の円建ての整数である。 / The ceiling is a whole number of yen, not below zero."
Severity: #error
Expression: "value.ofType(Money).all(currency = 'JPY' and value >= 0 and value = value.truncate())"

Extension: ActivityPriority
Id: activity-priority
Title: "優先順位 / Priority"
Description: "解決すべき課題の優先順位。1 が最も先。 / The rank of a need in the plan; 1 comes first."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only positiveInt

Extension: PersonRole
Id: person-role
Title: "課題解決のための本人の役割 / The person's own part"
Description: "課題を解決するために本人が担うこと。 / What the person does towards the goal."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only string

Extension: EvaluationTime
Id: evaluation-time
Title: "評価時期 / Time of evaluation"
Description: "支援を評価する時期。様式に書かれたまま記録する。 / When the support is evaluated, as written on the form."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only string

Extension: AchievementTime
Id: achievement-time
Title: "達成時期 / Time of achievement"
Description: "目標を達成する時期が日付でないとき、様式に書かれたまま記録する。 / The time by which a goal is to be reached, as written, when it is no date."
Context: Goal.target
* value[x] 1..1
* value[x] only string

Extension: GoalPartOf
Id: goal-part-of
Title: "上位の目標 / Goal that this one serves"
Description: "短期目標・支援目標が属する長期目標。 / The long-term goal that a short-term or support goal serves."
Context: Goal
* value[x] 1..1
* value[x] only Reference(Goal)

Extension: FormOrigin
Id: form-origin
Title: "元の様式 / Form of origin"
Description: "計画や文書が書かれていた様式の、自治体での番号。番号は自治体ごとに違うので鍵には使わない。 / The local number of the form that a plan or document came on; it differs between municipalities and is never a key."
Context: CarePlan, Composition, QuestionnaireResponse
* extension contains
    localFormNumber 0..1 and
    municipality 0..1
* extension[localFormNumber] ^short = "様式番号 / Local form number"
* extension[localFormNumber].value[x] 1..1
* extension[localFormNumber].value[x] only string
* extension[municipality] ^short = "自治体 / Municipality"
* extension[municipality].value[x] 1..1
* extension[municipality].value[x] only string

Extension: MonitoringPeriod
Id: monitoring-period
Title: "モニタリング期間 / Monitoring period"
Description: "モニタリングの間隔（か月）と開始年月。 / The interval of monitoring in months, and the month in which it begins."
Context: CarePlan
* extension contains
    interval 1..1 and
    startMonth 0..1
* extension[interval] ^short = "間隔（か月） / Interval in months"
* extension[interval].value[x] 1..1
* extension[interval].value[x] only positiveInt
* extension[startMonth] ^short = "開始年月 YYYY-MM / First month"
* extension[startMonth].value[x] 1..1
* extension[startMonth].value[x] only string
* extension[startMonth] obeys kk-month-1

Invariant: kk-month-1
Description: "開始年月は YYYY-MM の形で書く。 / The first month is written as YYYY-MM."
Severity: #error
Expression: "value.ofType(string).matches('^[0-9]{4}-(0[1-9]|1[0-2])$')"
