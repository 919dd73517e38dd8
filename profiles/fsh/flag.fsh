Profile: KakehashiFlag
Parent: Flag
Id: kakehashi-flag
Title: "注意 / Flag"
Description: "支援者が知っておくべき注意。自傷他害のリスクは区分のラベルで見せる相手を限る。 / What supporters must know; risk of harm bears the label of its category, which limits who may see it."
* obeys kk-flag-1 and kk-flag-2
* meta.security MS
* status MS
* category 1..* MS
* code.text 1..1 MS
* code MS
* subject only Reference(Patient)
* subject MS
* period 1..1 MS
* period.start 1..1 MS
* encounter MS
* author 1..1 MS

Invariant: kk-flag-1
Description: "情報の区分のラベルを付ける。 / A flag bears the label of its category of information."
Severity: #error
Expression: "meta.security.where(system = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category').exists()"

Invariant: kk-flag-2
Description: "取り下げた注意には終わりの日がある。 / A flag that no longer holds has its last day."
Severity: #error
Expression: "status = 'inactive' implies period.end.exists()"
