Profile: KakehashiConsent
Parent: Consent
Id: kakehashi-consent
Title: "情報連携の同意 / Consent to share"
Description: "本人が、誰に、何のために、いつまで、どの情報を見せるかを決めた記録。 / What the person decided: who may see which information, for what, and until when."
* obeys kk-con-1 and kk-con-2 and kk-con-3 and kk-con-4 and kk-con-5 and kk-con-6 and kk-con-7
* extension contains ConsentSignature named signature 0..* MS
* extension[signature] ^short = "電子署名 / Electronic signature"
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
* source[x] MS
* source[x] ^short = "署名された同意書。文書への参照、書式の番号、または写し / Signed form: a reference, its number, or a copy"
* verification MS
* verification ^short = "本人への確認 / How it was verified with the person"
* verification.extension contains ConsentWitness named witness 0..* MS
* verification.extension[witness] ^short = "口頭の同意の立会人 / Witness of a consent by word of mouth"
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
* provision.extension contains FamilyConsent named familyConsent 0..* MS
* provision.extension[familyConsent] ^short = "家族の情報を見せることへの、家族本人の同意 / Family member's own consent, where family information may be seen"
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

Invariant: kk-con-5
Description: "効力のある許可の同意は証拠を示す。署名された同意書、電子署名、立会人のある確認のどれか。拒否に証拠は要らない。 / An active consent that permits names its evidence: a signed form, an electronic signature, or a verification with a witness. A refusal needs none."
Severity: #error
Expression: "(status = 'active' and (provision.where(type = 'permit').exists() or provision.repeat(provision).where(type = 'permit').exists() or (provision.type.empty() and policyRule.coding.where(code = 'OPTIN' or code = 'OPTINR').exists()))) implies (source.exists() or extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/consent-signature').exists() or verification.where(verified = true and verificationDate.exists() and extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/consent-witness').exists()).exists())"

Invariant: kk-con-6
Description: "同意書は見つけられるように示す。参照か書式の番号、写しなら題と内容、電子署名の番号。空白だけの番号や題では見つからない。 / A signed form can be found: by a reference or its number; a copy has a title and content, a signature its number. Numbers and titles of blanks find nothing."
Severity: #error
Expression: "source.all(reference.exists() or identifier.value.where(matches('[\\\\p{L}\\\\p{N}]')).exists() or (title.where(matches('[\\\\p{L}\\\\p{N}]')).exists() and (data.exists() or url.exists()))) and extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/consent-signature').value.ofType(Identifier).all(value.where(matches('[\\\\p{L}\\\\p{N}]')).exists())"

Invariant: kk-con-7
Description: "電子署名は、本人か同意した人（performer）のもの。 / An electronic signature is that of the person or of who consents (performer)."
Severity: #error
Expression: "extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/consent-signature').value.ofType(Signature).all(who.reference.exists()) and (extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/consent-signature').value.ofType(Signature).who.reference | patient.reference | performer.reference).count() = (patient.reference | performer.reference).count()"

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
