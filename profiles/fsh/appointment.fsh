Profile: KakehashiAppointment
Parent: Appointment
Id: kakehashi-appointment
Title: "会議・面会 / Conference or meeting"
Description: "退院前カンファレンス、サービス担当者会議、退院支援委員会など、本人の支援を話し合う場。 / Where the support of a person is discussed: conference before discharge, meeting of services, discharge committee."
* obeys kk-app-1 and kk-app-2
* status MS
* appointmentType 1..1 MS
* appointmentType from ConferenceKindVS (extensible)
* description 1..1 MS
* start MS
* end MS
* comment MS
* patientInstruction MS
* basedOn MS
* supportingInformation MS
* participant 2..* MS
* participant.actor 1..1 MS
* participant.status MS
* participant.required MS

Invariant: kk-app-1
Description: "本人を参加者に載せる。来られないときは status を declined とする。 / The person is among the participants; who cannot come is there with the status declined."
Severity: #error
Expression: "participant.actor.where(reference.startsWith('Patient/') or reference.contains('/Patient/') or type = 'Patient').exists()"

Invariant: kk-app-2
Description: "取りやめた会議には理由を書く。 / A conference that was called off says why."
Severity: #error
Expression: "status = 'cancelled' implies cancelationReason.exists()"
