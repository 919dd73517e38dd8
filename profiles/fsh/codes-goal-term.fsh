CodeSystem: GoalTermCS
Id: goal-term
Title: "目標の区分 / Term of a goal"
Description: "計画の目標の区分。 / The kinds of goal in a plan."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/goal-term"
* #long-term "長期目標"
* #long-term ^designation[0].language = #en
* #long-term ^designation[0].value = "Long-term goal"
* #short-term "短期目標"
* #short-term ^designation[0].language = #en
* #short-term ^designation[0].value = "Short-term goal"
* #support "支援目標"
* #support ^designation[0].language = #en
* #support ^designation[0].value = "Support goal"

ValueSet: GoalTermVS
Id: goal-term
Title: "目標の区分 / Term of a goal"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system GoalTermCS
