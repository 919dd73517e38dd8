Profile: KakehashiCommunicationRequest
Parent: CommunicationRequest
Id: kakehashi-communicationrequest
Title: "情報の照会 / Request for information"
Description: "一人の本人について、ある機関が別の機関へ、知らせてほしいことを求める。 / What one organization asks another to tell about one person."
* obeys kk-comreq-1
* basedOn MS
* basedOn ^short = "元になる計画や依頼 / Plan or request it follows"
* status MS
* status ^short = "状態 / Status"
* statusReason MS
* statusReason ^short = "その状態の理由 / Why it is in this state"
* category 1..* MS
* category ^short = "情報連携の場面など / Event of exchange and other categories"
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
* priority ^short = "緊急度 / Urgency"
* medium MS
* medium ^short = "伝える手段 / How it is passed on"
* medium from ContactModeVS (extensible)
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* about MS
* about ^short = "関わる記録 / Records it is about"
* payload 1..* MS
* payload ^short = "知らせてほしいこと / What is asked"
* payload.content[x] only string or Reference
* occurrence[x] MS
* occurrence[x] ^short = "いつまでに / By when"
* authoredOn 1..1 MS
* authoredOn ^short = "頼んだ日時 / When it was asked"
* requester 1..1 MS
* requester ^short = "頼んだ人・機関 / Who asks"
* recipient 1..* MS
* recipient ^short = "受け取る機関 / Who is to be told"
* sender MS
* sender ^short = "答える機関 / Who is to tell"
* reasonCode MS
* reasonCode ^short = "理由 / Reason"
* category[event] ^short = "情報連携の場面（26項目） / Event of exchange (26)"

Invariant: kk-comreq-1
Description: "命に関わる照会は電話で伝える。 / What is life-threatening is asked by telephone."
Severity: #error
Expression: "priority = 'stat' implies medium.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/contact-mode' and code = 'phone').exists()"
