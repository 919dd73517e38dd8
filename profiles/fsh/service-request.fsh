Profile: KakehashiServiceRequest
Parent: ServiceRequest
Id: kakehashi-servicerequest
Title: "支援の依頼 / Request for support"
Description: "相談支援の紹介、訪問看護の指示、サービス利用の求めなど、機関から機関への依頼。 / What one organization asks of another: a referral to consultation, an order of visiting nursing, a request for a service."
* obeys kk-sr-1
* basedOn MS
* status MS
* intent MS
* category MS
* priority MS
* code 1..1 MS
* code from WelfareServiceTypeVS (preferred)
* code.text 1..1 MS
* subject only Reference(Patient)
* subject MS
* encounter MS
* occurrence[x] MS
* authoredOn 1..1 MS
* requester 1..1 MS
* performer MS
* reasonCode MS
* reasonReference MS
* supportingInfo MS
* note MS

Invariant: kk-sr-1
Description: "指示や正式な依頼には、宛先か担う職種を示す。 / An order names whom it is for, or the profession that is to perform it."
Severity: #error
Expression: "(intent = 'order' and status = 'active') implies (performer.exists() or performerType.exists())"
