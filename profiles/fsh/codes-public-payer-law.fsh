CodeSystem: PublicPayerLawCS
Id: public-payer-law
Title: "公費負担の法別番号 / Law number of public payment"
Description: "公費負担者番号の先頭 2 桁が示す制度。 / The scheme told by the first two digits of a public payer number."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/public-payer-law"
* #20 "精神保健福祉法 措置入院"
* #20 ^designation[0].language = #en
* #20 ^designation[0].value = "Mental Health and Welfare Act: involuntary admission"
* #21 "自立支援医療(精神通院医療)"
* #21 ^designation[0].language = #en
* #21 ^designation[0].value = "Medical aid for independence: psychiatric outpatient care"
* #12 "生活保護 医療扶助"
* #12 ^designation[0].language = #en
* #12 ^designation[0].value = "Public assistance: medical aid"
* #15 "自立支援医療(更生)"
* #15 ^designation[0].language = #en
* #15 ^designation[0].value = "Medical aid for independence: rehabilitation"
* #16 "自立支援医療(育成)"
* #16 ^designation[0].language = #en
* #16 ^designation[0].value = "Medical aid for independence: children"
* #30 "医療観察法"
* #30 ^designation[0].language = #en
* #30 ^designation[0].value = "Medical Treatment and Supervision Act"

ValueSet: PublicPayerLawVS
Id: public-payer-law
Title: "公費負担の法別番号 / Law number of public payment"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PublicPayerLawCS
