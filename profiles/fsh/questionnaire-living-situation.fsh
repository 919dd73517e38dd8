Instance: living-situation
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/living-situation"
* insert Published
* name = "LivingSituation"
* title = "生活環境・生活状況 / Daily living"
* description = "入院時に伝える、地域での暮らしの様子。 / How the person lives, as told at an admission."
* language = #ja
* status = #active
* date = "2026-11-22"
* subjectType = #Patient
* item[0].linkId = "environment"
* item[0].text = "生活環境"
* insert InEnglish(item[0], Living environment)
* item[0].type = #text
* item[1].linkId = "nutrition"
* item[1].text = "栄養・食事"
* insert InEnglish(item[1], Nutrition)
* item[1].type = #text
* item[2].linkId = "excretion"
* item[2].text = "排せつ"
* insert InEnglish(item[2], Excretion)
* item[2].type = #text
* item[3].linkId = "hygiene"
* item[3].text = "清潔"
* insert InEnglish(item[3], Hygiene)
* item[3].type = #text
* item[4].linkId = "communication"
* item[4].text = "意思疎通"
* insert InEnglish(item[4], Communication)
* item[4].type = #text
* item[5].linkId = "mobility"
* item[5].text = "移動"
* insert InEnglish(item[5], Mobility)
* item[5].type = #text
* item[6].linkId = "sleep"
* item[6].text = "睡眠"
* insert InEnglish(item[6], Sleep)
* item[6].type = #text
* item[7].linkId = "mind"
* item[7].text = "認知・精神面"
* insert InEnglish(item[7], Cognition and mind)
* item[7].type = #text
* item[7].required = true
