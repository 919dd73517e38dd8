CodeSystem: WishForDischargeCS
Id: wish-for-discharge
Title: "退院の希望 / Wish for discharge"
Description: "退院意思の調査での答え。 / Answers to the survey of wishes for discharge."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/wish-for-discharge"
* #wish "退院希望"
* #wish ^designation[0].language = #en
* #wish ^designation[0].value = "Wishes to leave hospital"
* #status-quo "現状維持"
* #status-quo ^designation[0].language = #en
* #status-quo ^designation[0].value = "Wishes things to stay as they are"
* #no-answer "無回答"
* #no-answer ^designation[0].language = #en
* #no-answer ^designation[0].value = "No answer"

ValueSet: WishForDischargeVS
Id: wish-for-discharge
Title: "退院の希望 / Wish for discharge"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system WishForDischargeCS
