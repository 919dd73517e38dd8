CodeSystem: PathwayAxisCS
Id: pathway-axis
Title: "地域連携パスの視点 / Axes of the community liaison pathway"
Description: "役割と成果を見る 12 の視点。 / The twelve views from which tasks and results are seen."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/pathway-axis"
* #all "3つの視点の定義"
* #all ^designation[0].language = #en
* #all ^designation[0].value = "Definition of the three axes"
* #individual "個別支援の質の向上"
* #individual ^designation[0].language = #en
* #individual ^designation[0].value = "Better support of each person"
* #supportSystem "支援体制の整備"
* #supportSystem ^designation[0].language = #en
* #supportSystem ^designation[0].value = "The support network"
* #communityInfra "地域基盤の整備"
* #communityInfra ^designation[0].language = #en
* #communityInfra ^designation[0].value = "The resources of the community"
* #merit "連携によるメリット（定性的）"
* #merit ^designation[0].language = #en
* #merit ^designation[0].value = "What is gained by working together"
* #inpatientInformation "入院中: 医療面・生活面の両視点での情報の連携及び支援"
* #inpatientInformation ^designation[0].language = #en
* #inpatientInformation ^designation[0].value = "In hospital: information and support on medical care and on life"
* #inpatientTransition "入院中: 適切な地域移行支援に向けた役割"
* #inpatientTransition ^designation[0].language = #en
* #inpatientTransition ^designation[0].value = "In hospital: roles in the transition to the community"
* #communityInformation "地域生活期: 医療・福祉間の情報の連携"
* #communityInformation ^designation[0].language = #en
* #communityInformation ^designation[0].value = "In the community: information between medicine and welfare"
* #selfManagement "地域生活期: 本人や家族のセルフマネジメント力の向上に向けた支援"
* #selfManagement ^designation[0].language = #en
* #selfManagement ^designation[0].value = "In the community: self-management of the person and the family"
* #postDischarge "地域生活期: 退院直後"
* #postDischarge ^designation[0].language = #en
* #postDischarge ^designation[0].value = "In the community: soon after discharge"
* #recovery "地域生活期: 回復期"
* #recovery ^designation[0].language = #en
* #recovery ^designation[0].value = "In the community: recovery"
* #crisis "地域生活期: 危機的場面"
* #crisis ^designation[0].language = #en
* #crisis ^designation[0].value = "In the community: crisis"

ValueSet: PathwayAxisVS
Id: pathway-axis
Title: "地域連携パスの視点 / Axes of the community liaison pathway"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PathwayAxisCS
