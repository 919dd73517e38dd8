Instance: applicant-daily-life
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/applicant-daily-life"
* insert Published
* name = "ApplicantDailyLife"
* title = "申請者の現状（基本情報）別紙2【現在の生活】 / Present life of the applicant, annex 2"
* description = "申請者の現在の一週間の生活。 / The present week of the applicant."
* language = #ja
* status = #active
* date = "2026-11-22"
* subjectType = #Patient
* item[0].linkId = "slot"
* item[0].text = "週間の現在の生活"
* insert InEnglish(item[0], Present week)
* item[0].type = #group
* item[0].required = true
* item[0].repeats = true
* item[0].item[0].linkId = "day"
* item[0].item[0].text = "曜日"
* insert InEnglish(item[0].item[0], Day of the week)
* item[0].item[0].type = #choice
* item[0].item[0].required = true
* item[0].item[0].repeats = true
* item[0].item[0].answerValueSet = "http://hl7.org/fhir/ValueSet/days-of-week"
* item[0].item[1].linkId = "start"
* item[0].item[1].text = "開始時刻"
* insert InEnglish(item[0].item[1], Start)
* item[0].item[1].type = #time
* item[0].item[1].required = true
* item[0].item[2].linkId = "end"
* item[0].item[2].text = "終了時刻"
* insert InEnglish(item[0].item[2], End)
* item[0].item[2].type = #time
* item[0].item[3].linkId = "time-label"
* item[0].item[3].text = "様式の時刻"
* insert InEnglish(item[0].item[3], Time as printed)
* item[0].item[3].type = #string
* item[0].item[4].linkId = "holidays-too"
* item[0].item[4].text = "祝日を含む"
* insert InEnglish(item[0].item[4], Public holidays included)
* item[0].item[4].type = #boolean
* item[0].item[5].linkId = "activity"
* item[0].item[5].text = "予定"
* insert InEnglish(item[0].item[5], Activity)
* item[0].item[5].type = #string
* item[0].item[5].required = true
* item[1].linkId = "daily-activity"
* item[1].text = "主な日常生活上の活動"
* insert InEnglish(item[1], Main daily activities)
* item[1].type = #text
* item[2].linkId = "non-weekly-service"
* item[2].text = "週単位以外のサービス"
* insert InEnglish(item[2], Services not on a weekly cycle)
* item[2].type = #text

Profile: KakehashiApplicantDailyLife
Parent: QuestionnaireResponse
Id: kakehashi-applicant-daily-life
Title: "申請者の現状（基本情報）別紙2【現在の生活】 / Present life of the applicant, annex 2"
Description: "申請者の現在の一週間の生活。 / The present week of the applicant."
* insert AnswersOf(applicant-daily-life)
* authored ^short = "作成日 / Day of writing"
* author ^short = "計画作成担当者・相談支援事業者 / The planner, of which office"
* item contains
    slot 0..* MS and
    dailyActivity 0..1 MS and
    nonWeeklyService 0..1 MS
* item[slot] ^short = "週間の現在の生活 / Present week"
* item[slot].linkId = "slot" (exactly)
* item[dailyActivity] ^short = "主な日常生活上の活動 / Main daily activities"
* item[dailyActivity].linkId = "daily-activity" (exactly)
* item[nonWeeklyService] ^short = "週単位以外のサービス / Services not on a weekly cycle"
* item[nonWeeklyService].linkId = "non-weekly-service" (exactly)
