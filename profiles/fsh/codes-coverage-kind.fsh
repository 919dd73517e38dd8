CodeSystem: CoverageKindCS
Id: coverage-kind
Title: "受給者証・保険の種類 / Kind of certificate or cover"
Description: "Coverage が示す証の種類。 / Which certificate or insurance a Coverage stands for."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/coverage-kind"
* #welfare-service "障害福祉サービス受給者証"
* #welfare-service ^designation[0].language = #en
* #welfare-service ^designation[0].value = "Certificate of disability welfare services"
* #community-consultation "地域相談支援受給者証"
* #community-consultation ^designation[0].language = #en
* #community-consultation ^designation[0].value = "Certificate of community consultation support"
* #daycare "通所受給者証"
* #daycare ^designation[0].language = #en
* #daycare ^designation[0].value = "Certificate of day services for children"
* #public-expense "公費負担医療受給者証"
* #public-expense ^designation[0].language = #en
* #public-expense ^designation[0].value = "Certificate of medical care at public expense"
* #care-insurance "介護保険被保険者証"
* #care-insurance ^designation[0].language = #en
* #care-insurance ^designation[0].value = "Card of long-term care insurance"

ValueSet: CoverageKindVS
Id: coverage-kind
Title: "受給者証・保険の種類 / Kind of certificate or cover"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CoverageKindCS
