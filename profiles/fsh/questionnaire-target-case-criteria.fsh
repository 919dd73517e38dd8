Instance: target-case-criteria
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/target-case-criteria"
* insert Published
* name = "TargetCaseCriteria"
* title = "対象者の確認（16項目） / Target case criteria (16)"
* status = #active
* description = "連携した支援が特に必要かを見る 16 項目。答えない項目は分からないことを意味する。 / Sixteen signs that a person needs support from several organizations; an item without an answer is not known."
* date = "2026-11-22"
* subjectType = #Patient
* language = #ja
* item[+].linkId = "criteria"
* item[=].text = "当てはまる項目"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "What applies"
* item[=].type = #group
* item[=].item[+].linkId = "TC01"
* item[=].item[=].text = "措置入院または緊急措置入院である"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "The admission is by administrative order"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC01 "措置入院"
* item[=].item[=].item[+].linkId = "TC01.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC01"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC02"
* item[=].item[=].text = "自分だけでは食事がとれない"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Cannot manage meals alone"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC02 "食事自立困難"
* item[=].item[=].item[+].linkId = "TC02.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC02"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC03"
* item[=].item[=].text = "自分を傷つけることがある"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Harms themselves at times"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC03 "自傷"
* item[=].item[=].item[+].linkId = "TC03.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC03"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC04"
* item[=].item[=].text = "ほかの人を傷つけることがある"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Harms others at times"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC04 "他害"
* item[=].item[=].item[+].linkId = "TC04.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC04"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC05"
* item[=].item[=].text = "家族への支援も必要である"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "The family needs support too"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC05 "家族支援要"
* item[=].item[=].item[+].linkId = "TC05.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC05"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC06"
* item[=].item[=].text = "医療のほかに、生活への支援が必要である"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Needs support for daily life beyond medical services"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC06 "生活支援要"
* item[=].item[=].item[+].linkId = "TC06.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC06"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC07"
* item[=].item[=].text = "65歳未満などで、介護保険を使えない"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Cannot use long-term care insurance, for example under 65"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC07 "介護保険の狭間"
* item[=].item[=].item[+].linkId = "TC07.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC07"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC08"
* item[=].item[=].text = "自立度が高く、介護保険を使えない"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Too independent for long-term care insurance"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC08 "自立度高で介護保険不可"
* item[=].item[=].item[+].linkId = "TC08.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC08"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC09"
* item[=].item[=].text = "ひとりで暮らす"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Lives alone"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC09 "単身"
* item[=].item[=].item[+].linkId = "TC09.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC09"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC10"
* item[=].item[=].text = "家族の支援を得られない"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Gets no support from the family"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC10 "家族支援なし"
* item[=].item[=].item[+].linkId = "TC10.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC10"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC11"
* item[=].item[=].text = "発達障害などで、生活の力が足りない"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Limited living skills, for example by developmental disorder"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC11 "発達障害等で生活能力不足"
* item[=].item[=].item[+].linkId = "TC11.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC11"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC12"
* item[=].item[=].text = "身体障害または知的障害もある"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Has a physical or intellectual disability as well"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC12 "身体/知的の合併"
* item[=].item[=].item[+].linkId = "TC12.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC12"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC13"
* item[=].item[=].text = "糖尿病もある"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Has diabetes as well"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC13 "糖尿病併発"
* item[=].item[=].item[+].linkId = "TC13.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC13"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC14"
* item[=].item[=].text = "病気の自覚が乏しく、服薬を続けにくい"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Lacks insight and finds it hard to keep taking medicine"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC14 "病識欠如・服薬継続困難"
* item[=].item[=].item[+].linkId = "TC14.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC14"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC15"
* item[=].item[=].text = "生活保護が必要である"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Needs public assistance"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC15 "生活保護"
* item[=].item[=].item[+].linkId = "TC15.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC15"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[=].item[+].linkId = "TC16"
* item[=].item[=].text = "お金の管理が難しい"
* item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].text.extension.extension[1].valueString = "Finds it hard to manage money"
* item[=].item[=].type = #boolean
* item[=].item[=].code = TargetCaseCS#TC16 "金銭管理困難"
* item[=].item[=].item[+].linkId = "TC16.basis"
* item[=].item[=].item[=].text = "そう考えた根拠"
* item[=].item[=].item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].item[=].item[=].text.extension.extension[0].url = "lang"
* item[=].item[=].item[=].text.extension.extension[0].valueCode = #en
* item[=].item[=].item[=].text.extension.extension[1].url = "content"
* item[=].item[=].item[=].text.extension.extension[1].valueString = "Why"
* item[=].item[=].item[=].type = #string
* item[=].item[=].item[=].maxLength = 400
* item[=].item[=].item[=].enableWhen.question = "TC16"
* item[=].item[=].item[=].enableWhen.operator = #=
* item[=].item[=].item[=].enableWhen.answerBoolean = true
* item[+].linkId = "judgement"
* item[=].text = "連携した支援の対象とするか"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Whether the person becomes a target of the pathway"
* item[=].type = #boolean
* item[=].required = true
* item[+].linkId = "note"
* item[=].text = "特に伝えたいこと"
* item[=].text.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* item[=].text.extension.extension[0].url = "lang"
* item[=].text.extension.extension[0].valueCode = #en
* item[=].text.extension.extension[1].url = "content"
* item[=].text.extension.extension[1].valueString = "Notes"
* item[=].type = #text
* item[=].maxLength = 2000
