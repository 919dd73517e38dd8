Profile: KakehashiWeeklyPlan
Parent: CarePlan
Id: kakehashi-weekly-plan
Title: "週間計画表 / Weekly plan"
Description: "一週間の予定、主な日常生活上の活動、週単位以外のサービスと、それで実現する生活の全体像。元の計画に属する。 / The slots of a week, the main daily activities, the services not on a weekly cycle, and the life they add up to. It belongs to a plan."
* obeys kk-week-1
* insert OneKindOfPlan
* category[kind] = CarePlanKindCS#weekly-plan
* intent MS
* intent ^short = "案・計画・現在の生活 / Proposal or plan or present life"
* basedOn MS
* basedOn ^short = "元の計画 / The plan it follows"
* partOf MS
* partOf ^short = "この表が属する計画 / The plan it belongs to"
* partOf only Reference(CarePlan)
* period 1..1 MS
* period ^short = "計画開始年月 / Month in which the plan begins"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* created MS
* created ^short = "作成日 / Day of writing"
* author 1..1 MS
* author ^short = "作成者 / Author"
* description MS
* description ^short = "サービス提供によって実現する生活の全体像 / The life that the services add up to"
* activity 1..* MS
* activity ^short = "支援・役割 / Supports and tasks"
* activity.detail 1..1 MS
* activity.detail ^short = "支援の中身 / What the support is"
* activity.detail.extension contains
    WeeklyEntryKind named entryKind 1..1 MS and
    TimeLabel named timeLabel 0..1 MS and
    HolidaysToo named holidaysToo 0..1 MS
* activity.detail.extension[entryKind] ^short = "様式の欄 / Part of the form"
* activity.detail.extension[timeLabel] ^short = "様式の時刻 / Time as printed"
* activity.detail.extension[holidaysToo] ^short = "祝日を含む / Public holidays included"
* activity.detail.code from WelfareServiceTypeVS (extensible)
* activity.detail.description 1..1 MS
* activity.detail.description ^short = "内容 / What is done"
* activity ^slicing.discriminator.type = #value
* activity ^slicing.discriminator.path = "detail.extension('https://kakehashi.example/fhir/StructureDefinition/weekly-entry-kind').value"
* activity ^slicing.rules = #closed
* activity contains
    slot 0..* MS and
    dailyActivity 0..* MS and
    nonWeeklyService 0..* MS
* activity[slot] ^short = "週間の予定 / Slot of the week"
* activity[slot].detail.extension[entryKind].valueCode = #slot (exactly)
* activity[slot].detail.scheduled[x] 1..1 MS
* activity[slot].detail.scheduled[x] ^short = "曜日と時刻 / Weekdays and time"
* activity[slot].detail.scheduled[x] only Timing
* activity[slot].detail.scheduledTiming.repeat 1..1
* activity[slot].detail.scheduledTiming.repeat.dayOfWeek 1..* MS
* activity[slot].detail.scheduledTiming.repeat.dayOfWeek ^short = "曜日 / Weekdays"
* activity[slot].detail.scheduledTiming.repeat.timeOfDay 1..* MS
* activity[slot].detail.scheduledTiming.repeat.timeOfDay ^short = "開始時刻 / Start"
* activity[slot].detail.scheduledTiming.repeat.duration MS
* activity[slot].detail.scheduledTiming.repeat.duration ^short = "長さ / Length"
* activity[dailyActivity] ^short = "主な日常生活上の活動 / Main daily activity"
* activity[dailyActivity].detail.extension[entryKind].valueCode = #daily-activity (exactly)
* activity[nonWeeklyService] ^short = "週単位以外のサービス / Service not on a weekly cycle"
* activity[nonWeeklyService].detail.extension[entryKind].valueCode = #non-weekly-service (exactly)

Invariant: kk-week-1
Description: "現在の生活（intent = option）でない週間計画表は、元の計画を partOf か basedOn で示す。 / A weekly plan that is not of the present life (intent = option) names its plan by partOf or basedOn."
Severity: #error
Expression: "intent = 'option' or partOf.exists() or basedOn.exists()"
