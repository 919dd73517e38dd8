CodeSystem: ObservationCodeCS
Id: observation
Title: "観察項目 / Observations"
Description: "標準の用語にない、日本の福祉と精神科の観察項目。 / Observations of Japanese welfare and psychiatry that no standard vocabulary holds."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/observation"
* #gaf "GAF（機能の全体的評定）"
* #gaf ^designation[0].language = #en
* #gaf ^designation[0].value = "Global assessment of functioning (GAF)"
* #disability-support-level "障害支援区分"
* #disability-support-level ^designation[0].language = #en
* #disability-support-level ^designation[0].value = "Disability support level"

ValueSet: ObservationCodeVS
Id: observation
Title: "観察項目 / Observations"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system ObservationCodeCS
