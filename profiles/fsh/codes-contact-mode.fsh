CodeSystem: ContactModeCS
Id: contact-mode
Title: "情報提供の方法 / Mode of contact"
Description: "情報を伝える手段。 / How information is passed on."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/contact-mode"
* #visit "面談（訪問）"
* #visit ^designation[0].language = #en
* #visit ^designation[0].value = "Meeting (visit)"
* #fax "FAX"
* #fax ^designation[0].language = #en
* #fax ^designation[0].value = "Fax"
* #document "書面"
* #document ^designation[0].language = #en
* #document ^designation[0].value = "Paper"
* #ict "ICT"
* #ict ^designation[0].language = #en
* #ict ^designation[0].value = "ICT"
* #phone "電話"
* #phone ^designation[0].language = #en
* #phone ^designation[0].value = "Telephone"
* #mail "メール"
* #mail ^designation[0].language = #en
* #mail ^designation[0].value = "E-mail"

ValueSet: ContactModeVS
Id: contact-mode
Title: "情報提供の方法 / Mode of contact"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system ContactModeCS
