Profile: KakehashiAppointment
Parent: Appointment
Id: kakehashi-appointment
Title: "会議・面会 / Conference or meeting"
Description: "退院前カンファレンス、サービス担当者会議、退院支援委員会など、本人の支援を話し合う場。 / Where the support of a person is discussed: conference before discharge, meeting of services, discharge committee."
* obeys kk-app-1 and kk-app-2
* status MS
* status ^short = "予定・決定・実施・取りやめ / Proposed, booked, held or called off"
* appointmentType 1..1 MS
* appointmentType ^short = "会議の種類 / Kind of conference"
* appointmentType from ConferenceKindVS (extensible)
* description 1..1 MS
* description ^short = "会議の名前 / Name of the conference"
* start MS
* start ^short = "始まり / Start"
* end MS
* end ^short = "終わり / End"
* comment MS
* comment ^short = "場所や持ち物など / Place and what to bring"
* patientInstruction MS
* patientInstruction ^short = "本人への案内 / What the person is told"
* basedOn MS
* basedOn ^short = "元になる計画や依頼 / Plan or request it follows"
* supportingInformation MS
* supportingInformation ^short = "配る資料・計画 / Papers and plans for it"
* participant 2..* MS
* participant ^short = "参加者（本人を含む） / Participants, the person among them"
* participant.actor 1..1 MS
* participant.actor ^short = "誰か / Who"
* participant.status MS
* participant.status ^short = "出欠 / Whether they come"
* participant.required MS
* participant.required ^short = "出席が要るか / Whether they must attend"

Invariant: kk-app-1
Description: "本人を参加者に載せる。来られないときは status を declined とする。 / The person is among the participants; who cannot come is there with the status declined."
Severity: #error
Expression: "participant.actor.where(reference.startsWith('Patient/') or reference.contains('/Patient/') or type = 'Patient').exists()"

Invariant: kk-app-2
Description: "取りやめた会議には理由を書く。 / A conference that was called off says why."
Severity: #error
Expression: "status = 'cancelled' implies cancelationReason.exists()"
