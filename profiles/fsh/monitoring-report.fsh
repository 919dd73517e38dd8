Profile: KakehashiMonitoringReport
Parent: Composition
Id: kakehashi-monitoring-report
Title: "モニタリング報告書（継続サービス利用支援・継続障害児支援利用援助） / Monitoring report"
Description: "サービス等利用計画の実施状況を見直した結果。計画、その支援目標、週間計画表を指す。 / What a review of the service plan found; it refers to the plan, its support goals and the weekly plan."
* insert OfficeDocument(monitoring-report, モニタリング報告書)
* extension contains PlanAgreement named agreement 0..1 MS
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* date ^short = "モニタリング実施日 / Day of the monitoring"
* insert DocumentPart(overallPolicy, overall-policy, 1..1, 総合的な援助の方針と見直した計画 / Overall policy and the plan that was reviewed)
* section[overallPolicy].text 1..1 MS
* section[overallPolicy].text ^short = "文章 / In words"
* section[overallPolicy].entry only Reference(CarePlan)
* section[overallPolicy].entry 1..* MS
* section[overallPolicy].entry ^short = "見直した計画（計画作成日） / The plan that was reviewed"
* insert DocumentPart(overallState, overall-state, 1..1, 全体の状況 / Overall state)
* section[overallState].text 1..1 MS
* section[overallState].text ^short = "文章 / In words"
* insert DocumentPart(goalReviews, goal-reviews, 1..1, 支援目標ごとの状況 / State by support goal)
* section[goalReviews].section 1..* MS
* section[goalReviews].section ^short = "支援目標ごとの状況 / One support goal"
* section[goalReviews].section.extension contains GoalReview named review 1..1 MS
* section[goalReviews].section.extension[review] ^short = "優先順位・達成時期・達成度・計画変更の必要性 / Priority and time and achievement and need to change"
* section[goalReviews].section.title 1..1 MS
* section[goalReviews].section.title ^short = "支援目標 / Support goal"
* section[goalReviews].section.code 1..1
* section[goalReviews].section.code = DocumentPartCS#goal-review
* section[goalReviews].section.entry only Reference(Goal)
* section[goalReviews].section.entry MS
* section[goalReviews].section.entry ^short = "見直した目標 / Goal that was reviewed"
* section[goalReviews].section.section MS
* section[goalReviews].section.section ^short = "サービス提供状況・本人の感想・今後の課題・留意事項 / Services and view and issues and notes"
* section[goalReviews].section.section ^slicing.discriminator.type = #pattern
* section[goalReviews].section.section ^slicing.discriminator.path = "code"
* section[goalReviews].section.section ^slicing.rules = #open
* section[goalReviews].section.section contains
    serviceState 1..1 MS and
    personView 0..1 MS and
    remainingIssues 0..1 MS and
    notes 0..1 MS
* section[goalReviews].section.section[serviceState] ^short = "サービス提供状況（事業者からの聞き取り） / How services are provided, as told by providers"
* section[goalReviews].section.section[serviceState].code = DocumentPartCS#service-state
* section[goalReviews].section.section[serviceState].text 1..1
* section[goalReviews].section.section[personView] ^short = "本人の感想・満足度 / The person's view and satisfaction"
* section[goalReviews].section.section[personView].code = DocumentPartCS#person-view
* section[goalReviews].section.section[personView].text 1..1
* section[goalReviews].section.section[remainingIssues] ^short = "今後の課題・解決方法 / Issues and how to solve them"
* section[goalReviews].section.section[remainingIssues].code = DocumentPartCS#remaining-issues
* section[goalReviews].section.section[remainingIssues].text 1..1
* section[goalReviews].section.section[notes] ^short = "その他留意事項 / Other notes"
* section[goalReviews].section.section[notes].code = DocumentPartCS#notes
* section[goalReviews].section.section[notes].text 1..1
* insert DocumentPart(week, week, 0..1, 週間計画表 / Weekly plan)
* section[week].entry only Reference(CarePlan)
* section[week].entry 1..* MS
* section[week].entry ^short = "見直した後の週間計画表 / The week after the review"
