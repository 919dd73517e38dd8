CodeSystem: SupportFieldCS
Id: support-field
Title: "退院後支援の分野 / Field of support after discharge"
Description: "退院後支援計画の支援の分野。 / Fields of support in a plan after discharge."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/support-field"
* #medical "医療"
* #medical ^designation[0].language = #en
* #medical ^designation[0].value = "Medicine"
* #welfare "福祉"
* #welfare ^designation[0].language = #en
* #welfare ^designation[0].value = "Welfare"
* #long-term-care "介護"
* #long-term-care ^designation[0].language = #en
* #long-term-care ^designation[0].value = "Long-term care"
* #employment "就労"
* #employment ^designation[0].language = #en
* #employment ^designation[0].value = "Work"
* #housing "住まい"
* #housing ^designation[0].language = #en
* #housing ^designation[0].value = "Housing"
* #family "家族への支援"
* #family ^designation[0].language = #en
* #family ^designation[0].value = "Support of the family"
* #crisis "病状悪化時の対応"
* #crisis ^designation[0].language = #en
* #crisis ^designation[0].value = "Response when the illness worsens"
* #other "その他"
* #other ^designation[0].language = #en
* #other ^designation[0].value = "Other"

ValueSet: SupportFieldVS
Id: support-field
Title: "退院後支援の分野 / Field of support after discharge"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system SupportFieldCS
