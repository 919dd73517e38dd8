CodeSystem: CategoryCS
Id: jp-chiiki-ikou-category
Title: "情報の区分（12区分） / Categories of shared information (12)"
Description: "本人が同意で選ぶ情報の区分。meta.security と Consent の securityLabel に書く。 / The categories a person ticks in a consent; written in meta.security and in a securityLabel of a Consent."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/jp-chiiki-ikou-category"
* #condition "病状"
* #condition ^designation[0].language = #en
* #condition ^designation[0].value = "Condition: diagnosis, symptoms and course"
* #medication "処方・服薬"
* #medication ^designation[0].language = #en
* #medication ^designation[0].value = "Medication: prescriptions and how they are taken"
* #test "検査"
* #test ^designation[0].language = #en
* #test ^designation[0].value = "Tests and measurements"
* #admission-status "入院形態"
* #admission-status ^designation[0].language = #en
* #admission-status ^designation[0].value = "Legal form of admission"
* #risk "自傷他害のリスク"
* #risk ^designation[0].language = #en
* #risk ^designation[0].value = "Risk of harm to self or others"
* #living "生活状況"
* #living ^designation[0].language = #en
* #living ^designation[0].value = "Daily living"
* #service "サービス利用"
* #service ^designation[0].language = #en
* #service ^designation[0].value = "Use of welfare services"
* #finance "経済状況"
* #finance ^designation[0].language = #en
* #finance ^designation[0].value = "Finances"
* #family "家族（第三者の情報）"
* #family ^designation[0].language = #en
* #family ^designation[0].value = "Family (information about third persons)"
* #housing "住まい"
* #housing ^designation[0].language = #en
* #housing ^designation[0].value = "Housing"
* #crisis-plan "クライシスプラン"
* #crisis-plan ^designation[0].language = #en
* #crisis-plan ^designation[0].value = "Crisis plan"
* #wish "本人の希望"
* #wish ^designation[0].language = #en
* #wish ^designation[0].value = "The person's wishes"

ValueSet: CategoryVS
Id: jp-chiiki-ikou-category
Title: "情報の区分（12区分） / Categories of shared information (12)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CategoryCS
