CodeSystem: ConferenceKindCS
Id: conference-kind
Title: "会議の種類 / Kinds of conference"
Description: "本人の支援を話し合う会議や面会の種類。 / Conferences and meetings about the support of a person."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/conference-kind"
* #discharge-conference "退院前カンファレンス"
* #discharge-conference ^designation[0].language = #en
* #discharge-conference ^designation[0].value = "Conference before discharge"
* #discharge-committee "退院支援委員会"
* #discharge-committee ^designation[0].language = #en
* #discharge-committee ^designation[0].value = "Discharge support committee"
* #service-meeting "サービス担当者会議"
* #service-meeting ^designation[0].language = #en
* #service-meeting ^designation[0].value = "Meeting of the services in charge"
* #post-discharge-planning "退院後支援の調整会議"
* #post-discharge-planning ^designation[0].language = #en
* #post-discharge-planning ^designation[0].value = "Planning conference on support after discharge"
* #pathway-review "地域連携パス会議"
* #pathway-review ^designation[0].language = #en
* #pathway-review ^designation[0].value = "Review of the liaison pathway"
* #meeting-person "本人との面会"
* #meeting-person ^designation[0].language = #en
* #meeting-person ^designation[0].value = "Meeting with the person"

ValueSet: ConferenceKindVS
Id: conference-kind
Title: "会議の種類 / Kinds of conference"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system ConferenceKindCS
