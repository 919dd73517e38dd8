RuleSet: Published
* version = "0.1.0"
* publisher = "Kakehashi"

Instance: admission-status-to-encounter-class
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/admission-status-to-encounter-class"
* insert Published
* name = "AdmissionStatusToEncounterClass"
* title = "入院形態から入院・外来の区分へ / Legal form of admission to class of encounter"
* status = #active
* description = "どの入院形態も入院である。逆に区分から入院形態は分からない。 / Every legal form is a stay in hospital; the class tells no legal form."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/psych-admission-status"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/psych-admission-status"
* group[=].target = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
* group[=].element[+].code = #voluntary
* group[=].element[=].display = "任意入院"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #IMP
* group[=].element[=].target[=].display = "inpatient encounter"
* group[=].element[+].code = #medical-protection
* group[=].element[=].display = "医療保護入院"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #IMP
* group[=].element[=].target[=].display = "inpatient encounter"
* group[=].element[+].code = #involuntary-administrative
* group[=].element[=].display = "措置入院"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #IMP
* group[=].element[=].target[=].display = "inpatient encounter"
* group[=].element[+].code = #emergency-administrative
* group[=].element[=].display = "緊急措置入院"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #IMP
* group[=].element[=].target[=].display = "inpatient encounter"
* group[=].element[+].code = #emergency-admission
* group[=].element[=].display = "応急入院"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #IMP
* group[=].element[=].target[=].display = "inpatient encounter"

Instance: admission-status-to-public-payer-law
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/admission-status-to-public-payer-law"
* insert Published
* name = "AdmissionStatusToPublicPayerLaw"
* title = "入院形態から公費の法別番号へ / Legal form of admission to law number of public payment"
* status = #active
* description = "措置入院と緊急措置入院は公費 20 で支払われる。 / Involuntary admissions by order are paid under law number 20."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/psych-admission-status"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/public-payer-law"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/psych-admission-status"
* group[=].target = "https://kakehashi.example/fhir/CodeSystem/public-payer-law"
* group[=].element[+].code = #involuntary-administrative
* group[=].element[=].display = "措置入院"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #20
* group[=].element[=].target[=].display = "精神保健福祉法 措置入院"
* group[=].element[=].target[=].comment = "公費の番号からは入院形態を推し量れるだけである。 / The payer only hints at the legal form."
* group[=].element[+].code = #emergency-administrative
* group[=].element[=].display = "緊急措置入院"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #20
* group[=].element[=].target[=].display = "精神保健福祉法 措置入院"
* group[=].element[=].target[=].comment = "公費の番号からは入院形態を推し量れるだけである。 / The payer only hints at the legal form."

Instance: contact-mode-to-participation-mode
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/contact-mode-to-participation-mode"
* insert Published
* name = "ContactModeToParticipationMode"
* title = "情報提供の方法から HL7 の参加方法へ / Mode of contact to HL7 participation mode"
* status = #active
* description = "Communication.medium を HL7 の用語で読む相手のため。 / For readers who know Communication.medium in the words of HL7."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/contact-mode"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/contact-mode"
* group[=].target = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
* group[=].element[+].code = #visit
* group[=].element[=].display = "面談（訪問）"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #FACE
* group[=].element[=].target[=].display = "face-to-face"
* group[=].element[+].code = #fax
* group[=].element[=].display = "FAX"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #FAXWRIT
* group[=].element[=].target[=].display = "telefax"
* group[=].element[+].code = #document
* group[=].element[=].display = "書面"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #WRITTEN
* group[=].element[=].target[=].display = "written"
* group[=].element[+].code = #ict
* group[=].element[=].display = "ICT"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #ELECTRONIC
* group[=].element[=].target[=].display = "electronic data"
* group[=].element[+].code = #phone
* group[=].element[=].display = "電話"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #PHONE
* group[=].element[=].target[=].display = "telephone"
* group[=].element[+].code = #mail
* group[=].element[=].display = "メール"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #EMAILWRIT
* group[=].element[=].target[=].display = "email"

Instance: urgency-to-contact-mode
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/urgency-to-contact-mode"
* insert Published
* name = "UrgencyToContactMode"
* title = "緊急度から情報提供の方法へ / Urgency to mode of contact"
* status = #active
* description = "命に関わることは電話、急がないことはメール。本人ごとの取り決めがあればそれが優先する。 / Life-threatening by telephone, not urgent by mail; what was agreed for a person comes first."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/urgency"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/contact-mode"
* group[+].source = "http://hl7.org/fhir/request-priority"
* group[=].target = "https://kakehashi.example/fhir/CodeSystem/contact-mode"
* group[=].element[+].code = #stat
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #phone
* group[=].element[=].target[=].display = "電話"
* group[=].element[+].code = #urgent
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #phone
* group[=].element[=].target[=].display = "電話"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #ict
* group[=].element[=].target[=].display = "ICT"
* group[=].element[+].code = #routine
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #mail
* group[=].element[=].target[=].display = "メール"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #ict
* group[=].element[=].target[=].display = "ICT"

Instance: discharge-destination-to-disposition
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/discharge-destination-to-disposition"
* insert Published
* name = "DischargeDestinationToDisposition"
* title = "退院先から HL7 の退院先区分へ / Destination to HL7 discharge disposition"
* status = #active
* description = "予想される退院先を HL7 の用語で読む相手のため。国の転帰とは別のもの。 / For readers of HL7 terms; not the national outcome codes."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/discharge-destination"
* targetCanonical = "http://hl7.org/fhir/ValueSet/encounter-discharge-disposition"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/discharge-destination"
* group[=].target = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
* group[=].element[+].code = #1
* group[=].element[=].display = "自宅"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #home
* group[=].element[=].target[=].display = "Home"
* group[=].element[+].code = #2
* group[=].element[=].display = "障害福祉の入所施設"
* group[=].element[=].target[+].equivalence = #inexact
* group[=].element[=].target[=].code = #alt-home
* group[=].element[=].target[=].display = "Alternative home"
* group[=].element[=].target[=].comment = "福祉や介護の施設を分けるコードがない。 / There is no code that tells such facilities apart."
* group[=].element[+].code = #3
* group[=].element[=].display = "介護保険の入所施設"
* group[=].element[=].target[+].equivalence = #inexact
* group[=].element[=].target[=].code = #long
* group[=].element[=].target[=].display = "Long-term care"
* group[=].element[=].target[=].comment = "福祉や介護の施設を分けるコードがない。 / There is no code that tells such facilities apart."
* group[=].element[+].code = #4
* group[=].element[=].display = "その他"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #oth
* group[=].element[=].target[=].display = "Other"

Instance: dwelling-to-discharge-destination
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/dwelling-to-discharge-destination"
* insert Published
* name = "DwellingToDischargeDestination"
* title = "住居から退院先へ / Dwelling to destination of discharge"
* status = #active
* description = "今の住まいへ帰るときの退院先。 / The destination where a person returns to this dwelling."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/dwelling"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/discharge-destination"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/dwelling"
* group[=].target = "https://kakehashi.example/fhir/CodeSystem/discharge-destination"
* group[=].element[+].code = #owned
* group[=].element[=].display = "持家"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #1
* group[=].element[=].target[=].display = "自宅"
* group[=].element[+].code = #rented
* group[=].element[=].display = "借家"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #1
* group[=].element[=].target[=].display = "自宅"
* group[=].element[+].code = #group-home
* group[=].element[=].display = "グループホーム"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #4
* group[=].element[=].target[=].display = "その他"
* group[=].element[+].code = #residential-facility
* group[=].element[=].display = "入所施設"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #2
* group[=].element[=].target[=].display = "障害福祉の入所施設"
* group[=].element[=].target[=].comment = "介護保険の施設なら 3 とする。 / Use 3 for a facility of long-term care insurance."
* group[=].element[+].code = #medical-institution
* group[=].element[=].display = "医療機関"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #4
* group[=].element[=].target[=].display = "その他"
* group[=].element[+].code = #other
* group[=].element[=].display = "その他"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #4
* group[=].element[=].target[=].display = "その他"

Instance: profession-to-practitioner-role
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/profession-to-practitioner-role"
* insert Published
* name = "ProfessionToPractitionerRole"
* title = "職種から HL7 の役割へ / Profession to HL7 practitioner role"
* status = #active
* description = "HL7 の見本の用語にある職種だけを写す。福祉の職種は写せない。 / Only professions that the example terms of HL7 know; those of welfare have none."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/profession"
* targetCanonical = "http://hl7.org/fhir/ValueSet/practitioner-role"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/profession"
* group[=].target = "http://terminology.hl7.org/CodeSystem/practitioner-role"
* group[=].element[+].code = #doctor
* group[=].element[=].display = "医師"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #doctor
* group[=].element[=].target[=].display = "Doctor"
* group[=].element[+].code = #nurse
* group[=].element[=].display = "看護師/准看護師"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #nurse
* group[=].element[=].target[=].display = "Nurse"
* group[=].element[+].code = #pharmacist
* group[=].element[=].display = "薬剤師"
* group[=].element[=].target[+].equivalence = #equivalent
* group[=].element[=].target[=].code = #pharmacist
* group[=].element[=].target[=].display = "Pharmacist"

Instance: coverage-kind-to-policy
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/coverage-kind-to-policy"
* insert Published
* name = "CoverageKindToPolicy"
* title = "受給者証の種類から HL7 の保険区分へ / Kind of certificate to HL7 policy"
* status = #active
* description = "Coverage.type を HL7 の用語で読む相手のため。 / For readers who know Coverage.type in the words of HL7."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/coverage-kind"
* targetCanonical = "http://hl7.org/fhir/ValueSet/coverage-type"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/coverage-kind"
* group[=].target = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
* group[=].element[+].code = #welfare-service
* group[=].element[=].display = "障害福祉サービス受給者証"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #SOCIAL
* group[=].element[=].target[=].display = "social service program"
* group[=].element[+].code = #community-consultation
* group[=].element[=].display = "地域相談支援受給者証"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #SOCIAL
* group[=].element[=].target[=].display = "social service program"
* group[=].element[+].code = #daycare
* group[=].element[=].display = "通所受給者証"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #SOCIAL
* group[=].element[=].target[=].display = "social service program"
* group[=].element[+].code = #public-expense
* group[=].element[=].display = "公費負担医療受給者証"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #PUBLICPOL
* group[=].element[=].target[=].display = "public healthcare"
* group[=].element[+].code = #care-insurance
* group[=].element[=].display = "介護保険被保険者証"
* group[=].element[=].target[+].equivalence = #wider
* group[=].element[=].target[=].code = #LTC
* group[=].element[=].target[=].display = "long term care policy"

Instance: careplan-kind-to-national-category
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/careplan-kind-to-national-category"
* insert Published
* name = "CarePlanKindToNationalCategory"
* title = "計画の種類から国の計画区分へ / Kind of plan to national category of a plan"
* status = #active
* description = "電子カルテ情報共有サービスへ書き出すとき。福祉の計画には当たるものがない。 / For export to the national sharing of records; welfare plans have no counterpart."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/careplan-kind"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/national-careplan-category"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/careplan-kind"
* group[=].target = "http://jpfhir.jp/fhir/CarePlan/CodeSystem/category"
* group[=].element[+].code = #discharge-support
* group[=].element[=].display = "退院支援計画"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #discharge-plan
* group[=].element[+].code = #post-discharge-support
* group[=].element[=].display = "退院後支援に関する計画"
* group[=].element[=].target[+].equivalence = #inexact
* group[=].element[=].target[=].code = #followup-plan
* group[=].element[=].target[=].comment = "国の区分に福祉の計画はない。書き出すときだけ使う。 / The national categories know no such plan; for export only."
* group[=].element[+].code = #visiting-nursing
* group[=].element[=].display = "訪問看護計画"
* group[=].element[=].target[+].equivalence = #inexact
* group[=].element[=].target[=].code = #followup-plan
* group[=].element[=].target[=].comment = "国の区分に福祉の計画はない。書き出すときだけ使う。 / The national categories know no such plan; for export only."

Instance: document-section-to-category
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/document-section-to-category"
* insert Published
* name = "DocumentSectionToCategory"
* title = "文書のセクションから情報の区分へ / Sections of a document to categories of shared information"
* status = #active
* description = "退院時サマリーと診療情報提供書のセクションが、本人が同意で選ぶどの区分に当たるか。 / Which of the categories in a consent each section of a discharge summary or referral belongs to."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/national-document-section"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/jp-chiiki-ikou-category"
* group[+].source = "http://jpfhir.jp/fhir/clins/CodeSystem/document-section"
* group[=].target = "https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category"
* group[=].element[+].code = #200
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #210
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #220
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #230
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #312
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #322
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #admission-status
* group[=].element[=].target[=].display = "入院形態"
* group[=].element[+].code = #324
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #330
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #333
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #340
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #342
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #344
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #352
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #360
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #362
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #370
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #372
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #410
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #wish
* group[=].element[=].target[=].display = "本人の希望"
* group[=].element[+].code = #420
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #service
* group[=].element[=].target[=].display = "サービス利用"
* group[=].element[+].code = #422
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #service
* group[=].element[=].target[=].display = "サービス利用"
* group[=].element[+].code = #424
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #service
* group[=].element[=].target[=].display = "サービス利用"
* group[=].element[+].code = #430
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #medication
* group[=].element[=].target[=].display = "処方・服薬"
* group[=].element[+].code = #432
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #medication
* group[=].element[=].target[=].display = "処方・服薬"
* group[=].element[+].code = #444
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #medication
* group[=].element[=].target[=].display = "処方・服薬"
* group[=].element[+].code = #510
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #520
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #530
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #550
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #family
* group[=].element[=].target[=].display = "家族（第三者の情報）"
* group[=].element[+].code = #552
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #family
* group[=].element[=].target[=].display = "家族（第三者の情報）"
* group[=].element[+].code = #610
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #612
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #614
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #620
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #test
* group[=].element[=].target[=].display = "検査"
* group[=].element[+].code = #623
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #test
* group[=].element[=].target[=].display = "検査"
* group[=].element[+].code = #640
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #living
* group[=].element[=].target[=].display = "生活状況"
* group[=].element[+].code = #642
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #living
* group[=].element[=].target[=].display = "生活状況"
* group[=].element[+].code = #713
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #720
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #730
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #740
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #810
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #830
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #950
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"

Instance: target-case-to-category
InstanceOf: ConceptMap
Usage: #definition
* url = "https://kakehashi.example/fhir/ConceptMap/target-case-to-category"
* insert Published
* name = "TargetCaseToCategory"
* title = "対象者の項目から情報の区分へ / Target cases to categories of shared information"
* status = #active
* description = "対象者の 16 項目の答えが、本人が同意で選ぶどの区分に当たるか。 / Which of the categories in a consent each of the sixteen criteria belongs to."
* sourceCanonical = "https://kakehashi.example/fhir/ValueSet/target-case"
* targetCanonical = "https://kakehashi.example/fhir/ValueSet/jp-chiiki-ikou-category"
* group[+].source = "https://kakehashi.example/fhir/CodeSystem/target-case"
* group[=].target = "https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category"
* group[=].element[+].code = #TC01
* group[=].element[=].display = "措置入院"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #admission-status
* group[=].element[=].target[=].display = "入院形態"
* group[=].element[+].code = #TC02
* group[=].element[=].display = "食事自立困難"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #living
* group[=].element[=].target[=].display = "生活状況"
* group[=].element[+].code = #TC03
* group[=].element[=].display = "自傷"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #risk
* group[=].element[=].target[=].display = "自傷他害のリスク"
* group[=].element[+].code = #TC04
* group[=].element[=].display = "他害"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #risk
* group[=].element[=].target[=].display = "自傷他害のリスク"
* group[=].element[+].code = #TC05
* group[=].element[=].display = "家族支援要"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #family
* group[=].element[=].target[=].display = "家族（第三者の情報）"
* group[=].element[+].code = #TC06
* group[=].element[=].display = "生活支援要"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #living
* group[=].element[=].target[=].display = "生活状況"
* group[=].element[+].code = #TC07
* group[=].element[=].display = "介護保険の狭間"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #service
* group[=].element[=].target[=].display = "サービス利用"
* group[=].element[+].code = #TC08
* group[=].element[=].display = "自立度高で介護保険不可"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #service
* group[=].element[=].target[=].display = "サービス利用"
* group[=].element[+].code = #TC09
* group[=].element[=].display = "単身"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #living
* group[=].element[=].target[=].display = "生活状況"
* group[=].element[+].code = #TC10
* group[=].element[=].display = "家族支援なし"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #family
* group[=].element[=].target[=].display = "家族（第三者の情報）"
* group[=].element[+].code = #TC11
* group[=].element[=].display = "発達障害等で生活能力不足"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #TC12
* group[=].element[=].display = "身体/知的の合併"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #TC13
* group[=].element[=].display = "糖尿病併発"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #condition
* group[=].element[=].target[=].display = "病状"
* group[=].element[+].code = #TC14
* group[=].element[=].display = "病識欠如・服薬継続困難"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #medication
* group[=].element[=].target[=].display = "処方・服薬"
* group[=].element[+].code = #TC15
* group[=].element[=].display = "生活保護"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #finance
* group[=].element[=].target[=].display = "経済状況"
* group[=].element[+].code = #TC16
* group[=].element[=].display = "金銭管理困難"
* group[=].element[=].target[+].equivalence = #relatedto
* group[=].element[=].target[=].code = #finance
* group[=].element[=].target[=].display = "経済状況"
