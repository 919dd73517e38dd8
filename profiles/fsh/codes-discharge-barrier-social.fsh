CodeSystem: DischargeBarrierSocialCS
Id: discharge-barrier-social
Title: "退院困難な要因（社会・環境的要因） / Social barriers to discharge"
Description: "退院支援計画書と退院支援委員会の記録で選ぶ社会・環境的要因。 / Social and environmental factors chosen in a discharge support plan and in the record of its committee."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/discharge-barrier-social"
* #1 "家庭内の調整が困難"
* #1 ^designation[0].language = #en
* #1 ^designation[0].value = "Difficult arrangements in the family"
* #2 "受け入れ先の確保が困難"
* #2 ^designation[0].language = #en
* #2 ^designation[0].value = "No place that would take the person in"
* #3 "生活費の確保が困難"
* #3 ^designation[0].language = #en
* #3 ^designation[0].value = "No means of living secured"
* #4 "自己負担の費用が増加"
* #4 ^designation[0].language = #en
* #4 ^designation[0].value = "Higher costs for the person"
* #5 "その他"
* #5 ^designation[0].language = #en
* #5 ^designation[0].value = "Other"

ValueSet: DischargeBarrierSocialVS
Id: discharge-barrier-social
Title: "退院困難な要因（社会・環境的要因） / Social barriers to discharge"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DischargeBarrierSocialCS
