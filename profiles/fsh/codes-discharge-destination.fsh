CodeSystem: DischargeDestinationCS
Id: discharge-destination
Title: "予想される退院先 / Expected destination of discharge"
Description: "退院後に暮らす所の見込み。転帰とは別の項目である。 / Where the person is expected to live; not the outcome of treatment."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/discharge-destination"
* #1 "自宅"
* #1 ^designation[0].language = #en
* #1 ^designation[0].value = "Home"
* #2 "障害福祉の入所施設"
* #2 ^designation[0].language = #en
* #2 ^designation[0].value = "Residential facility of disability welfare"
* #3 "介護保険の入所施設"
* #3 ^designation[0].language = #en
* #3 ^designation[0].value = "Residential facility of long-term care insurance"
* #4 "その他"
* #4 ^designation[0].language = #en
* #4 ^designation[0].value = "Other"

ValueSet: DischargeDestinationVS
Id: discharge-destination
Title: "予想される退院先 / Expected destination of discharge"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DischargeDestinationCS
