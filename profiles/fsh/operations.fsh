Instance: disclosures
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/disclosures"
* insert Published
* name = "Disclosures"
* title = "開示の記録 / Record of disclosures"
* status = #active
* kind = #operation
* description = "だれが、いつ、何を、何のために、どの根拠で見たか。本人と、本人の記録を保有する機関が求められる。 / Who saw what, when, for which purpose and on what ground; for the person, and for the organization that holds the record of the person."
* affectsState = false
* code = #disclosures
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #start
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "この日から / From this day"
* parameter[=].type = #date
* parameter[+].name = #end
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "この日まで / Until this day"
* parameter[=].type = #date
* parameter[+].name = #disclosure
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一回の開示 / One disclosure"
* parameter[=].part[+].name = #when
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "開示した時刻 / When"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #whenJapan
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日本時間 / The same in Japan time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #organization
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た機関 / Organization that saw it"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #person
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人 / Person who saw it"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #client
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "使ったソフトウェア / Software that was used"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #purpose
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "目的のコード / Code of the purpose"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #purposeText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "目的 / Purpose in words"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #ground
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "根拠のコード / Code of the ground"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #groundText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "根拠 / Ground in words"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consent
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "決めた同意 / Consent that decided"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "情報の区分 / Category of information"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #item
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "見せた記録 / Record that was shown"
* parameter[=].part[=].type = #Reference

Instance: draft-service-plan
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/draft-service-plan"
* insert Published
* name = "DraftServicePlan"
* title = "サービス等利用計画案の下書き / Draft a service plan"
* status = #active
* kind = #operation
* description = "求めた事業所が見てよい記録から計画案を下書きし、事業所の記録として保存する。 / Drafts a service plan from the records that the asking office may see, and stores it as the record of that office."
* affectsState = true
* code = #draft-service-plan
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "計画案と目標 / The draft and its goals"
* parameter[=].type = #Bundle

Instance: form
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/form"
* insert Published
* name = "Form"
* title = "様式の出力 / Write the form"
* status = #active
* kind = #operation
* description = "計画を、事業所が使う様式で返す。 / Gives a plan as the form that offices use."
* affectsState = false
* code = #form
* resource = #CarePlan
* system = false
* type = false
* instance = true
* parameter[+].name = #format
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "json、xlsx、html、pdf。指定がなければ json / json, xlsx, html or pdf; json when not given"
* parameter[=].type = #code
* parameter[+].name = #overlay
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "地域の調整 / Adaptation of a region"
* parameter[=].type = #string
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "様式 / The form"
* parameter[=].type = #Binary

Instance: read-form
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/read-form"
* insert Published
* name = "ReadForm"
* title = "様式の読み取り / Read the form"
* status = #active
* kind = #operation
* description = "記入された様式を計画に読み戻す。保存はしない。本文は様式のファイルそのもの。 / Reads a filled form back into a plan and stores nothing; the body is the file of the form itself."
* affectsState = false
* code = #read-form
* resource = #CarePlan
* system = false
* type = true
* instance = false
* parameter[+].name = #format
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "xlsx または json。指定がなければ xlsx / xlsx or json; xlsx when not given"
* parameter[=].type = #code
* parameter[+].name = #overlay
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "地域の調整 / Adaptation of a region"
* parameter[=].type = #string
* parameter[+].name = #strict
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "写せないものがあれば断る / Refuse where anything would be lost"
* parameter[=].type = #boolean
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "計画、目標、写せなかったものの報告 / The plan, its goals and a report of what was lost"
* parameter[=].type = #Bundle

Instance: pathway
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/pathway"
* insert Published
* name = "Pathway"
* title = "地域連携パスの表示 / Show the pathway"
* status = #active
* kind = #operation
* description = "見てよい範囲で、時期・役割・担い手を示す。 / Shows phase, tasks and who does what, as far as the caller may see."
* affectsState = false
* code = #pathway
* resource = #CarePlan
* system = false
* type = false
* instance = true
* parameter[+].name = #phase
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "いまの時期 / The present phase"
* parameter[=].type = #Coding
* parameter[+].name = #personWish
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "本人の意向 / What the person wishes"
* parameter[=].type = #string
* parameter[+].name = #task
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "役割 / A task"
* parameter[=].part[+].name = #text
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "役割の内容 / What is done"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #status
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "進み具合 / How far it has come"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #code
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "役割のコード / Code of the task"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #phase
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "役割の時期 / Phase of the task"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #due
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "期限 / When it is due"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #performer
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "担い手 / Who does it"
* parameter[=].part[=].type = #Reference

Instance: findings
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/findings"
* insert Published
* name = "Findings"
* title = "保存されたときの指摘 / Findings at storing"
* status = #active
* kind = #operation
* description = "いまの版が保存されたときの指摘。読むことを許された者だけに答える。 / The faults with which the current version was stored, for who may read it."
* affectsState = false
* code = #findings
* resource = #Resource
* system = false
* type = false
* instance = true
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "指摘 / The findings"
* parameter[=].type = #OperationOutcome

Instance: withdraw
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/withdraw"
* insert Published
* name = "Withdraw"
* title = "同意の撤回 / Withdraw a consent"
* status = #active
* kind = #operation
* description = "同意を撤回する。次の要求から効力を持ち、取り消せない。 / Withdraws a consent: in force from the next request on, and for good."
* affectsState = true
* code = #withdraw
* resource = #Consent
* system = false
* type = false
* instance = true
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "撤回された同意 / The withdrawn consent"
* parameter[=].type = #Consent

Instance: index-progress
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/index-progress"
* insert Published
* name = "IndexProgress"
* title = "索引の進み具合 / Progress of the index"
* status = #active
* kind = #operation
* description = "加えた検索パラメータの索引づけがどこまで進んだか。管理者が求められる。 / How far indexing by added search parameters has come; for an administrator."
* affectsState = false
* code = #index-progress
* system = true
* type = false
* instance = false
* parameter[+].name = #Resource
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "リソース型ごとに一つ、その型の名前で / One for each type, under the name of the type"
* parameter[=].part[+].name = #wanted
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "索引づけするリソースの数 / Resources to index"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #done
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "済んだ数 / Resources indexed so far"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #finished
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "終わったか / Whether it is finished"
* parameter[=].part[=].type = #boolean

Instance: reindex
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/reindex"
* insert Published
* name = "Reindex"
* title = "索引の作り直し / Drawing the index anew"
* status = #active
* kind = #operation
* description = "一つの型、またはすべての型の索引を裏で作り直す。管理者が求められる。進み具合は $index-progress。 / Draws the index of a type, or of all types, anew in the background; for an administrator. `$index-progress` tells how far it has come."
* affectsState = true
* code = #reindex
* resource[0] = #Resource
* system = true
* type = true
* instance = false
* parameter[+].name = #Resource
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "リソース型ごとに一つ、その型の名前で / One for each type, under the name of the type"
* parameter[=].part[+].name = #wanted
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "索引づけするリソースの数 / Resources to index"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #done
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "済んだ数 / Resources indexed so far"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #finished
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "終わったか / Whether it is finished"
* parameter[=].part[=].type = #boolean

Instance: audit-heads
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/audit-heads"
* insert Published
* name = "AuditHeads"
* title = "監査の署名の交換 / Exchange of tree heads"
* status = #active
* kind = #operation
* description = "監査の記録の木（RFC 9162）の署名を、JSON のファイルとして渡す（GET、from=大きさ）。相手の機関の署名は POST で預かり、自分の署名は今の監査と比べて答える。だれの情報も含まない。 / Hands out the signed heads of the tree over the audit (RFC 9162) as a JSON file (GET, `from` a size). By POST, heads of a partner are kept, and heads of this house are held against the audit as it is. They tell of nobody."
* affectsState = true
* code = #audit-heads
* system = true
* type = false
* instance = false
* parameter[+].name = #from
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "この大きさからの署名 / Heads from this size on"
* parameter[=].type = #integer

Instance: verify
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/verify"
* insert Published
* name = "Verify"
* title = "監査の記録の証明 / Proof of the audit"
* status = #active
* kind = #operation
* description = "監査の記録が署名された木に入っていること（RFC 9162 の inclusion proof）、または二つの署名の間で書き換えがないこと（consistency proof）の証明。 / Proves that a record is in the tree of a signed head (inclusion proof of RFC 9162), or that nothing was changed between two heads (consistency proof)."
* affectsState = false
* code = #verify
* resource[0] = #AuditEvent
* system = false
* type = true
* instance = true
* parameter[+].name = #from
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "先の署名の大きさ。なければ最も古いもの / Size of the earlier head; the oldest without it"
* parameter[=].type = #integer
* parameter[+].name = #to
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "後の署名の大きさ。なければ最も新しいもの / Size of the later head; the newest without it"
* parameter[=].type = #integer
* parameter[+].name = #pending
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "まだ署名されていないか（署名は1時間ごと） / Whether no head covers it yet; one is made every hour"
* parameter[=].type = #boolean
* parameter[+].name = #index
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "木の中の位置。0 から数える / Place in the tree, from 0"
* parameter[=].type = #unsignedInt
* parameter[+].name = #digest
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "記録の SHA-256。木の葉 / SHA-256 of the record, which is the leaf"
* parameter[=].type = #base64Binary
* parameter[+].name = #record
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "記録そのもの。個人情報保護の担当者だけに / The record itself, for a privacy officer only"
* parameter[=].type = #string
* parameter[+].name = #head
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "署名（JSON） / The head, as JSON"
* parameter[=].type = #string
* parameter[+].name = #first
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "先の署名（JSON） / The earlier head, as JSON"
* parameter[=].type = #string
* parameter[+].name = #second
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "後の署名（JSON） / The later head, as JSON"
* parameter[=].type = #string
* parameter[+].name = #path
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "証明の道。下から / The path of the proof, from below"
* parameter[=].type = #base64Binary
