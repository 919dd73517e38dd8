Profile: KakehashiProvenance
Parent: Provenance
Id: kakehashi-provenance
Title: "記録の由来 / Provenance"
Description: "誰が、どの機関として、何を元に記録を作ったか。様式やメッセージから写した記録も元をたどれる。 / Who made a record, for which organization and from what, so that what was taken from a form or a message can be traced."
* obeys kk-prov-1 and kk-prov-2
* target MS
* target ^short = "作られた記録 / Record that was made"
* occurred[x] MS
* occurred[x] ^short = "作られた時 / When it was made"
* recorded MS
* recorded ^short = "記録した時 / When this was recorded"
* activity 1..1 MS
* activity ^short = "したこと / What was done"
* reason MS
* reason ^short = "理由 / Reason"
* agent MS
* agent ^short = "関わった人・機関・ソフトウェア / Who took part"
* agent.type 1..1 MS
* agent.type ^short = "関わり方 / How they took part"
* agent.who MS
* agent.who ^short = "誰か / Who"
* agent.onBehalfOf MS
* agent.onBehalfOf ^short = "どの機関として / For which organization"
* entity MS
* entity ^short = "元になったもの / What it was made from"
* entity.role MS
* entity.role ^short = "元との関係 / How it was used"
* entity.what MS
* entity.what ^short = "元の様式・メッセージ / Form or message"

Invariant: kk-prov-1
Description: "関わった人や機関は、名前だけでなく参照か番号で示す。 / An agent is given by a reference or a number, not by a name alone."
Severity: #error
Expression: "agent.all(who.reference.exists() or who.identifier.exists())"

Invariant: kk-prov-2
Description: "作った人には、属する機関を示すことが望ましい。 / An author should say for which organization they acted."
Severity: #warning
Expression: "agent.where(type.coding.code = 'author').all(onBehalfOf.exists() or who.reference.contains('Organization/'))"

Profile: KakehashiAuditEvent
Parent: AuditEvent
Id: kakehashi-auditevent
Title: "利用の記録 / Audit event"
Description: "架け橋が一つの要求ごとに残す記録と、本人への開示の記録。 / What the gateway keeps of each request, and of each disclosure for the person's own record."
* obeys kk-aud-1 and kk-aud-2 and kk-aud-3
* type MS
* type ^short = "要求か開示か / A request or a disclosure"
* subtype 1..* MS
* subtype ^short = "対話または操作 / Interaction or operation"
* subtype from AuditSubtypeVS (extensible)
* action 1..1 MS
* action ^short = "作成・閲覧・更新・削除・実行 / Create, read, update, delete, execute"
* recorded MS
* recorded ^short = "いつ / When"
* outcome 1..1 MS
* outcome ^short = "結果 / Outcome"
* outcomeDesc MS
* outcomeDesc ^short = "断った理由のコード / Reason code of a refusal"
* purposeOfEvent MS
* purposeOfEvent ^short = "目的 / Purpose"
* agent MS
* agent ^short = "求めた人・機関・ソフトウェア / Person, organization and software"
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent contains source 1..1 MS and destination 1..1 MS
* agent[source] ^short = "送り手。検索では尋ねたソフトウェア / Where what flows comes from; of a search, the software that asks"
* agent[source].type = http://dicom.nema.org/resources/ontology/DCM#110153
* agent[source].who 1..1 MS
* agent[source].who ^short = "ソフトウェアの番号と名前 / Id and name of the software"
* agent[destination] ^short = "受け手。開示では受け取った機関 / Where it goes; of a disclosure, who received it"
* agent[destination].type = http://dicom.nema.org/resources/ontology/DCM#110152
* agent[destination].who 1..1 MS
* agent[destination].who ^short = "受け取ったもの / Who or what received it"
* source MS
* source ^short = "記録したもの / What recorded it"
* entity 1..* MS
* entity ^short = "本人・要求・見せた記録 / The person, the request and the records shown"
* entity.detail MS
* entity.detail ^short = "根拠と保有機関 / Ground and custodian"
* entity.securityLabel MS
* entity.securityLabel ^short = "情報の区分 / Categories of information"

Invariant: kk-aud-1
Description: "求めた者がちょうど一人いる。 / There is exactly one who asked."
Severity: #error
Expression: "agent.where(requestor = true).count() = 1"

Invariant: kk-aud-2
Description: "開示の記録は本人と、見せたものと、その根拠を示す。 / A record of disclosure names the person, what was shown, and on what ground."
Severity: #error
Expression: "type.code = '110106' implies (entity.where(role.code = '1').count() = 1 and entity.where(role.code = '4').exists() and entity.where(role.code = '4').all(detail.where(type = 'ground').exists()))"

Invariant: kk-aud-3
Description: "要求の番号を持ち、ログと照らし合わせられる。 / It holds the number of its request, to be found in the log."
Severity: #error
Expression: "entity.where(type.code = 'XrequestId').what.identifier.value.exists()"

Profile: KakehashiAuditAuthzNoConsent
Parent: KakehashiAuditEvent
Id: kakehashi-audit-authz-no-consent
Title: "同意のない判断の記録 / Decision without a consent"
Description: "同意によらない判断の記録。断った理由（DEFAULT_DENY など）か、地域の既定で認めたこと。断られた人には見せない。 / A decision that no consent made: why something was refused, such as DEFAULT_DENY, or that the region's default let it pass. Who was refused never sees it."
* obeys kk-aud-4
* type = https://kakehashi.example/fhir/CodeSystem/audit-kind#authorization-decision
* outcomeDesc ^short = "判断の理由コード / Reason code of the decision"
* entity.what MS
* entity.what ^short = "本人と、断った記録 / The person, and the record that was refused"

Invariant: kk-aud-4
Description: "断った判断は、その理由を示す。 / A decision that refuses tells its reason."
Severity: #error
Expression: "outcome != '0' implies outcomeDesc.exists()"

Profile: KakehashiAuditAuthzBreakGlass
Parent: KakehashiAuditEvent
Id: kakehashi-audit-authz-break-glass
Title: "緊急開示の判断の記録 / Break-glass decision"
Description: "緊急開示で認めたことと、その理由。 / That an emergency let something pass, and the reason that was given."
* type = https://kakehashi.example/fhir/CodeSystem/audit-kind#authorization-decision
* purposeOfEvent 1..1 MS
* purposeOfEvent ^short = "緊急開示と、その理由 / Break the glass, and why"
* purposeOfEvent.text 1..1 MS
* purposeOfEvent.text ^short = "求めた人が書いた理由 / The reason that the requester gave"
* obeys kk-aud-5

Invariant: kk-aud-5
Description: "緊急開示の始まりとして、本人を一人示す。 / It is the start of an emergency override, and names one person."
Severity: #error
Expression: "subtype.where(code = '110127').exists() and entity.where(role.code = '1').count() = 1"

ValueSet: AuditSubtypeVS
Id: audit-subtype
Title: "利用の種類 / Kinds of use"
Description: "FHIR の対話と、架け橋の操作。 / The interactions of FHIR and the operations of the gateway."
* ^language = #ja
* ^experimental = false
* include codes from system http://hl7.org/fhir/restful-interaction
* http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle#disclose
* include codes from system OperationCS
* include codes from system AuditKindCS
* http://dicom.nema.org/resources/ontology/DCM#110127
