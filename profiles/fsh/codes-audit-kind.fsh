CodeSystem: AuditKindCS
Id: audit-kind
Title: "判断の記録の種類 / Kinds of recorded decisions"
Description: "AuditEvent.type と subtype に書く、同意の判断の種類。 / Kinds of consent decisions, as written in AuditEvent.type and subtype."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/audit-kind"
* #authorization-decision "見せてよいかの判断"
* #authorization-decision ^designation[0].language = #en
* #authorization-decision ^designation[0].value = "Decision on access"
* #authz-consent "同意による"
* #authz-consent ^designation[0].language = #en
* #authz-consent ^designation[0].value = "By consent"
* #authz-no-consent "同意によらない"
* #authz-no-consent ^designation[0].language = #en
* #authz-no-consent ^designation[0].value = "Without a consent"
* #authz-break-glass "緊急開示による"
* #authz-break-glass ^designation[0].language = #en
* #authz-break-glass ^designation[0].value = "By breaking the glass"
* #authz-statutory "法令による"
* #authz-statutory ^designation[0].language = #en
* #authz-statutory ^designation[0].value = "By law"

ValueSet: AuditKindVS
Id: audit-kind
Title: "判断の記録の種類 / Kinds of recorded decisions"
Description: "同意の判断の種類。 / Kinds of consent decisions."
* ^language = #ja
* ^experimental = false
* include codes from system AuditKindCS
