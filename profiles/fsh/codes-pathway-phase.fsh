CodeSystem: PathwayPhaseCS
Id: pathway-phase
Title: "地域連携パスの時期 / Phases of the community liaison pathway"
Description: "導入期から地域定着期までの時期。危機的場面は順序を持たず、どの時期にも重なる。 / From introduction to community settlement; a crisis has no place in the sequence and may overlap any phase."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/pathway-phase"
* #introduction "導入期"
* #introduction ^designation[0].language = #en
* #introduction ^designation[0].value = "Introduction"
* #early "初期"
* #early ^designation[0].language = #en
* #early ^designation[0].value = "Early"
* #middle "中期"
* #middle ^designation[0].language = #en
* #middle ^designation[0].value = "Middle"
* #late "後期"
* #late ^designation[0].language = #en
* #late ^designation[0].value = "Late"
* #settlement "地域定着期"
* #settlement ^designation[0].language = #en
* #settlement ^designation[0].value = "Community settlement"
* #settlement.postDischarge "退院直後"
* #settlement.postDischarge ^designation[0].language = #en
* #settlement.postDischarge ^designation[0].value = "Settlement: soon after discharge"
* #settlement.recovery "回復期"
* #settlement.recovery ^designation[0].language = #en
* #settlement.recovery ^designation[0].value = "Settlement: recovery"
* #settlement.crisis "危機的場面"
* #settlement.crisis ^designation[0].language = #en
* #settlement.crisis ^designation[0].value = "Crisis (overlay: may occur in any phase)"

ValueSet: PathwayPhaseVS
Id: pathway-phase
Title: "地域連携パスの時期 / Phases of the community liaison pathway"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PathwayPhaseCS
