CodeSystem: RequiredElementCS
Id: required-element
Title: "地域連携に必要な要素（14項目） / Elements that liaison needs (14)"
Description: "地域で連携を続けるために整えるもの。 / What a region puts in place so that liaison lasts."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/required-element"
* #RE01 "情報の連携"
* #RE01 ^designation[0].language = #en
* #RE01 ^designation[0].value = "Sharing of information"
* #RE02 "事業者と病院の連携"
* #RE02 ^designation[0].language = #en
* #RE02 ^designation[0].value = "Providers and hospital working together"
* #RE03 "ゲートキーパー"
* #RE03 ^designation[0].language = #en
* #RE03 ^designation[0].value = "Gatekeeper"
* #RE04 "本人の思いの共有"
* #RE04 ^designation[0].language = #en
* #RE04 ^designation[0].value = "Sharing what the person thinks and feels"
* #RE05 "役割の相互理解"
* #RE05 ^designation[0].language = #en
* #RE05 ^designation[0].value = "Knowing each other's roles"
* #RE06 "希望に基づく支援"
* #RE06 ^designation[0].language = #en
* #RE06 ^designation[0].value = "Support that follows wishes"
* #RE07 "住まい(単身可)"
* #RE07 ^designation[0].language = #en
* #RE07 ^designation[0].value = "Housing for those who can live alone"
* #RE08 "住まい(単身困難)"
* #RE08 ^designation[0].language = #en
* #RE08 ^designation[0].value = "Housing for those who cannot live alone"
* #RE09 "身近な支援者の理解"
* #RE09 ^designation[0].language = #en
* #RE09 ^designation[0].value = "Understanding of those close by"
* #RE10 "経済面の整理"
* #RE10 ^designation[0].language = #en
* #RE10 ^designation[0].value = "Finances put in order"
* #RE11 "家族の心理支援"
* #RE11 ^designation[0].language = #en
* #RE11 ^designation[0].value = "Emotional support of the family"
* #RE12 "24時間365日医療"
* #RE12 ^designation[0].language = #en
* #RE12 ^designation[0].value = "Medical care at all hours"
* #RE13 "行政の推進役"
* #RE13 ^designation[0].language = #en
* #RE13 ^designation[0].value = "Public administration as a driving force"
* #RE14 "病院の人材育成統一"
* #RE14 ^designation[0].language = #en
* #RE14 ^designation[0].value = "Common training in the hospital"

ValueSet: RequiredElementVS
Id: required-element
Title: "地域連携に必要な要素（14項目） / Elements that liaison needs (14)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system RequiredElementCS
