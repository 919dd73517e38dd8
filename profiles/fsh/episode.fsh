Profile: KakehashiEpisodeOfCare
Parent: EpisodeOfCare
Id: kakehashi-episodeofcare
Title: "支援の期間 / Episode of support"
Description: "一つの機関が本人を支える一続きの期間。計画相談支援、地域移行支援、地域定着支援など。 / A time through which one organization supports the person: plan consultation, transition or settlement support and others."
* obeys kk-eoc-1 and kk-eoc-2
* extension contains PathwayPhase named phase 0..1 MS
* status MS
* status ^short = "状態 / Status"
* type 1..* MS
* type ^short = "サービスの種類 / Kind of service"
* type from CommunitySupportTypeVS (extensible)
* patient MS
* patient ^short = "本人 / The person"
* managingOrganization 1..1 MS
* managingOrganization ^short = "支える機関 / Organization that supports"
* period 1..1 MS
* period ^short = "期間 / Period"
* period.start 1..1 MS
* period.start ^short = "始まり / Start"
* period.end MS
* period.end ^short = "終わり / End"
* referralRequest MS
* referralRequest ^short = "紹介・依頼 / Referral"
* careManager MS
* careManager ^short = "担当者 / Who is in charge"
* team MS
* team ^short = "支援チーム / Care team"
* extension[phase] ^short = "いまの時期 / Present phase"

Invariant: kk-eoc-1
Description: "終わった支援には終わりの日がある。 / Support that has ended has its last day."
Severity: #error
Expression: "status = 'finished' implies period.end.exists()"

Invariant: kk-eoc-2
Description: "続いている支援には担当者を示すことが望ましい。 / Support that goes on should name who is in charge."
Severity: #warning
Expression: "status = 'active' implies careManager.exists()"

ValueSet: CommunitySupportTypeVS
Id: community-support-type
Title: "相談支援と地域生活の支援 / Consultation and community support"
Description: "期間として記録する相談支援・地域移行・地域定着などのサービス。 / The services of consultation, transition and settlement that are recorded as a period."
* ^language = #ja
* ^experimental = false
* WelfareServiceTypeCS#35
* WelfareServiceTypeCS#52
* WelfareServiceTypeCS#53
* WelfareServiceTypeCS#54
* WelfareServiceTypeCS#55
