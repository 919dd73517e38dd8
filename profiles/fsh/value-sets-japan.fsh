RuleSet: JapaneseSet
* ^language = #ja
* ^experimental = false

ValueSet: DocumentTypeVS
Id: document-type
Title: "FHIR 文書の文書区分 / Types of document"
Description: "国の文書区分。コードは LOINC に似るが LOINC ではない。 / The national types of document; they look like codes of LOINC and are none."
* insert JapaneseSet
* include codes from system $doc-typecodes

ValueSet: DocumentSubtypeVS
Id: document-subtype
Title: "FHIR 文書の文書サブ区分 / Subtypes of document"
Description: "国の文書サブ区分。 / The national subtypes of document."
* insert JapaneseSet
* include codes from system $doc-subtypecodes

ValueSet: NationalCarePlanCategoryVS
Id: national-careplan-category
Title: "国の計画の種類 / National categories of a plan"
Description: "電子カルテ情報共有サービスの計画の種類。福祉の計画はない。 / Categories of a plan in the national sharing of records; none is for welfare plans."
* insert JapaneseSet
* include codes from system http://jpfhir.jp/fhir/CarePlan/CodeSystem/category

ValueSet: AdmitSourceVS
Id: admit-source
Title: "入院経路 / Where a patient came from"
Description: "国の入院経路。 / The national codes of where an admitted patient came from."
* insert JapaneseSet
* include codes from system http://jpfhir.jp/fhir/Common/CodeSystem/admit-Source

ValueSet: DischargeOutcomeVS
Id: discharge-outcome
Title: "退院時転帰 / Outcome at discharge"
Description: "国の転帰。退院先ではない。 / The national codes of the outcome of treatment, not of the destination."
* insert JapaneseSet
* include codes from system http://jpfhir.jp/fhir/Common/CodeSystem/discharge-disposition

ValueSet: DisplayControlVS
Id: display-control
Title: "長期保存・未告知のしるし / Tags that control display"
Description: "未告知のものは、本人・家族・福祉の画面に出さない。 / What is tagged as untold reaches neither the person, the family nor welfare."
* insert JapaneseSet
* include codes from system http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication

ValueSet: NationalDocumentSectionVS
Id: national-document-section
Title: "国の文書のセクション / Sections of a national document"
Description: "退院時サマリーと診療情報提供書のセクション。現病歴などは 2 通りのコードを受け取る。 / Sections of the discharge summary and the referral; both pairs of codes of a history are taken."
* insert JapaneseSet
* include codes from system $document-section
* $document-section#362
* $document-section#372
* $document-section#552
* $document-section#642

ValueSet: UrgencyVS
Id: urgency
Title: "緊急度 / Urgency"
Description: "連絡の緊急度。命に関わる、当日中、急がない。 / Urgency of a contact: life-threatening, within the day, not urgent."
* insert JapaneseSet
* http://hl7.org/fhir/request-priority#stat "STAT"
* http://hl7.org/fhir/request-priority#urgent "Urgent"
* http://hl7.org/fhir/request-priority#routine "Routine"
