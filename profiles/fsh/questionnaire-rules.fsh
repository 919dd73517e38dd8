RuleSet: AnswersOf(questionnaire)
* questionnaire 1..1 MS
* questionnaire = "https://kakehashi.example/fhir/Questionnaire/{questionnaire}" (exactly)
* subject 1..1 MS
* subject only Reference(Patient)
* authored 1..1 MS
* author 1..1 MS
* item 1..* MS
* item ^slicing.discriminator.type = #value
* item ^slicing.discriminator.path = "linkId"
* item ^slicing.rules = #open
