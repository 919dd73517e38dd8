CodeSystem: NeedDomainCS
Id: need-domain
Title: "ニーズの領域 / Domains of need"
Description: "退院後支援のニーズを見る領域。 / The domains in which needs of support after discharge are looked at."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/need-domain"
* #housing "住まい"
* #housing ^designation[0].language = #en
* #housing ^designation[0].value = "Housing"
* #finance "お金"
* #finance ^designation[0].language = #en
* #finance ^designation[0].value = "Money"
* #treatment "治療の継続"
* #treatment ^designation[0].language = #en
* #treatment ^designation[0].value = "Staying in treatment"
* #medication "服薬"
* #medication ^designation[0].language = #en
* #medication ^designation[0].value = "Taking medicine"
* #physical-health "からだの病気"
* #physical-health ^designation[0].language = #en
* #physical-health ^designation[0].value = "Physical illness"
* #participation "社会参加・日中の活動"
* #participation ^designation[0].language = #en
* #participation ^designation[0].value = "Taking part and day activities"
* #relations "人づきあい"
* #relations ^designation[0].language = #en
* #relations ^designation[0].value = "Relations with others"
* #family "家族"
* #family ^designation[0].language = #en
* #family ^designation[0].value = "Family"
* #harm "自傷・他害"
* #harm ^designation[0].language = #en
* #harm ^designation[0].value = "Harm to self or others"
* #wish "本人の希望"
* #wish ^designation[0].language = #en
* #wish ^designation[0].value = "What the person wishes"

ValueSet: NeedDomainVS
Id: need-domain
Title: "ニーズの領域 / Domains of need"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system NeedDomainCS
