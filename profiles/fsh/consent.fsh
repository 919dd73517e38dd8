Profile: KakehashiConsent
Parent: Consent
Id: kakehashi-consent
Title: "情報連携の同意 / Consent to share"
Description: "本人が、誰に、何のために、いつまで、どの情報を見せるかを決めた記録。 / What the person decided: who may see which information, for what, and until when."
* obeys kk-con-1 and kk-con-2 and kk-con-3 and kk-con-4
* identifier ^example[0].label = "同意の番号 / Number of a consent"
* identifier ^example[0].valueIdentifier.system = "urn:ietf:rfc:3986"
* identifier ^example[0].valueIdentifier.value = "urn:uuid:5b9c0d2e-6a1f-4b7e-9c38-0a2f4e6d8b10"
* scope = $consentscope#patient-privacy
* patient 1..1 MS
* patient ^short = "本人 / The person"
* patient only Reference(Patient)
* dateTime 1..1 MS
* dateTime ^short = "同意した日時 / When it was given"
* performer 1..* MS
* performer ^short = "同意した人 / Who gave it"
* organization MS
* organization ^short = "記録した機関 / Organization that recorded it"
* policyRule 1..1 MS
* policyRule ^short = "規定に当たらないときの基本 / What holds where no provision says otherwise"
* policyRule from ConsentRuleVS (extensible)
* verification MS
* verification ^short = "本人への確認 / How it was verified with the person"
* provision 1..1 MS
* provision ^short = "見せる・見せないの規定 / What may or may not be shown"
* provision.period 1..1 MS
* provision.period ^short = "有効期間 / When it holds"
* provision.period.start 1..1 MS
* provision.period.start ^short = "いつから / From when"
* provision.period.end MS
* provision.period.end ^short = "いつまで / Until when"
* provision.purpose MS
* provision.purpose ^short = "目的 / Purpose"
* provision.actor MS
* provision.actor ^short = "見せる相手 / Who may see"
* provision.securityLabel MS
* provision.securityLabel ^short = "見せる情報の区分 / Categories that may be seen"
* provision.provision MS
* provision.provision ^short = "例外 / Exceptions"

Invariant: kk-con-1
Description: "入れ子の規定はすべて許可か拒否かを示す。 / Every nested provision says whether it permits or denies."
Severity: #error
Expression: "provision.repeat(provision).all(type.exists())"

Invariant: kk-con-2
Description: "許可の同意は目的を示す。拒否は目的を問わないことができる。 / A permit names its purpose; a denial may hold for every purpose."
Severity: #error
Expression: "provision.purpose.exists() or provision.type = 'deny' or policyRule.coding.where(code = 'OPTOUT' or code = 'OPTOUTE').exists()"

Invariant: kk-con-3
Description: "相手は「種別/ID」の参照で示す。 / An actor is named by a literal reference, type/id."
Severity: #error
Expression: "provision.actor.all(reference.reference.matches('^[A-Za-z]+/[A-Za-z0-9.-]{1,64}$')) and provision.repeat(provision).actor.all(reference.reference.matches('^[A-Za-z]+/[A-Za-z0-9.-]{1,64}$'))"

Invariant: kk-con-4
Description: "許可の同意は終わりの日を示すことが望ましい。 / A permit should say when it ends."
Severity: #warning
Expression: "provision.period.end.exists() or provision.type = 'deny' or policyRule.coding.where(code = 'OPTOUT' or code = 'OPTOUTE').exists()"

ValueSet: ConsentRuleVS
Id: consent-rule
Title: "同意の基本方針 / Base rule of a consent"
Description: "規定に当たらないときに、見せるか見せないか。 / Whether to share or not where no provision says otherwise."
* ^language = #ja
* ^experimental = false
* $v3-ActCode#OPTIN
* $v3-ActCode#OPTINR
* $v3-ActCode#OPTOUT
* $v3-ActCode#OPTOUTE
