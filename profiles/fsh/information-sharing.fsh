Profile: KakehashiInformationSharing
Parent: Communication
Id: kakehashi-information-sharing
Title: "情報連携 / Sharing of information"
Description: "一人の本人について、ある機関から別の機関へ伝えたこと。 / What one organization told another about one person."
* obeys kk-com-1
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* sender 1..1 MS
* sender ^short = "伝える機関 / Who tells"
* recipient 1..* MS
* recipient ^short = "受け取る機関・人 / Who is told"
* sent MS
* sent ^short = "伝えた日時 / When it was told"
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
* about MS
* about ^short = "関わる記録 / Records it is about"
* payload 1..* MS
* payload ^short = "伝えた内容 / What was told"
* payload.content[x] only string or Reference
* category[event] ^short = "情報連携の場面（26項目） / Event of exchange (26)"

Invariant: kk-com-1
Description: "伝え終えた連携には日時がある。 / What has been told has the time at which it was sent."
Severity: #error
Expression: "status = 'completed' implies sent.exists()"
