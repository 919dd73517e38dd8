CodeSystem: TargetCaseCS
Id: target-case
Title: "地域連携パスの対象者（16項目） / Target cases of the pathway (16)"
Description: "連携した支援が特に必要な人の目安。 / Signs that a person needs support from several organizations."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/target-case"
* #TC01 "措置入院"
* #TC01 ^designation[0].language = #en
* #TC01 ^designation[0].value = "Involuntary admission by administrative order"
* #TC02 "食事自立困難"
* #TC02 ^designation[0].language = #en
* #TC02 ^designation[0].value = "Cannot manage meals alone"
* #TC03 "自傷"
* #TC03 ^designation[0].language = #en
* #TC03 ^designation[0].value = "Self-harm"
* #TC04 "他害"
* #TC04 ^designation[0].language = #en
* #TC04 ^designation[0].value = "Harm to others"
* #TC05 "家族支援要"
* #TC05 ^designation[0].language = #en
* #TC05 ^designation[0].value = "The family needs support too"
* #TC06 "生活支援要"
* #TC06 ^designation[0].language = #en
* #TC06 ^designation[0].value = "Needs support for daily life beyond medical services"
* #TC07 "介護保険の狭間"
* #TC07 ^designation[0].language = #en
* #TC07 ^designation[0].value = "Falls between the schemes, long-term care insurance not being available"
* #TC08 "自立度高で介護保険不可"
* #TC08 ^designation[0].language = #en
* #TC08 ^designation[0].value = "Too independent for long-term care insurance"
* #TC09 "単身"
* #TC09 ^designation[0].language = #en
* #TC09 ^designation[0].value = "Lives alone"
* #TC10 "家族支援なし"
* #TC10 ^designation[0].language = #en
* #TC10 ^designation[0].value = "No support from the family"
* #TC11 "発達障害等で生活能力不足"
* #TC11 ^designation[0].language = #en
* #TC11 ^designation[0].value = "Limited living skills, for example by developmental disorder"
* #TC12 "身体/知的の合併"
* #TC12 ^designation[0].language = #en
* #TC12 ^designation[0].value = "Physical or intellectual disability as well"
* #TC13 "糖尿病併発"
* #TC13 ^designation[0].language = #en
* #TC13 ^designation[0].value = "Diabetes as well"
* #TC14 "病識欠如・服薬継続困難"
* #TC14 ^designation[0].language = #en
* #TC14 ^designation[0].value = "Lacks insight and finds it hard to keep taking medicine"
* #TC15 "生活保護"
* #TC15 ^designation[0].language = #en
* #TC15 ^designation[0].value = "Needs public assistance"
* #TC16 "金銭管理困難"
* #TC16 ^designation[0].language = #en
* #TC16 ^designation[0].value = "Finds it hard to manage money"

ValueSet: TargetCaseVS
Id: target-case
Title: "地域連携パスの対象者（16項目） / Target cases of the pathway (16)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system TargetCaseCS
