Instance: discharge-wish-survey
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/discharge-wish-survey"
* insert Published
* name = "DischargeWishSurvey"
* title = "退院意思の調査 / Survey of wishes for discharge"
* status = #active
* description = "長く入院している人に、退院の希望とこれからの生活の希望を聞く。 / Asks people who have been in hospital for long whether they wish to leave, and how they wish to live."
* date = "2026-11-22"
* subjectType = #Patient
* language = #ja
* item[+].linkId = "survey"
* item[=].text = "調査について"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "About the survey"
* item[=].type = #group
* item[=].item[+].linkId = "handedOut"
* item[=].item[=].text = "配布日"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Handed out on"
* item[=].item[=].type = #date
* item[=].item[=].required = true
* item[=].item[+].linkId = "collected"
* item[=].item[=].text = "回収日"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Collected on"
* item[=].item[=].type = #date
* item[=].item[+].linkId = "overOneYear"
* item[=].item[=].text = "入院して1年以上である"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "In hospital for a year or more"
* item[=].item[=].type = #boolean
* item[+].linkId = "wish"
* item[=].text = "退院についてどう思いますか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "What do you wish"
* item[=].type = #choice
* item[=].required = true
* item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/wish-for-discharge"
* item[+].linkId = "life"
* item[=].text = "これからどんな生活をしたいですか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "How would you like to live"
* item[=].type = #text
* item[=].maxLength = 2000
* item[+].linkId = "area"
* item[=].text = "どの地域で暮らしたいですか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Where would you like to live"
* item[=].type = #string
* item[=].maxLength = 200
* item[=].enableWhen.question = "wish"
* item[=].enableWhen.operator = #=
* item[=].enableWhen.answerCoding = WishForDischargeCS#wish
* item[+].linkId = "meeting"
* item[=].text = "地域の支援者に会ってみたいですか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Would you like to meet someone who supports people in the community"
* item[=].type = #boolean
* item[+].linkId = "helper"
* item[=].text = "だれと一緒に書きましたか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Who helped you to write this"
* item[=].type = #string
* item[=].maxLength = 200
