Profile: KakehashiConsent
Parent: Consent
Id: kakehashi-consent
Title: "情報連携の同意 / Consent to share"
Description: "本人が、誰に、何のために、いつまで、どの情報を見せるかを決めた記録。 / What the person decided: who may see which information, for what, and until when."
* obeys kk-con-1 and kk-con-2 and kk-con-3 and kk-con-4
* scope = $consentscope#patient-privacy
* patient 1..1 MS
* patient only Reference(Patient)
* dateTime 1..1 MS
* performer 1..* MS
* organization MS
* policyRule 1..1 MS
* policyRule from ConsentRuleVS (extensible)
* verification MS
* provision 1..1 MS
* provision.period 1..1 MS
* provision.period.start 1..1 MS
* provision.period.end MS
* provision.purpose MS
* provision.actor MS
* provision.securityLabel MS
* provision.provision MS

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
