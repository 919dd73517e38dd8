CodeSystem: LeadModelCS
Id: lead-model
Title: "地域連携を主導する機関 / Who leads the liaison of a region"
Description: "地域連携の進め方の 4 つの型。 / The four models of leading the liaison of a region."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/lead-model"
* #medicalInstitution "医療機関が主導するタイプ"
* #medicalInstitution ^designation[0].language = #en
* #medicalInstitution ^designation[0].value = "Led by a medical institution"
* #coreConsultationCentre "基幹相談支援センターが主導するタイプ"
* #coreConsultationCentre ^designation[0].language = #en
* #coreConsultationCentre ^designation[0].value = "Led by the core consultation centre"
* #healthCentre "保健所が主導するタイプ"
* #healthCentre ^designation[0].language = #en
* #healthCentre ^designation[0].value = "Led by the health centre"
* #municipality "市町村が主導するタイプ"
* #municipality ^designation[0].language = #en
* #municipality ^designation[0].value = "Led by the municipality"

ValueSet: LeadModelVS
Id: lead-model
Title: "地域連携を主導する機関 / Who leads the liaison of a region"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system LeadModelCS
