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

Instance: explain-access
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/explain-access"
* insert Published
* name = "ExplainAccess"
* title = "だれが見られるかの説明 / Explaining access"
* status = #active
* kind = #operation
* description = "本人の記録を、だれが、何のために見られるか、どの条項や決まりがそれを決めるか。本人とプライバシー責任者だけが求められる。resource を付けると一件の判断を、付けなければ区分ごとの数を答える。 / Who could see what of a person, for which purpose, and which provision or rule decides; for the person and the privacy officer only. With a resource the decision about that one; without, counts by category."
* affectsState = false
* code = #explain-access
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #actor
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "機関・役割・家族の参照。なければ、関わるすべて / An organization, role or relative; absent: everybody concerned"
* parameter[=].type = #string
* parameter[+].name = #purpose
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "利用目的のコード。resource を付けるときは一つ / Code of a purpose of use; exactly one with a resource"
* parameter[=].type = #code
* parameter[+].name = #action
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "何をするか。なければ access / What is done; absent: access"
* parameter[=].type = #code
* parameter[+].name = #time
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "いつの時点か。なければ今 / At what time; absent: now"
* parameter[=].type = #string
* parameter[+].name = #resource
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "一件の記録（型/id） / One record, Type/id"
* parameter[=].type = #string
* parameter[+].name = #decision
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "PERMIT か DENY / PERMIT or DENY"
* parameter[=].type = #code
* parameter[+].name = #reason
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "理由のコード / Code of the reason"
* parameter[=].type = #code
* parameter[+].name = #text
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "理由の言葉 / The reason in words"
* parameter[=].type = #string
* parameter[+].name = #actor
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "だれが / Who"
* parameter[=].type = #Reference
* parameter[+].name = #purpose
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "利用目的のコード / Code of the purpose"
* parameter[=].type = #code
* parameter[+].name = #purposeText
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "利用目的 / The purpose in words"
* parameter[=].type = #string
* parameter[+].name = #action
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "何をするか / What is done"
* parameter[=].type = #code
* parameter[+].name = #time
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "いつの時点か / At what time"
* parameter[=].type = #dateTime
* parameter[+].name = #resource
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "記録 / The record"
* parameter[=].type = #Reference
* parameter[+].name = #ground
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "判断を決めた条項や決まり / What decides"
* parameter[=].part[+].name = #place
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "どこにあるか。例: Consent/x#provision.provision[1] / Where it stands, e.g. Consent/x#provision.provision[1]"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consent
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意 / The consent"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #version
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その版 / Its version"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #date
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意した日 / When it was given"
* parameter[=].part[=].type = #dateTime
* parameter[=].part[+].name = #text
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "読む人のための言葉 / In words"
* parameter[=].part[=].type = #string
* parameter[+].name = #obligation
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "そのときにすること / What is done then"
* parameter[=].part[+].name = #code
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "コード / Code"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #text
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "言葉 / In words"
* parameter[=].part[=].type = #string
* parameter[+].name = #party
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "見られる機関・役割・家族 / One who could see something"
* parameter[=].part[+].name = #actor
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "だれが / Who"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #holds
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "自分で記録を持っているか / Whether it holds records itself"
* parameter[=].part[=].type = #boolean
* parameter[=].part[+].name = #cell
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "一つの区分と目的 / One category and purpose"
* parameter[=].part[=].part[+].name = #purpose
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "利用目的のコード / Code of the purpose"
* parameter[=].part[=].part[=].type = #code
* parameter[=].part[=].part[+].name = #purposeText
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "利用目的 / The purpose in words"
* parameter[=].part[=].part[=].type = #string
* parameter[=].part[=].part[+].name = #category
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "情報の区分 / Category of information"
* parameter[=].part[=].part[=].type = #Coding
* parameter[=].part[=].part[+].name = #visible
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "見られる数 / How many could be seen"
* parameter[=].part[=].part[=].type = #integer
* parameter[=].part[=].part[+].name = #total
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "すべての数 / Of how many"
* parameter[=].part[=].part[=].type = #integer
* parameter[=].part[=].part[+].name = #reason
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "*"
* parameter[=].part[=].part[=].documentation = "理由のコード / Codes of the reasons"
* parameter[=].part[=].part[=].type = #code
* parameter[=].part[+].name = #ground
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "決めている条項や決まり / What decides"
* parameter[=].part[=].part[+].name = #place
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "どこにあるか。例: Consent/x#provision.provision[1] / Where it stands, e.g. Consent/x#provision.provision[1]"
* parameter[=].part[=].part[=].type = #string
* parameter[=].part[=].part[+].name = #consent
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 0
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "同意 / The consent"
* parameter[=].part[=].part[=].type = #Reference
* parameter[=].part[=].part[+].name = #version
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 0
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "その版 / Its version"
* parameter[=].part[=].part[=].type = #string
* parameter[=].part[=].part[+].name = #date
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 0
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "同意した日 / When it was given"
* parameter[=].part[=].part[=].type = #dateTime
* parameter[=].part[=].part[+].name = #text
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "読む人のための言葉 / In words"
* parameter[=].part[=].part[=].type = #string
* parameter[+].name = #rule
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "法律と地域の決まり / Law and rules of the region"
* parameter[=].part[+].name = #place
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "どこにあるか。例: Consent/x#provision.provision[1] / Where it stands, e.g. Consent/x#provision.provision[1]"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consent
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意 / The consent"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #version
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その版 / Its version"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #date
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意した日 / When it was given"
* parameter[=].part[=].type = #dateTime
* parameter[=].part[+].name = #text
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "読む人のための言葉 / In words"
* parameter[=].part[=].type = #string
