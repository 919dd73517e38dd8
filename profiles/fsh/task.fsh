Profile: KakehashiTask
Parent: Task
Id: kakehashi-task
Title: "役割の依頼と進み具合 / Task of the pathway"
Description: "地域連携パスの役割を、誰が誰に頼み、どこまで進んだか。 / Who asked whom to take on a task of the pathway, and how far it has come."
* obeys kk-task-1 and kk-task-2 and kk-task-3
* extension contains PathwayPhase named phase 0..1 MS
* basedOn MS
* status MS
* statusReason MS
* intent MS
* priority MS
* code 1..1 MS
* code from PathwayTaskVS (extensible)
* description MS
* focus MS
* for 1..1 MS
* for only Reference(Patient)
* authoredOn 1..1 MS
* lastModified MS
* requester 1..1 MS
* owner MS
* executionPeriod MS
* restriction.period MS
* restriction.period ^short = "いつまでに / Until when"
* note MS

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
