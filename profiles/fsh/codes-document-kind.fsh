CodeSystem: DocumentKindCS
Id: document-kind
Title: "文書の種類 / Kind of document"
Description: "この地域の機関が作る文書の種類。国の文書区分にないもの。 / Kinds of document of this field that the national list lacks."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/document-kind"
* #admission-information "入院時情報提供書"
* #admission-information ^designation[0].language = #en
* #admission-information ^designation[0].value = "Information at admission"
* #discharge-record "退院・退所情報記録書"
* #discharge-record ^designation[0].language = #en
* #discharge-record ^designation[0].value = "Record of information at discharge"
* #discharge-committee-record "退院支援委員会 審議記録"
* #discharge-committee-record ^designation[0].language = #en
* #discharge-committee-record ^designation[0].value = "Record of a discharge committee"
* #monitoring-report "モニタリング報告書"
* #monitoring-report ^designation[0].language = #en
* #monitoring-report ^designation[0].value = "Monitoring report"

ValueSet: DocumentKindVS
Id: document-kind
Title: "文書の種類 / Kind of document"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DocumentKindCS
