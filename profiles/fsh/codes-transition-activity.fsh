CodeSystem: TransitionActivityCS
Id: transition-activity
Title: "地域移行支援の内容 / Activities of community transition"
Description: "地域移行支援計画で検討し、または行うこと。 / What a community transition plan considers or does."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/transition-activity"
* #housing "住居の検討"
* #housing ^designation[0].language = #en
* #housing ^designation[0].value = "Finding a dwelling"
* #day-activity "日中活動の検討"
* #day-activity ^designation[0].language = #en
* #day-activity ^designation[0].value = "Finding a day activity"
* #clinic "通院先の検討"
* #clinic ^designation[0].language = #en
* #clinic ^designation[0].value = "Finding a clinic"
* #accompaniment "外出・見学の同行"
* #accompaniment ^designation[0].language = #en
* #accompaniment ^designation[0].value = "Going out and visiting together"
* #trial-use "障害福祉サービスの体験利用"
* #trial-use ^designation[0].language = #en
* #trial-use ^designation[0].value = "Trial use of a welfare service"
* #trial-stay "体験宿泊"
* #trial-stay ^designation[0].language = #en
* #trial-stay ^designation[0].value = "Trial stay"
* #other "その他"
* #other ^designation[0].language = #en
* #other ^designation[0].value = "Other"

ValueSet: TransitionActivityVS
Id: transition-activity
Title: "地域移行支援の内容 / Activities of community transition"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system TransitionActivityCS
