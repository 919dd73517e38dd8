CodeSystem: ProfessionCS
Id: profession
Title: "職種 / Profession"
Description: "支援に関わる人の職種。 / Professions of those who support a person."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/profession"
* #doctor "医師"
* #doctor ^designation[0].language = #en
* #doctor ^designation[0].value = "Doctor"
* #nurse "看護師/准看護師"
* #nurse ^designation[0].language = #en
* #nurse ^designation[0].value = "Nurse / assistant nurse"
* #phn "保健師"
* #phn ^designation[0].language = #en
* #phn ^designation[0].value = "Public health nurse"
* #psw "精神保健福祉士"
* #psw ^designation[0].language = #en
* #psw ^designation[0].value = "Mental health social worker"
* #sw "社会福祉士"
* #sw ^designation[0].language = #en
* #sw ^designation[0].value = "Certified social worker"
* #ot "作業療法士"
* #ot ^designation[0].language = #en
* #ot ^designation[0].value = "Occupational therapist"
* #pt "理学療法士"
* #pt ^designation[0].language = #en
* #pt ^designation[0].value = "Physical therapist"
* #st "言語聴覚士"
* #st ^designation[0].language = #en
* #st ^designation[0].value = "Speech-language-hearing therapist"
* #pharmacist "薬剤師"
* #pharmacist ^designation[0].language = #en
* #pharmacist ^designation[0].value = "Pharmacist"
* #cpp "公認心理師"
* #cpp ^designation[0].language = #en
* #cpp ^designation[0].value = "Certified public psychologist"
* #dietitian "管理栄養士"
* #dietitian ^designation[0].language = #en
* #dietitian ^designation[0].value = "Registered dietitian"
* #consultation-specialist "相談支援専門員"
* #consultation-specialist ^designation[0].language = #en
* #consultation-specialist ^designation[0].value = "Consultation support specialist"
* #consultation-supporter "相談支援員 (令和6)"
* #consultation-supporter ^designation[0].language = #en
* #consultation-supporter ^designation[0].value = "Consultation supporter"
* #care-manager "介護支援専門員"
* #care-manager ^designation[0].language = #en
* #care-manager ^designation[0].value = "Care manager (long-term care)"
* #post-discharge-counsellor "退院後生活環境相談員"
* #post-discharge-counsellor ^designation[0].language = #en
* #post-discharge-counsellor ^designation[0].value = "Counsellor for life after discharge"
* #service-manager "サービス管理責任者"
* #service-manager ^designation[0].language = #en
* #service-manager ^designation[0].value = "Service manager"
* #peer "ピアサポーター"
* #peer ^designation[0].language = #en
* #peer ^designation[0].value = "Peer supporter"
* #home-helper "居宅介護従業者"
* #home-helper ^designation[0].language = #en
* #home-helper ^designation[0].value = "Home helper"
* #welfare-officer "市町村職員/ケースワーカー"
* #welfare-officer ^designation[0].language = #en
* #welfare-officer ^designation[0].value = "Municipal officer / caseworker"

ValueSet: ProfessionVS
Id: profession
Title: "職種 / Profession"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system ProfessionCS
