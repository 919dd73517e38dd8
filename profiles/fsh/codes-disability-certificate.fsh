CodeSystem: DisabilityCertificateCS
Id: disability-certificate
Title: "障害者手帳 / Disability certificate"
Description: "手帳の種類。等級は手帳により、療育手帳は自治体により違うので、コードにしない。 / Kinds of certificate; grades differ by kind and, for intellectual disability, by prefecture, and are no codes."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/disability-certificate"
* #mental "精神障害者保健福祉手帳"
* #mental ^designation[0].language = #en
* #mental ^designation[0].value = "Mental disability health and welfare certificate"
* #physical "身体障害者手帳"
* #physical ^designation[0].language = #en
* #physical ^designation[0].value = "Physical disability certificate"
* #intellectual "療育手帳"
* #intellectual ^designation[0].language = #en
* #intellectual ^designation[0].value = "Intellectual disability certificate"

ValueSet: DisabilityCertificateVS
Id: disability-certificate
Title: "障害者手帳 / Disability certificate"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system DisabilityCertificateCS
