Instance: monitoring-report
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/monitoring-report"
* insert Published
* name = "MonitoringReport"
* title = "モニタリング報告書（継続サービス利用支援・継続障害児支援利用援助） / Monitoring report"
* description = "サービス等利用計画の実施状況を見直した結果。 / What a review of the service plan found."
* language = #ja
* status = #active
* date = "2026-11-22"
* subjectType = #Patient
* item[0].linkId = "overall-policy"
* item[0].text = "総合的な援助の方針"
* insert InEnglish(item[0], Overall policy of support)
* item[0].type = #text
* item[0].required = true
* item[1].linkId = "overall-state"
* item[1].text = "全体の状況"
* insert InEnglish(item[1], Overall state)
* item[1].type = #text
* item[1].required = true
* item[2].linkId = "row"
* item[2].text = "支援目標ごとの状況"
* insert InEnglish(item[2], State by support goal)
* item[2].type = #group
* item[2].required = true
* item[2].repeats = true
* item[2].item[0].linkId = "priority"
* item[2].item[0].text = "優先順位"
* insert InEnglish(item[2].item[0], Priority)
* item[2].item[0].type = #integer
* item[2].item[0].required = true
* item[2].item[1].linkId = "goal"
* item[2].item[1].text = "支援目標"
* insert InEnglish(item[2].item[1], Support goal)
* item[2].item[1].type = #text
* item[2].item[1].required = true
* item[2].item[2].linkId = "due"
* item[2].item[2].text = "達成時期"
* insert InEnglish(item[2].item[2], Time of achievement)
* item[2].item[2].type = #string
* item[2].item[2].required = true
* item[2].item[3].linkId = "service-state"
* item[2].item[3].text = "サービス提供状況（事業者からの聞き取り）"
* insert InEnglish(item[2].item[3], How services are provided\, as told by providers)
* item[2].item[3].type = #text
* item[2].item[3].required = true
* item[2].item[4].linkId = "view"
* item[2].item[4].text = "本人の感想・満足度"
* insert InEnglish(item[2].item[4], The person's view and satisfaction)
* item[2].item[4].type = #text
* item[2].item[5].linkId = "achievement"
* item[2].item[5].text = "支援目標の達成度（ニーズの充足度）"
* insert InEnglish(item[2].item[5], Achievement of the goal)
* item[2].item[5].type = #open-choice
* item[2].item[5].answerValueSet = "http://hl7.org/fhir/ValueSet/goal-achievement"
* item[2].item[6].linkId = "remaining"
* item[2].item[6].text = "今後の課題・解決方法"
* insert InEnglish(item[2].item[6], Issues and how to solve them)
* item[2].item[6].type = #text
* item[2].item[7].linkId = "change-type"
* item[2].item[7].text = "サービス種類の変更"
* insert InEnglish(item[2].item[7], Change of the kind of service)
* item[2].item[7].type = #choice
* item[2].item[7].required = true
* item[2].item[7].answerValueSet = "https://kakehashi.example/fhir/ValueSet/plan-change-need"
* item[2].item[8].linkId = "change-amount"
* item[2].item[8].text = "サービス量の変更"
* insert InEnglish(item[2].item[8], Change of the amount of service)
* item[2].item[8].type = #choice
* item[2].item[8].required = true
* item[2].item[8].answerValueSet = "https://kakehashi.example/fhir/ValueSet/plan-change-need"
* item[2].item[9].linkId = "change-week"
* item[2].item[9].text = "週間計画の変更"
* insert InEnglish(item[2].item[9], Change of the weekly plan)
* item[2].item[9].type = #choice
* item[2].item[9].required = true
* item[2].item[9].answerValueSet = "https://kakehashi.example/fhir/ValueSet/plan-change-need"
* item[2].item[10].linkId = "notes"
* item[2].item[10].text = "その他留意事項"
* insert InEnglish(item[2].item[10], Other notes)
* item[2].item[10].type = #text
* item[2].item[11].linkId = "plan-goal"
* item[2].item[11].text = "見直した目標"
* insert InEnglish(item[2].item[11], Goal that was reviewed)
* item[2].item[11].type = #reference

Profile: KakehashiMonitoringReport
Parent: QuestionnaireResponse
Id: kakehashi-monitoring-report
Title: "モニタリング報告書（継続サービス利用支援・継続障害児支援利用援助） / Monitoring report"
Description: "サービス等利用計画の実施状況を見直した結果。 / What a review of the service plan found."
* insert AnswersOf(monitoring-report)
* basedOn 1..* MS
* basedOn only Reference(CarePlan)
* basedOn ^short = "見直した計画（計画作成日） / The plan that was reviewed"
* authored ^short = "モニタリング実施日 / Day of the monitoring"
* extension contains PlanAgreement named agreement 0..1 MS
* extension[agreement] ^short = "会議・説明・同意・交付 / Meeting and explanation and agreement"
* item contains
    overallPolicy 0..1 MS and
    overallState 0..1 MS and
    row 0..* MS
* item[overallPolicy] ^short = "総合的な援助の方針 / Overall policy of support"
* item[overallPolicy].linkId = "overall-policy" (exactly)
* item[overallState] ^short = "全体の状況 / Overall state"
* item[overallState].linkId = "overall-state" (exactly)
* item[row] ^short = "支援目標ごとの状況 / State by support goal"
* item[row].linkId = "row" (exactly)
