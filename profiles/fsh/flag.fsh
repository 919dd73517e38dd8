Profile: KakehashiFlag
Parent: Flag
Id: kakehashi-flag
Title: "注意 / Flag"
Description: "支援者が知っておくべき注意。自傷他害のリスクは区分のラベルで見せる相手を限る。 / What supporters must know; risk of harm bears the label of its category, which limits who may see it."
* obeys kk-flag-1 and kk-flag-2
* meta.security MS
* meta.security ^short = "情報の区分のラベル / Labels of the categories"
* status MS
* status ^short = "状態 / Status"
* category 1..* MS
* category ^short = "注意の種類 / Kind of flag"
* code.text 1..1 MS
* code.text ^short = "名前（書かれたまま） / Name, as written"
* code MS
* code ^short = "注意の内容 / What to know"
* subject only Reference(Patient)
* subject MS
* subject ^short = "本人 / The person"
* period 1..1 MS
* period ^short = "期間 / Period"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* encounter MS
* encounter ^short = "入院・外来 / Stay or visit"
* author 1..1 MS
* author ^short = "記録した人・機関 / Who wrote it"

Invariant: kk-flag-1
Description: "情報の区分のラベルを付ける。 / A flag bears the label of its category of information."
Severity: #error
Expression: "meta.security.where(system = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category').exists()"

Invariant: kk-flag-2
Description: "取り下げた注意には終わりの日がある。 / A flag that no longer holds has its last day."
Severity: #error
Expression: "status = 'inactive' implies period.end.exists()"
