Instance: needs-assessment
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/needs-assessment"
* insert Published
* name = "NeedsAssessment"
* title = "退院後支援のニーズに関するアセスメント / Assessment of needs after discharge"
* status = #active
* description = "領域ごとにニーズの有無と満たされ方を本人と職員が見て、次に取り組む視点を選ぶ。 / Person and staff look at each domain: is there a need, and is it met; then the axes to work on next are chosen."
* date = "2026-11-22"
* subjectType = #Patient
* language = #ja
* item[+].linkId = "housing"
* item[=].text = "住まい"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Housing"
* item[=].type = #group
* item[=].code = NeedDomainCS#housing "住まい"
* item[=].item[+].linkId = "housing.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "housing.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "housing.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "finance"
* item[=].text = "お金"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Money"
* item[=].type = #group
* item[=].code = NeedDomainCS#finance "お金"
* item[=].item[+].linkId = "finance.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "finance.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "finance.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "treatment"
* item[=].text = "治療の継続"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Staying in treatment"
* item[=].type = #group
* item[=].code = NeedDomainCS#treatment "治療の継続"
* item[=].item[+].linkId = "treatment.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "treatment.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "treatment.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "medication"
* item[=].text = "服薬"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Taking medicine"
* item[=].type = #group
* item[=].code = NeedDomainCS#medication "服薬"
* item[=].item[+].linkId = "medication.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "medication.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "medication.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "physical-health"
* item[=].text = "からだの病気"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Physical illness"
* item[=].type = #group
* item[=].code = NeedDomainCS#physical-health "からだの病気"
* item[=].item[+].linkId = "physical-health.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "physical-health.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "physical-health.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "participation"
* item[=].text = "社会参加・日中の活動"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Taking part and day activities"
* item[=].type = #group
* item[=].code = NeedDomainCS#participation "社会参加・日中の活動"
* item[=].item[+].linkId = "participation.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "participation.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "participation.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "relations"
* item[=].text = "人づきあい"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Relations with others"
* item[=].type = #group
* item[=].code = NeedDomainCS#relations "人づきあい"
* item[=].item[+].linkId = "relations.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "relations.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "relations.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "family"
* item[=].text = "家族"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Family"
* item[=].type = #group
* item[=].code = NeedDomainCS#family "家族"
* item[=].item[+].linkId = "family.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "family.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "family.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "harm"
* item[=].text = "自傷・他害"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Harm to self or others"
* item[=].type = #group
* item[=].code = NeedDomainCS#harm "自傷・他害"
* item[=].item[+].linkId = "harm.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "harm.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "harm.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "wish"
* item[=].text = "本人の希望"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "What the person wishes"
* item[=].type = #group
* item[=].code = NeedDomainCS#wish "本人の希望"
* item[=].item[+].linkId = "wish.staff"
* item[=].item[=].text = "職員から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as staff see it"
* item[=].item[=].type = #choice
* item[=].item[=].required = true
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "wish.person"
* item[=].item[=].text = "本人から見た程度"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Level as the person sees it"
* item[=].item[=].type = #choice
* item[=].item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/need-level"
* item[=].item[+].linkId = "wish.note"
* item[=].item[=].text = "内容"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "What it is about"
* item[=].item[=].type = #text
* item[=].item[=].maxLength = 1000
* item[+].linkId = "axes"
* item[=].text = "次に取り組む視点"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Axes to work on next"
* item[=].type = #choice
* item[=].repeats = true
* item[=].answerValueSet = "https://kakehashi.example/fhir/ValueSet/pathway-axis"
* item[+].linkId = "summary"
* item[=].text = "まとめ"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Summary"
* item[=].type = #text
* item[=].maxLength = 2000
