Profile: KakehashiInformationSharing
Parent: Communication
Id: kakehashi-information-sharing
Title: "情報連携 / Sharing of information"
Description: "一人の本人について、ある機関から別の機関へ伝えたこと。 / What one organization told another about one person."
* obeys kk-com-1
* subject 1..1 MS
* subject only Reference(Patient)
* sender 1..1 MS
* recipient 1..* MS
* sent MS
* category 1..* MS
* category ^slicing.discriminator.type = #value
* category ^slicing.discriminator.path = "coding.system"
* category ^slicing.rules = #open
* category contains event 1..1 MS
* category[event] from InformationEventVS (required)
* category[event].coding 1..1
* category[event].coding.system 1..1
* category[event].coding.system = "https://kakehashi.example/fhir/CodeSystem/information-event" (exactly)
* category[event].coding.code 1..1
* priority 1..1 MS
* medium MS
* medium from ContactModeVS (extensible)
* about MS
* payload 1..* MS
* payload.content[x] only string or Reference

Invariant: kk-com-1
Description: "伝え終えた連携には日時がある。 / What has been told has the time at which it was sent."
Severity: #error
Expression: "status = 'completed' implies sent.exists()"
