CodeSystem: InformationEventCS
Id: information-event
Title: "情報連携の場面（26項目） / Events of information exchange (26)"
Description: "誰が誰へ何をいつ伝えるか。Communication.category に書く。 / Who tells whom what and when; written in Communication.category."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/information-event"
* #IE01 "入院前の生活・サービス状況・本人像（入院時情報提供書）"
* #IE01 ^designation[0].language = #en
* #IE01 ^designation[0].value = "Life, services and picture of the person before admission"
* #IE02 "病状・生活能力・退院後の医療サービス"
* #IE02 ^designation[0].language = #en
* #IE02 ^designation[0].value = "Condition, living skills and medical services after discharge"
* #IE03 "情報を取りに行く（照会）"
* #IE03 ^designation[0].language = #en
* #IE03 ^designation[0].value = "Enquiry: the provider comes to fetch information"
* #IE04 "退院後サービスの情報（病棟での個別面接用）"
* #IE04 ^designation[0].language = #en
* #IE04 ^designation[0].value = "Services after discharge, for individual talks on the ward (provider)"
* #IE05 "退院後サービスの情報（病棟での個別面接用）"
* #IE05 ^designation[0].language = #en
* #IE05 ^designation[0].value = "Services after discharge, for individual talks on the ward (municipality)"
* #IE06 "早期関与の連絡（基幹相談支援センター・相談支援事業所等）"
* #IE06 ^designation[0].language = #en
* #IE06 ^designation[0].value = "Early notice, so that a provider can be involved"
* #IE07 "状態像と治療経過の一元化"
* #IE07 ^designation[0].language = #en
* #IE07 ^designation[0].value = "One shared record of condition and course of treatment"
* #IE08 "クライシスプランの共有・配布"
* #IE08 ^designation[0].language = #en
* #IE08 ^designation[0].value = "Sharing and handing out of the crisis plan"
* #IE09 "日常の服薬状況（外来先へ）"
* #IE09 ^designation[0].language = #en
* #IE09 ^designation[0].value = "Report on daily medication to the outpatient clinic"
* #IE10 "生活状況（医療と福祉をつなぐ）"
* #IE10 ^designation[0].language = #en
* #IE10 ^designation[0].value = "Daily living, linking medicine and welfare"
* #IE11 "外来・リハビリ・訪問から見た医療情報"
* #IE11 ^designation[0].language = #en
* #IE11 ^designation[0].value = "Medical information seen at visits, rehabilitation and outreach"
* #IE12 "深さと緊急度のルール（命に関わる=電話、急がない=メール）"
* #IE12 ^designation[0].language = #en
* #IE12 ^designation[0].value = "Agreement on depth and urgency of exchange"
* #IE13 "危機時の迅速連絡"
* #IE13 ^designation[0].language = #en
* #IE13 ^designation[0].value = "Rapid contact in a crisis (hospital)"
* #IE14 "危機時の迅速連絡（24時間365日）"
* #IE14 ^designation[0].language = #en
* #IE14 ^designation[0].value = "Rapid contact in a crisis, day and night (provider)"
* #IE15 "緊急時の連携・救急機関の案内"
* #IE15 ^designation[0].language = #en
* #IE15 ^designation[0].value = "Cooperation in an emergency and guidance to emergency services"
* #IE16 "暮らしぶりの定期報告"
* #IE16 ^designation[0].language = #en
* #IE16 ^designation[0].value = "Periodic report of daily life to the family"
* #IE17 "ニーズアセスメント結果の共有"
* #IE17 ^designation[0].language = #en
* #IE17 ^designation[0].value = "Sharing the result of the needs assessment"
* #IE18 "措置入院者: ニーズアセスメントと意見書"
* #IE18 ^designation[0].language = #en
* #IE18 ^designation[0].value = "Administrative admission: needs assessment and written opinion"
* #IE19 "措置入院者の退院後支援に関する計画"
* #IE19 ^designation[0].language = #en
* #IE19 ^designation[0].value = "Administrative admission: plan of support after discharge"
* #IE20 "サービスの効果のフィードバック（レポート）"
* #IE20 ^designation[0].language = #en
* #IE20 ^designation[0].value = "Feedback on the effect of services"
* #IE21 "心身の状況・環境・アセスメント・サービス等利用計画"
* #IE21 ^designation[0].language = #en
* #IE21 ^designation[0].value = "State, surroundings, assessment and service plan, on the move to long-term care insurance"
* #IE22 "引きこもりがちの生活に陥った際の対処方法の検討・共有"
* #IE22 ^designation[0].language = #en
* #IE22 ^designation[0].value = "Finding and sharing ways to respond to withdrawal"
* #IE23 "望む生活の集約・役割分担"
* #IE23 ^designation[0].language = #en
* #IE23 ^designation[0].value = "Bringing together the life wished for, and the division of roles"
* #IE24 "社会資源情報"
* #IE24 ^designation[0].language = #en
* #IE24 ^designation[0].value = "Information on social resources"
* #IE25 "相談支援の紹介・支給決定・利用調整の求め"
* #IE25 ^designation[0].language = #en
* #IE25 ^designation[0].value = "Request for introduction to consultation support, decision of benefits or coordination of use"
* #IE26 "連絡票等の情報を共有するシステム"
* #IE26 ^designation[0].language = #en
* #IE26 ^designation[0].value = "System that shares liaison sheets and the like"

ValueSet: InformationEventVS
Id: information-event
Title: "情報連携の場面（26項目） / Events of information exchange (26)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system InformationEventCS
