RuleSet: InEnglish(path, text)
* {path}.text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* {path}.text.extension.extension[0].url = "lang"
* {path}.text.extension.extension[0].valueCode = #en
* {path}.text.extension.extension[1].url = "content"
* {path}.text.extension.extension[1].valueString = "{text}"

RuleSet: AnswersOf(questionnaire)
* questionnaire 1..1 MS
* questionnaire ^short = "質問票 / The questionnaire"
* questionnaire = "https://kakehashi.example/fhir/Questionnaire/{questionnaire}" (exactly)
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* authored 1..1 MS
* author 1..1 MS
* author ^short = "作成者 / Author"
* item 1..* MS
* item ^short = "答え / Answers"
* item ^slicing.discriminator.type = #value
* item ^slicing.discriminator.path = "linkId"
* item ^slicing.rules = #open
