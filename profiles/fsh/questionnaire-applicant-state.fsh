Instance: applicant-state
InstanceOf: Questionnaire
Usage: #definition
* url = "https://kakehashi.example/fhir/Questionnaire/applicant-state"
* insert Published
* name = "ApplicantState"
* title = "申請者の現状（基本情報）別紙1 / State of the applicant, annex 1"
* description = "サービス等利用計画案に添える、申請者の基本情報。 / Basic information on the applicant, sent with a draft of a service plan."
* language = #ja
* status = #active
* date = "2026-11-22"
* subjectType = #Patient
* item[0].linkId = "age"
* item[0].text = "年齢"
* insert InEnglish(item[0], Age)
* item[0].type = #integer
* item[1].linkId = "dwelling"
* item[1].text = "住居"
* insert InEnglish(item[1], Dwelling)
* item[1].type = #choice
* item[1].required = true
* item[1].answerValueSet = "https://kakehashi.example/fhir/ValueSet/dwelling"
* item[2].linkId = "disability"
* item[2].text = "障害または疾患名"
* insert InEnglish(item[2], Disability or illness)
* item[2].type = #reference
* item[2].required = true
* item[2].repeats = true
* item[3].linkId = "support-level"
* item[3].text = "障害支援区分"
* insert InEnglish(item[3], Disability support level)
* item[3].type = #choice
* item[3].answerValueSet = "https://kakehashi.example/fhir/ValueSet/disability-support-level"
* item[4].linkId = "certificate"
* item[4].text = "手帳"
* insert InEnglish(item[4], Certificate)
* item[4].type = #group
* item[4].repeats = true
* item[4].item[0].linkId = "certificate-kind"
* item[4].item[0].text = "手帳の種類"
* insert InEnglish(item[4].item[0], Kind of certificate)
* item[4].item[0].type = #open-choice
* item[4].item[0].required = true
* item[4].item[0].answerValueSet = "https://kakehashi.example/fhir/ValueSet/disability-certificate"
* item[4].item[1].linkId = "certificate-state"
* item[4].item[1].text = "有無・申請中"
* insert InEnglish(item[4].item[1], Held\, not held or applied for)
* item[4].item[1].type = #string
* item[4].item[2].linkId = "certificate-grade"
* item[4].item[2].text = "等級"
* insert InEnglish(item[4].item[2], Grade)
* item[4].item[2].type = #string
* item[4].item[3].linkId = "certificate-coverage"
* item[4].item[3].text = "手帳の記録"
* insert InEnglish(item[4].item[3], Record of the certificate)
* item[4].item[3].type = #reference
* item[5].linkId = "summary"
* item[5].text = "概要（支援経過・現状と課題等）"
* insert InEnglish(item[5], Summary: course\, present state and issues)
* item[5].type = #text
* item[5].required = true
* item[6].linkId = "family"
* item[6].text = "家族構成"
* insert InEnglish(item[6], Family)
* item[6].type = #group
* item[6].repeats = true
* item[6].item[0].linkId = "family-person"
* item[6].item[0].text = "家族"
* insert InEnglish(item[6].item[0], Member of the family)
* item[6].item[0].type = #reference
* item[6].item[1].linkId = "family-age"
* item[6].item[1].text = "年齢"
* insert InEnglish(item[6].item[1], Age)
* item[6].item[1].type = #integer
* item[6].item[2].linkId = "family-occupation"
* item[6].item[2].text = "職業"
* insert InEnglish(item[6].item[2], Occupation)
* item[6].item[2].type = #string
* item[6].item[3].linkId = "family-main-carer"
* item[6].item[3].text = "主たる介護者"
* insert InEnglish(item[6].item[3], Main carer)
* item[6].item[3].type = #boolean
* item[6].item[4].linkId = "family-note"
* item[6].item[4].text = "備考"
* insert InEnglish(item[6].item[4], Note)
* item[6].item[4].type = #string
* item[7].linkId = "genogram"
* item[7].text = "ジェノグラム"
* insert InEnglish(item[7], Genogram)
* item[7].type = #attachment
* item[8].linkId = "eco-map"
* item[8].text = "社会関係図（エコマップ）"
* insert InEnglish(item[8], Eco map)
* item[8].type = #attachment
* item[9].linkId = "life-history"
* item[9].text = "生活歴（受診歴等を含む）"
* insert InEnglish(item[9], Life history\, visits to doctors included)
* item[9].type = #text
* item[10].linkId = "medical"
* item[10].text = "医療の状況"
* insert InEnglish(item[10], Medical situation)
* item[10].type = #group
* item[10].repeats = true
* item[10].item[0].linkId = "medical-department"
* item[10].item[0].text = "受診科目"
* insert InEnglish(item[10].item[0], Department)
* item[10].item[0].type = #string
* item[10].item[1].linkId = "medical-frequency"
* item[10].item[1].text = "頻度"
* insert InEnglish(item[10].item[1], Frequency)
* item[10].item[1].type = #string
* item[10].item[2].linkId = "medical-physician"
* item[10].item[2].text = "主治医"
* insert InEnglish(item[10].item[2], Physician)
* item[10].item[2].type = #string
* item[10].item[3].linkId = "medical-condition"
* item[10].item[3].text = "疾患名"
* insert InEnglish(item[10].item[3], Disease)
* item[10].item[3].type = #reference
* item[10].item[4].linkId = "medical-medication"
* item[10].item[4].text = "服薬状況"
* insert InEnglish(item[10].item[4], Medicines)
* item[10].item[4].type = #text
* item[11].linkId = "complaint-person"
* item[11].text = "本人の主訴"
* insert InEnglish(item[11], Complaint of the person)
* item[11].type = #text
* item[12].linkId = "complaint-family"
* item[12].text = "家族の主訴"
* insert InEnglish(item[12], Complaint of the family)
* item[12].type = #text
* item[13].linkId = "public-support"
* item[13].text = "支援の状況（公的支援）"
* insert InEnglish(item[13], Present support\, public)
* item[13].type = #group
* item[13].repeats = true
* item[13].item[0].linkId = "public-name"
* item[13].item[0].text = "名称"
* insert InEnglish(item[13].item[0], Name)
* item[13].item[0].type = #string
* item[13].item[1].linkId = "public-provider"
* item[13].item[1].text = "提供機関"
* insert InEnglish(item[13].item[1], Provider)
* item[13].item[1].type = #string
* item[13].item[2].linkId = "public-content"
* item[13].item[2].text = "支援内容"
* insert InEnglish(item[13].item[2], Support)
* item[13].item[2].type = #text
* item[13].item[3].linkId = "public-frequency"
* item[13].item[3].text = "頻度"
* insert InEnglish(item[13].item[3], Frequency)
* item[13].item[3].type = #string
* item[13].item[4].linkId = "public-note"
* item[13].item[4].text = "備考"
* insert InEnglish(item[13].item[4], Note)
* item[13].item[4].type = #string
* item[14].linkId = "other-support"
* item[14].text = "支援の状況（その他の支援）"
* insert InEnglish(item[14], Present support\, other)
* item[14].type = #group
* item[14].repeats = true
* item[14].item[0].linkId = "other-name"
* item[14].item[0].text = "名称"
* insert InEnglish(item[14].item[0], Name)
* item[14].item[0].type = #string
* item[14].item[1].linkId = "other-provider"
* item[14].item[1].text = "提供機関"
* insert InEnglish(item[14].item[1], Provider)
* item[14].item[1].type = #string
* item[14].item[2].linkId = "other-content"
* item[14].item[2].text = "支援内容"
* insert InEnglish(item[14].item[2], Support)
* item[14].item[2].type = #text
* item[14].item[3].linkId = "other-frequency"
* item[14].item[3].text = "頻度"
* insert InEnglish(item[14].item[3], Frequency)
* item[14].item[3].type = #string
* item[14].item[4].linkId = "other-note"
* item[14].item[4].text = "備考"
* insert InEnglish(item[14].item[4], Note)
* item[14].item[4].type = #string
* item[15].linkId = "family-text"
* item[15].text = "家族構成"
* insert InEnglish(item[15], Family\, as written in one field)
* item[15].type = #text
* item[16].linkId = "medical-text"
* item[16].text = "医療の状況"
* insert InEnglish(item[16], Medical situation\, as written in one field)
* item[16].type = #text

Profile: KakehashiApplicantState
Parent: QuestionnaireResponse
Id: kakehashi-applicant-state
Title: "申請者の現状（基本情報）別紙1 / State of the applicant, annex 1"
Description: "サービス等利用計画案に添える、申請者の基本情報。 / Basic information on the applicant, sent with a draft of a service plan."
* insert AnswersOf(applicant-state)
* authored ^short = "作成日 / Day of writing"
* author ^short = "計画作成担当者・相談支援事業者 / The planner, of which office"
* item contains
    age 0..1 MS and
    dwelling 0..1 MS and
    disability 0..* MS and
    supportLevel 0..1 MS and
    certificate 0..* MS and
    summary 0..1 MS and
    family 0..* MS and
    genogram 0..1 MS and
    ecoMap 0..1 MS and
    lifeHistory 0..1 MS and
    medical 0..* MS and
    complaintPerson 0..1 MS and
    complaintFamily 0..1 MS and
    publicSupport 0..* MS and
    otherSupport 0..* MS and
    familyText 0..1 and
    medicalText 0..1
* item[age] ^short = "年齢 / Age"
* item[age].linkId = "age" (exactly)
* item[dwelling] ^short = "住居 / Dwelling"
* item[dwelling].linkId = "dwelling" (exactly)
* item[disability] ^short = "障害または疾患名 / Disability or illness"
* item[disability].linkId = "disability" (exactly)
* item[supportLevel] ^short = "障害支援区分 / Disability support level"
* item[supportLevel].linkId = "support-level" (exactly)
* item[certificate] ^short = "手帳 / Certificate"
* item[certificate].linkId = "certificate" (exactly)
* item[summary] ^short = "概要（支援経過・現状と課題等） / Summary: course, present state and issues"
* item[summary].linkId = "summary" (exactly)
* item[family] ^short = "家族構成 / Family"
* item[family].linkId = "family" (exactly)
* item[genogram] ^short = "ジェノグラム / Genogram"
* item[genogram].linkId = "genogram" (exactly)
* item[ecoMap] ^short = "社会関係図（エコマップ） / Eco map"
* item[ecoMap].linkId = "eco-map" (exactly)
* item[lifeHistory] ^short = "生活歴（受診歴等を含む） / Life history, visits to doctors included"
* item[lifeHistory].linkId = "life-history" (exactly)
* item[medical] ^short = "医療の状況 / Medical situation"
* item[medical].linkId = "medical" (exactly)
* item[complaintPerson] ^short = "本人の主訴 / Complaint of the person"
* item[complaintPerson].linkId = "complaint-person" (exactly)
* item[complaintFamily] ^short = "家族の主訴 / Complaint of the family"
* item[complaintFamily].linkId = "complaint-family" (exactly)
* item[publicSupport] ^short = "支援の状況（公的支援） / Present support, public"
* item[publicSupport].linkId = "public-support" (exactly)
* item[otherSupport] ^short = "支援の状況（その他の支援） / Present support, other"
* item[otherSupport].linkId = "other-support" (exactly)
* item[familyText] ^short = "家族構成（書かれたまま） / Family, as written in one field"
* item[familyText].linkId = "family-text" (exactly)
* item[medicalText] ^short = "医療の状況（書かれたまま） / Medical situation, as written in one field"
* item[medicalText].linkId = "medical-text" (exactly)
