Profile: KakehashiServiceRequest
Parent: ServiceRequest
Id: kakehashi-servicerequest
Title: "支援の依頼 / Request for support"
Description: "相談支援の紹介、訪問看護の指示、市町村の支給決定など、支援を求めまたは認める記録。 / A record that asks for support or grants it: a referral to consultation, an order of visiting nursing, a municipality's grant of a service."
* obeys kk-sr-1 and kk-sr-2
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
* code.text MS
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
Description: "指示や正式な依頼には、宛先か担う職種を示す。サービスの支給決定は、提供者が決まる前のことがある。 / An order names whom it is for, or the profession; a grant of a welfare service may come before its provider is known."
Severity: #error
Expression: "(intent = 'order' and status = 'active') implies (performer.exists() or performerType.exists() or code.coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/welfare-service-type').exists())"

Invariant: kk-sr-2
Description: "頼む支援を、人が読める言葉で示す。 / What is asked for stands there in words that a person can read."
Severity: #error
Expression: "code.text.exists() or code.coding.display.exists()"
