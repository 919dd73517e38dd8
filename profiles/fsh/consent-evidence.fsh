Extension: ConsentSignature
Id: consent-signature
Title: "電子署名 / Electronic signature"
Description: "同意した人の電子署名、または署名サービスが付けた番号。 / The electronic signature of the one who consented, or the number that a signing service gave it."
Context: Consent
* value[x] 1..1
* value[x] only Signature or Identifier

Extension: ConsentWitness
Id: consent-witness
Title: "立会人 / Witness"
Description: "口頭の同意に立ち会った人。 / Who was present when the consent was given by word of mouth."
Context: Consent.verification
* value[x] 1..1
* value[x] only Reference(Practitioner or PractitionerRole or RelatedPerson)

Extension: FamilyConsent
Id: family-consent
Title: "家族本人の同意 / Family member's own consent"
Description: "家族（第三者）の情報を見せることへの、家族本人の書面の同意。本人の同意とは別に要る。 / The family member's own written consent that information about them be shown; it is needed besides the person's."
Context: Consent.provision
* extension contains
    member 1..1 and
    evidence 1..1
* extension[member] ^short = "同意した家族 / The family member who consented"
* extension[member].value[x] 1..1
* extension[member].value[x] only Reference(RelatedPerson)
* extension[evidence] ^short = "家族の同意書 / Their consent or signed form"
* extension[evidence].value[x] 1..1
* extension[evidence].value[x] only Reference(Consent or DocumentReference) or Identifier

Extension: VerifiedAuthority
Id: verified-authority
Title: "確かめた代理の権限 / Verified authority"
Description: "本人に代わって同意できる権限を、どの書類で、誰が、いつ確かめたか。続柄や、医療保護入院への同意だけでは権限にならない。 / By which document, by whom and when the authority to consent for the person was verified. A relationship gives none by itself, nor does agreeing to an admission."
Context: RelatedPerson
* obeys kk-auth-1
* extension contains
    kind 1..1 and
    document 1..1 and
    verifiedBy 1..1 and
    verifiedOn 1..1 and
    period 1..1
* extension[kind] ^short = "権限の種類 / Kind of authority"
* extension[kind].value[x] 1..1
* extension[kind].value[x] only code
* extension[kind].valueCode from AuthorityKindVS (required)
* extension[document] ^short = "見た書類（後見登記事項証明書、戸籍など） / Document that was seen"
* extension[document].value[x] 1..1
* extension[document].value[x] only Reference(DocumentReference) or Identifier
* extension[verifiedBy] ^short = "確かめた人 / Who verified it"
* extension[verifiedBy].value[x] 1..1
* extension[verifiedBy].value[x] only Reference(Practitioner or PractitionerRole)
* extension[verifiedOn] ^short = "確かめた日 / When it was verified"
* extension[verifiedOn].value[x] 1..1
* extension[verifiedOn].value[x] only date
* extension[period] ^short = "権限のある期間 / Time for which the authority holds"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period
* extension[period].valuePeriod.start 1..1

Invariant: kk-auth-1
Description: "書類は参照か番号で示す。 / The document is given by a reference or a number."
Severity: #error
Expression: "extension.where(url = 'document').value.all(reference.exists() or value.where(matches('[\\\\p{L}\\\\p{N}]')).exists() or identifier.value.where(matches('[\\\\p{L}\\\\p{N}]')).exists())"

CodeSystem: AuthorityKindCS
Id: authority-kind
Title: "代理の権限の種類 / Kinds of a proxy's authority"
Description: "本人に代わって同意できる人の種類。 / Who may consent for the person."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/authority-kind"
* #guardian-of-adult "成年後見人など"
* #guardian-of-adult ^designation[0].language = #en
* #guardian-of-adult ^designation[0].value = "Guardian of an adult"
* #parental "親権者・未成年後見人（18歳の誕生日まで）"
* #parental ^designation[0].language = #en
* #parental ^designation[0].value = "Parental authority, until the 18th birthday"

ValueSet: AuthorityKindVS
Id: authority-kind
Title: "代理の権限の種類 / Kinds of a proxy's authority"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system AuthorityKindCS

CodeSystem: ConsentActCS
Id: consent-act
Title: "同意について行ったこと / Acts on a consent"
Description: "Provenance.activity に書く、同意の記録から撤回までの行為。 / What was done with a consent, from its recording to its withdrawal, as written in Provenance.activity."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/consent-act"
* #record "記録"
* #record ^designation[0].language = #en
* #record ^designation[0].value = "Recorded"
* #amend "訂正"
* #amend ^designation[0].language = #en
* #amend ^designation[0].value = "Amended"
* #activate "発効"
* #activate ^designation[0].language = #en
* #activate ^designation[0].value = "Activated"
* #supersede "差し替え"
* #supersede ^designation[0].language = #en
* #supersede ^designation[0].value = "Superseded by a new one"
* #withdraw "撤回"
* #withdraw ^designation[0].language = #en
* #withdraw ^designation[0].value = "Withdrawn"
* #verify-authority "代理の権限の確認"
* #verify-authority ^designation[0].language = #en
* #verify-authority ^designation[0].value = "Authority of a proxy verified"

ValueSet: ConsentActVS
Id: consent-act
Title: "同意について行ったこと / Acts on a consent"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system ConsentActCS
