CodeSystem: CareLevelCS
Id: care-level
Title: "要介護状態区分 / Long-term care level"
Description: "介護保険の認定区分。 / Levels certified by long-term care insurance."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/care-level"
* #01 "非該当"
* #01 ^designation[0].language = #en
* #01 ^designation[0].value = "Not eligible"
* #06 "事業対象者"
* #06 ^designation[0].language = #en
* #06 ^designation[0].value = "Eligible for prevention projects"
* #12 "要支援1"
* #12 ^designation[0].language = #en
* #12 ^designation[0].value = "Support level 1"
* #13 "要支援2"
* #13 ^designation[0].language = #en
* #13 ^designation[0].value = "Support level 2"
* #21 "要介護1"
* #21 ^designation[0].language = #en
* #21 ^designation[0].value = "Care level 1"
* #22 "要介護2"
* #22 ^designation[0].language = #en
* #22 ^designation[0].value = "Care level 2"
* #23 "要介護3"
* #23 ^designation[0].language = #en
* #23 ^designation[0].value = "Care level 3"
* #24 "要介護4"
* #24 ^designation[0].language = #en
* #24 ^designation[0].value = "Care level 4"
* #25 "要介護5"
* #25 ^designation[0].language = #en
* #25 ^designation[0].value = "Care level 5"

ValueSet: CareLevelVS
Id: care-level
Title: "要介護状態区分 / Long-term care level"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CareLevelCS
