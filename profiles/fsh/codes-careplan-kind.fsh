CodeSystem: CarePlanKindCS
Id: careplan-kind
Title: "計画の種類 / Kind of plan"
Description: "CarePlan が何の計画か。 / Which plan a CarePlan is."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/careplan-kind"
* #pathway "地域連携パス"
* #pathway ^designation[0].language = #en
* #pathway ^designation[0].value = "Community liaison pathway"
* #service-plan "サービス等利用計画"
* #service-plan ^designation[0].language = #en
* #service-plan ^designation[0].value = "Service plan"
* #weekly-plan "週間計画表"
* #weekly-plan ^designation[0].language = #en
* #weekly-plan ^designation[0].value = "Weekly plan"
* #service-plan-monitoring "モニタリング報告書"
* #service-plan-monitoring ^designation[0].language = #en
* #service-plan-monitoring ^designation[0].value = "Monitoring report of a service plan"
* #community-transition "地域移行支援計画"
* #community-transition ^designation[0].language = #en
* #community-transition ^designation[0].value = "Community transition plan"
* #community-settlement "地域定着支援台帳"
* #community-settlement ^designation[0].language = #en
* #community-settlement ^designation[0].value = "Community settlement register"
* #individual-support "個別支援計画"
* #individual-support ^designation[0].language = #en
* #individual-support ^designation[0].value = "Individual support plan of a service"
* #crisis-plan "クライシスプラン"
* #crisis-plan ^designation[0].language = #en
* #crisis-plan ^designation[0].value = "Crisis plan"
* #discharge-support "退院支援計画"
* #discharge-support ^designation[0].language = #en
* #discharge-support ^designation[0].value = "Discharge support plan"
* #post-discharge-support "退院後支援に関する計画"
* #post-discharge-support ^designation[0].language = #en
* #post-discharge-support ^designation[0].value = "Plan of support after discharge"
* #visiting-nursing "訪問看護計画"
* #visiting-nursing ^designation[0].language = #en
* #visiting-nursing ^designation[0].value = "Visiting nursing plan"

ValueSet: CarePlanKindVS
Id: careplan-kind
Title: "計画の種類 / Kind of plan"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CarePlanKindCS
