CodeSystem: WeeklyEntryCS
Id: weekly-entry
Title: "週間計画表の欄 / Part of a weekly plan"
Description: "週間計画表の活動がどの欄のものか。 / Which part of the weekly form an activity stands in."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/weekly-entry"
* #slot "週間の予定"
* #slot ^designation[0].language = #en
* #slot ^designation[0].value = "Slot of the week"
* #daily-activity "主な日常生活上の活動"
* #daily-activity ^designation[0].language = #en
* #daily-activity ^designation[0].value = "Main daily activity"
* #non-weekly-service "週単位以外のサービス"
* #non-weekly-service ^designation[0].language = #en
* #non-weekly-service ^designation[0].value = "Service not on a weekly cycle"

ValueSet: WeeklyEntryVS
Id: weekly-entry
Title: "週間計画表の欄 / Part of a weekly plan"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system WeeklyEntryCS
