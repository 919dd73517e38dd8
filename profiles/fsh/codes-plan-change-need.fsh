CodeSystem: PlanChangeNeedCS
Id: plan-change-need
Title: "計画変更の必要性 / Need to change the plan"
Description: "モニタリングの結果、計画を変える必要があるか。 / Whether monitoring found that the plan must change."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/plan-change-need"
* #yes "有"
* #yes ^designation[0].language = #en
* #yes ^designation[0].value = "Needed"
* #no "無"
* #no ^designation[0].language = #en
* #no ^designation[0].value = "Not needed"
* #unknown "未確認"
* #unknown ^designation[0].language = #en
* #unknown ^designation[0].value = "Not known yet"
* #not-applicable "該当なし"
* #not-applicable ^designation[0].language = #en
* #not-applicable ^designation[0].value = "Not applicable"

ValueSet: PlanChangeNeedVS
Id: plan-change-need
Title: "計画変更の必要性 / Need to change the plan"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PlanChangeNeedCS
