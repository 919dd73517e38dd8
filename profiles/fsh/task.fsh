Profile: KakehashiTask
Parent: Task
Id: kakehashi-task
Title: "役割の依頼と進み具合 / Task of the pathway"
Description: "地域連携パスの役割を、誰が誰に頼み、どこまで進んだか。 / Who asked whom to take on a task of the pathway, and how far it has come."
* obeys kk-task-1 and kk-task-2 and kk-task-3
* extension contains PathwayPhase named phase 0..1 MS
* basedOn MS
* basedOn ^short = "元になる計画や依頼 / Plan or request it follows"
* status MS
* status ^short = "状態 / Status"
* statusReason MS
* statusReason ^short = "その状態の理由 / Why it is in this state"
* intent MS
* intent ^short = "提案か依頼か / Proposal or order"
* priority MS
* priority ^short = "緊急度 / Urgency"
* code 1..1 MS
* code ^short = "地域連携パスの役割（179項目） / Task of the pathway (179)"
* code from PathwayTaskVS (extensible)
* description MS
* description ^short = "内容 / What it is"
* focus MS
* focus ^short = "扱う記録 / Record it deals with"
* for 1..1 MS
* for ^short = "本人 / The person"
* for only Reference(Patient)
* authoredOn 1..1 MS
* authoredOn ^short = "頼んだ日時 / When it was asked"
* lastModified MS
* lastModified ^short = "最後に変わった日時 / Last changed"
* requester 1..1 MS
* requester ^short = "頼んだ人・機関 / Who asks"
* owner MS
* owner ^short = "担い手 / Who does it"
* executionPeriod MS
* executionPeriod ^short = "行った期間 / When it was done"
* restriction.period MS
* restriction.period ^short = "いつまでに / Until when"
* note MS
* note ^short = "備考 / Notes"
* extension[phase] ^short = "役割の時期 / Phase of the task"

Invariant: kk-task-1
Description: "引き受けられた役割には担い手がいる。 / A task that was taken on has an owner."
Severity: #error
Expression: "(status in ('accepted' | 'in-progress' | 'completed')) implies owner.exists()"

Invariant: kk-task-2
Description: "断った・止めた・できなかった役割には理由を書く。 / A task that was refused, stopped or failed says why."
Severity: #error
Expression: "(status in ('rejected' | 'cancelled' | 'failed' | 'on-hold')) implies statusReason.exists()"

Invariant: kk-task-3
Description: "終えた役割には終えた日時がある。 / A task that is done has the time at which it was done."
Severity: #error
Expression: "status = 'completed' implies executionPeriod.end.exists()"
