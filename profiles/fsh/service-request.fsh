Profile: KakehashiServiceRequest
Parent: ServiceRequest
Id: kakehashi-servicerequest
Title: "支援の依頼 / Request for support"
Description: "相談支援の紹介、訪問看護の指示、サービス利用の求めなど、機関から機関への依頼。 / What one organization asks of another: a referral to consultation, an order of visiting nursing, a request for a service."
* obeys kk-sr-1
* basedOn MS
* basedOn ^short = "元になる計画や依頼 / Plan or request it follows"
* status MS
* status ^short = "状態 / Status"
* intent MS
* intent ^short = "提案か指示か / Proposal or order"
* category MS
* category ^short = "依頼の種類 / Kind of request"
* priority MS
* priority ^short = "緊急度 / Urgency"
* code 1..1 MS
* code ^short = "頼む支援 / Support that is asked for"
* code from WelfareServiceTypeVS (preferred)
* code.text 1..1 MS
* code.text ^short = "頼む支援（書かれたまま） / What is asked, as written"
* subject only Reference(Patient)
* subject MS
* subject ^short = "本人 / The person"
* encounter MS
* encounter ^short = "入院・外来 / Stay or visit"
* occurrence[x] MS
* occurrence[x] ^short = "いつ / When"
* authoredOn 1..1 MS
* authoredOn ^short = "頼んだ日時 / When it was asked"
* requester 1..1 MS
* requester ^short = "頼んだ人・機関 / Who asks"
* performer MS
* performer ^short = "担う人・機関 / Who performs it"
* reasonCode MS
* reasonCode ^short = "理由 / Reason"
* reasonReference MS
* reasonReference ^short = "理由となる記録 / Records that give the reason"
* supportingInfo MS
* supportingInfo ^short = "添える記録 / Records that go with it"
* note MS
* note ^short = "備考 / Notes"

Invariant: kk-sr-1
Description: "指示や正式な依頼には、宛先か担う職種を示す。 / An order names whom it is for, or the profession that is to perform it."
Severity: #error
Expression: "(intent = 'order' and status = 'active') implies (performer.exists() or performerType.exists())"
