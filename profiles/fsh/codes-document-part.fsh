CodeSystem: DocumentPartCS
Id: document-part
Title: "文書の節 / Section of a document"
Description: "入院時情報提供書、退院・退所情報記録書、審議記録、モニタリング報告書の節。 / Sections of the documents on admission, discharge, the discharge committee and monitoring."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/document-part"
* #person "基本情報"
* #person ^designation[0].language = #en
* #person ^designation[0].value = "The person"
* #certificates "手帳・保険・受給者証"
* #certificates ^designation[0].language = #en
* #certificates ^designation[0].value = "Certificates and insurance"
* #services "利用サービス"
* #services ^designation[0].language = #en
* #services ^designation[0].value = "Services in use"
* #medical-history "かかりつけ医・既往歴"
* #medical-history ^designation[0].language = #en
* #medical-history ^designation[0].value = "Doctor and history"
* #state "心身の状態・行動特性・支援の留意点"
* #state ^designation[0].language = #en
* #state ^designation[0].value = "State and points to watch"
* #living "生活環境・生活状況"
* #living ^designation[0].language = #en
* #living ^designation[0].value = "Daily living"
* #medication "受診・服薬・アレルギー"
* #medication ^designation[0].language = #en
* #medication ^designation[0].value = "Visits, medicines and allergies"
* #wishes "本人・家族の意向"
* #wishes ^designation[0].language = #en
* #wishes ^designation[0].value = "Wishes of person and family"
* #attendees "出席者"
* #attendees ^designation[0].language = #en
* #attendees ^designation[0].value = "Attendees"
* #diagnosis "病名・入院の原因"
* #diagnosis ^designation[0].language = #en
* #diagnosis ^designation[0].value = "Diagnosis and cause of admission"
* #prospects "病状・治療・今後の見通し"
* #prospects ^designation[0].language = #en
* #prospects ^designation[0].value = "Illness, treatment and outlook"
* #abilities "生活能力・リハビリテーション"
* #abilities ^designation[0].language = #en
* #abilities ^designation[0].value = "Abilities and rehabilitation"
* #post-discharge-care "退院後の医療"
* #post-discharge-care ^designation[0].language = #en
* #post-discharge-care ^designation[0].value = "Medical care after discharge"
* #needs "退院後に必要なサービス"
* #needs ^designation[0].language = #en
* #needs ^designation[0].value = "Services needed after discharge"
* #emergency "緊急時の対応"
* #emergency ^designation[0].language = #en
* #emergency ^designation[0].value = "Emergency response"
* #barriers "退院困難な要因・課題"
* #barriers ^designation[0].language = #en
* #barriers ^designation[0].value = "Barriers to discharge"
* #goals "目標と支援の概要"
* #goals ^designation[0].language = #en
* #goals ^designation[0].value = "Goals and support"
* #necessity "入院の必要性"
* #necessity ^designation[0].language = #en
* #necessity ^designation[0].value = "Need of the stay"
* #efforts "退院に向けた取組"
* #efforts ^designation[0].language = #en
* #efforts ^designation[0].value = "Efforts towards discharge"
* #overall-policy "総合的な援助の方針"
* #overall-policy ^designation[0].language = #en
* #overall-policy ^designation[0].value = "Overall policy of support"
* #overall-state "全体の状況"
* #overall-state ^designation[0].language = #en
* #overall-state ^designation[0].value = "Overall state"
* #goal-reviews "支援目標ごとの状況"
* #goal-reviews ^designation[0].language = #en
* #goal-reviews ^designation[0].value = "State by support goal"
* #goal-review "支援目標の状況"
* #goal-review ^designation[0].language = #en
* #goal-review ^designation[0].value = "State of one support goal"
* #service-state "サービス提供状況"
* #service-state ^designation[0].language = #en
* #service-state ^designation[0].value = "How services are provided"
* #person-view "本人の感想・満足度"
* #person-view ^designation[0].language = #en
* #person-view ^designation[0].value = "The person's view and satisfaction"
* #remaining-issues "今後の課題・解決方法"
* #remaining-issues ^designation[0].language = #en
* #remaining-issues ^designation[0].value = "Remaining issues and how to solve them"
* #notes "その他留意事項"
* #notes ^designation[0].language = #en
* #notes ^designation[0].value = "Other notes"
* #week "週間計画"
* #week ^designation[0].language = #en
* #week ^designation[0].value = "Weekly plan"

ValueSet: DocumentPartVS
Id: document-part
Title: "文書の節 / Section of a document"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DocumentPartCS
