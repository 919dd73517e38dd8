CodeSystem: NeedLevelCS
Id: need-level
Title: "ニーズの程度 / Level of need"
Description: "領域ごとのニーズの有無と、満たされているか。 / Whether there is a need in a domain, and whether it is met."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* #no-need "ニーズなし"
* #no-need ^designation[0].language = #en
* #no-need ^designation[0].value = "No need"
* #met-need "満たされているニーズ"
* #met-need ^designation[0].language = #en
* #met-need ^designation[0].value = "A need that is met"
* #unmet-need "満たされていないニーズ"
* #unmet-need ^designation[0].language = #en
* #unmet-need ^designation[0].value = "A need that is not met"
* #unknown "不明"
* #unknown ^designation[0].language = #en
* #unknown ^designation[0].value = "Not known"

ValueSet: NeedLevelVS
Id: need-level
Title: "ニーズの程度 / Level of need"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system NeedLevelCS
