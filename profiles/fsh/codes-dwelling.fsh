CodeSystem: DwellingCS
Id: dwelling
Title: "住居 / Dwelling"
Description: "住まいの種類。 / Kinds of dwelling."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/dwelling"
* #owned "持家"
* #owned ^designation[0].language = #en
* #owned ^designation[0].value = "Owned"
* #rented "借家"
* #rented ^designation[0].language = #en
* #rented ^designation[0].value = "Rented"
* #group-home "グループホーム"
* #group-home ^designation[0].language = #en
* #group-home ^designation[0].value = "Group home"
* #residential-facility "入所施設"
* #residential-facility ^designation[0].language = #en
* #residential-facility ^designation[0].value = "Residential facility"
* #medical-institution "医療機関"
* #medical-institution ^designation[0].language = #en
* #medical-institution ^designation[0].value = "Medical institution"
* #other "その他"
* #other ^designation[0].language = #en
* #other ^designation[0].value = "Other"

ValueSet: DwellingVS
Id: dwelling
Title: "住居 / Dwelling"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DwellingCS
