CodeSystem: PathwayPartyCS
Id: pathway-party
Title: "地域連携パスの担い手 / Parties of the community liaison pathway"
Description: "役割を担い、情報を伝え合う機関と人。 / The organizations and people who hold tasks and exchange information."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/pathway-party"
* #hospital "精神科病院"
* #hospital ^designation[0].language = #en
* #hospital ^designation[0].value = "Psychiatric hospital"
* #communityProvider "地域援助事業者等（基幹相談支援センター・相談支援事業所等）"
* #communityProvider ^designation[0].language = #en
* #communityProvider ^designation[0].value = "Community providers (core consultation centre, consultation offices and others)"
* #municipality "市町村"
* #municipality ^designation[0].language = #en
* #municipality ^designation[0].value = "Municipality"
* #prefectureHealthCentre "都道府県・保健所等"
* #prefectureHealthCentre ^designation[0].language = #en
* #prefectureHealthCentre ^designation[0].value = "Prefecture, health centre and the like"
* #all "全機関"
* #all ^designation[0].language = #en
* #all ^designation[0].value = "All organizations"
* #planConsultation "指定特定相談支援事業者（計画相談支援）"
* #planConsultation ^designation[0].language = #en
* #planConsultation ^designation[0].value = "Plan consultation office"
* #careManager "指定居宅介護支援事業所・指定介護予防支援事業所の介護支援専門員"
* #careManager ^designation[0].language = #en
* #careManager ^designation[0].value = "Care manager of long-term care insurance"
* #careTeam "支援チーム全員"
* #careTeam ^designation[0].language = #en
* #careTeam ^designation[0].value = "Everyone in the care team"
* #person "本人"
* #person ^designation[0].language = #en
* #person ^designation[0].value = "The person"
* #family "家族"
* #family ^designation[0].language = #en
* #family ^designation[0].value = "The family"

ValueSet: PathwayPartyVS
Id: pathway-party
Title: "地域連携パスの担い手 / Parties of the community liaison pathway"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PathwayPartyCS
