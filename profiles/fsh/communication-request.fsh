Profile: KakehashiCommunicationRequest
Parent: CommunicationRequest
Id: kakehashi-communicationrequest
Title: "情報の照会 / Request for information"
Description: "一人の本人について、ある機関が別の機関へ、知らせてほしいことを求める。 / What one organization asks another to tell about one person."
* obeys kk-comreq-1
* basedOn MS
* status MS
* statusReason MS
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
* subject 1..1 MS
* subject only Reference(Patient)
* about MS
* payload 1..* MS
* payload.content[x] only string or Reference
* occurrence[x] MS
* authoredOn 1..1 MS
* requester 1..1 MS
* recipient 1..* MS
* sender MS
* reasonCode MS

Invariant: kk-comreq-1
Description: "命に関わる照会は電話で伝える。 / What is life-threatening is asked by telephone."
Severity: #error
Expression: "priority = 'stat' implies medium.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/contact-mode' and code = 'phone').exists()"
