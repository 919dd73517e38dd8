CodeSystem: WelfareServiceTypeCS
Id: welfare-service-type
Title: "障害福祉サービスの種類（2桁） / Types of disability welfare service (two digits)"
Description: "障害福祉サービス等の種類。 / Types of services under the disability welfare acts."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/welfare-service-type"
* #11 "居宅介護"
* #11 ^designation[0].language = #en
* #11 ^designation[0].value = "Home help"
* #12 "重度訪問介護"
* #12 ^designation[0].language = #en
* #12 ^designation[0].value = "Home-visit care for persons with severe disabilities"
* #13 "行動援護"
* #13 ^designation[0].language = #en
* #13 ^designation[0].value = "Activity support"
* #14 "重度障害者等包括支援"
* #14 ^designation[0].language = #en
* #14 ^designation[0].value = "Comprehensive support for persons with severe disabilities"
* #15 "同行援護"
* #15 ^designation[0].language = #en
* #15 ^designation[0].value = "Accompaniment support for persons with visual impairment"
* #21 "療養介護"
* #21 ^designation[0].language = #en
* #21 ^designation[0].value = "Medical long-term care"
* #22 "生活介護"
* #22 ^designation[0].language = #en
* #22 ^designation[0].value = "Daily life care"
* #24 "短期入所"
* #24 ^designation[0].language = #en
* #24 ^designation[0].value = "Short stay"
* #32 "施設入所支援"
* #32 ^designation[0].language = #en
* #32 ^designation[0].value = "Residential facility support"
* #33 "共同生活援助"
* #33 ^designation[0].language = #en
* #33 ^designation[0].value = "Group home"
* #34 "宿泊型自立訓練"
* #34 ^designation[0].language = #en
* #34 ^designation[0].value = "Residential independence training"
* #35 "自立生活援助"
* #35 ^designation[0].language = #en
* #35 ^designation[0].value = "Support for independent living"
* #41 "自立訓練(機能訓練)"
* #41 ^designation[0].language = #en
* #41 ^designation[0].value = "Independence training (functional)"
* #42 "自立訓練(生活訓練)"
* #42 ^designation[0].language = #en
* #42 ^designation[0].value = "Independence training (daily life)"
* #43 "就労移行支援"
* #43 ^designation[0].language = #en
* #43 ^designation[0].value = "Employment transition support"
* #44 "就労移行支援(養成施設)"
* #44 ^designation[0].language = #en
* #44 ^designation[0].value = "Employment transition support (training facility)"
* #45 "就労継続支援A型"
* #45 ^designation[0].language = #en
* #45 ^designation[0].value = "Continuous employment support type A"
* #46 "就労継続支援B型"
* #46 ^designation[0].language = #en
* #46 ^designation[0].value = "Continuous employment support type B"
* #47 "就労定着支援"
* #47 ^designation[0].language = #en
* #47 ^designation[0].value = "Job retention support"
* #48 "就労選択支援"
* #48 ^designation[0].language = #en
* #48 ^designation[0].value = "Employment choice support"
* #52 "計画相談支援"
* #52 ^designation[0].language = #en
* #52 ^designation[0].value = "Planning consultation support"
* #53 "地域移行支援"
* #53 ^designation[0].language = #en
* #53 ^designation[0].value = "Community transition support"
* #54 "地域定着支援"
* #54 ^designation[0].language = #en
* #54 ^designation[0].value = "Community settlement support"
* #55 "障害児相談支援"
* #55 ^designation[0].language = #en
* #55 ^designation[0].value = "Consultation support for children with disabilities"
* #61 "児童発達支援"
* #61 ^designation[0].language = #en
* #61 ^designation[0].value = "Child development support"
* #62 "医療型児童発達支援(旧)"
* #62 ^designation[0].language = #en
* #62 ^designation[0].value = "Medical child development support (former)"
* #63 "放課後等デイサービス"
* #63 ^designation[0].language = #en
* #63 ^designation[0].value = "After-school day service"
* #64 "保育所等訪問支援"
* #64 ^designation[0].language = #en
* #64 ^designation[0].value = "Support visits to nurseries"
* #65 "居宅訪問型児童発達支援"
* #65 ^designation[0].language = #en
* #65 ^designation[0].value = "Home-visit child development support"
* #71 "福祉型障害児入所支援"
* #71 ^designation[0].language = #en
* #71 ^designation[0].value = "Welfare-type residential support for children"
* #72 "医療型障害児入所支援"
* #72 ^designation[0].language = #en
* #72 ^designation[0].value = "Medical-type residential support for children"
* #31 "共同生活介護(旧, 2014-03まで)"
* #31 ^designation[0].language = #en
* #31 ^designation[0].value = "Care home (former, until March 2014)"
* #51 "相談支援事業(旧)"
* #51 ^designation[0].language = #en
* #51 ^designation[0].value = "Consultation support (former)"

ValueSet: WelfareServiceTypeVS
Id: welfare-service-type
Title: "障害福祉サービスの種類（2桁） / Types of disability welfare service (two digits)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system WelfareServiceTypeCS
