CodeSystem: DischargeBarrierMedicalCS
Id: discharge-barrier-medical
Title: "退院困難な要因（医学的要因） / Medical barriers to discharge"
Description: "退院支援計画書と退院支援委員会の記録で選ぶ医学的要因。 / Medical factors chosen in a discharge support plan and in the record of its committee."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/discharge-barrier-medical"
* #1 "精神症状"
* #1 ^designation[0].language = #en
* #1 ^designation[0].value = "Psychiatric symptoms"
* #2 "問題行動"
* #2 ^designation[0].language = #en
* #2 ^designation[0].value = "Challenging behaviour"
* #3 "ADLの低下"
* #3 ^designation[0].language = #en
* #3 ^designation[0].value = "Decline of activities of daily living"
* #4 "IADLの低下"
* #4 ^designation[0].language = #en
* #4 ^designation[0].value = "Decline of instrumental activities of daily living"
* #5 "身体合併症"
* #5 ^designation[0].language = #en
* #5 ^designation[0].value = "Physical comorbidity"

ValueSet: DischargeBarrierMedicalVS
Id: discharge-barrier-medical
Title: "退院困難な要因（医学的要因） / Medical barriers to discharge"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DischargeBarrierMedicalCS
