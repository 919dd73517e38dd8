Instance: disclosures
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/disclosures"
* insert Published
* name = "Disclosures"
* title = "開示の記録 / Record of disclosures"
* status = #active
* kind = #operation
* description = "だれが、いつ、何を、何のために、どの根拠で見たか。本人、確認された代理人、本人の記録を保有する機関が求められる。HTML・PDF・CSV でも答える。 / Who saw what, when, for which purpose and on what ground; for the person, a verified proxy, and the organization that holds the record of the person. Also as HTML, PDF and CSV."
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
* parameter[+].name = #grouped
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "日と見た人ごとにまとめるか / Whether to group by day and viewer"
* parameter[=].type = #boolean
* parameter[+].name = #form
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "person、または provider-record（保有する機関の提供の記録） / person, or provider-record for the holder"
* parameter[=].type = #code
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
* parameter[=].part[+].name = #purposeReason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "緊急開示の理由 / Why the glass was broken"
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
* parameter[=].part[+].name = #consentText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "同意の言葉 / What the consent says"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #custodian
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "記録を持っていた機関 / Who held it"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #breakGlass
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "緊急開示か / Whether the glass was broken"
* parameter[=].part[=].type = #boolean
* parameter[=].part[+].name = #stopSharing
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "この人にはもう見せない、の求め先 / Where to stop sharing"
* parameter[=].part[=].type = #uri
* parameter[+].name = #group
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一日に一人が一つの目的で見たもの（grouped のとき） / What one viewer saw on one day for one purpose (when grouped)"
* parameter[=].part[+].name = #day
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日 / Day"
* parameter[=].part[=].type = #date
* parameter[=].part[+].name = #first
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最初の時刻 / First time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #last
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最後の時刻 / Last time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #times
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "回数 / How many times"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #organization
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た機関 / Organization"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #person
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人 / Person"
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
* parameter[=].part[+].name = #purposeReason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "緊急開示の理由 / Why the glass was broken"
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
* parameter[=].part[+].name = #consentText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "同意の言葉 / What the consent says"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #custodian
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "記録を持っていた機関 / Who held it"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #breakGlass
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "緊急開示か / Whether the glass was broken"
* parameter[=].part[=].type = #boolean
* parameter[=].part[+].name = #review
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "緊急開示を確かめた結果 / What the review found"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #stopSharing
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "この人にはもう見せない、の求め先 / Where to stop sharing"
* parameter[=].part[=].type = #uri
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "情報の区分と件数 / Categories and how many records"
* parameter[=].part[=].part[+].name = #code
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "区分 / Category"
* parameter[=].part[=].part[=].type = #Coding
* parameter[=].part[=].part[+].name = #count
* parameter[=].part[=].part[=].use = #out
* parameter[=].part[=].part[=].min = 1
* parameter[=].part[=].part[=].max = "1"
* parameter[=].part[=].part[=].documentation = "件数 / How many"
* parameter[=].part[=].part[=].type = #integer
* parameter[=].part[+].name = #item
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "見せた記録 / Record that was shown"
* parameter[=].part[=].type = #Reference
* parameter[+].name = #record
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "提供の記録（form=provider-record のとき）。$disclosure-record と同じ / The record of provision (form=provider-record), as by $disclosure-record"
* parameter[=].part[+].name = #when
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "提供した時刻 / When"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #party
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "相手の機関 / The other side"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #address
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その住所 / Its address"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #representative
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その代表者 / Its representative"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #patient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "本人 / The person"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #item
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "項目（情報の区分） / Items: categories of information"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consentText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意を得ている旨、または根拠 / That consent was obtained, or the ground"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consent
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "決めた同意 / Consent that decided"
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
* title = "様式の出力と受け取り / Forms, out and in"
* status = #active
* kind = #operation
* description = "GET [type]/[id]/$form は記録を事業所の様式で返す（Link が、様式に写らないものの報告の場所を示す）。POST [type]/[id]/$form は、本文（または Parameters の template）の事業所の xlsx に同じ内容を書き込んで返し、何も保存しない。マクロや外部リンクのあるものは断る。POST /$form は記入された様式のファイルを本文に受け取り、まず変わるもののすべてを示し（何も保存しない）、commit=true と preview を付けて送り直すと、transaction と同じ扉を通して保存する。 / GET [type]/[id]/$form gives a record as a form of the office, with a Link to the report of what the form does not carry. POST [type]/[id]/$form fills the office's own workbook, which is the body or `template` in Parameters, and stores nothing; one with macros or external links is refused. POST /$form takes the file of a filled form as its body: first it shows all that would change, storing nothing; sent again with `commit=true` and `preview`, it stores that through the same door as a transaction."
* affectsState = true
* code = #form
* resource = #Resource
* system = true
* type = false
* instance = true
* parameter[+].name = #form
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "様式の名前（マッピングの id）。GET では、当てはまる様式が一つなら要らない / The form, by the id of its mapping; with GET not needed where only one fits"
* parameter[=].type = #string
* parameter[+].name = #overlay
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "地域の調整 / Adaptation of a region"
* parameter[=].type = #string
* parameter[+].name = #format
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "GET: json（既定）、xlsx、html、pdf、csv、csv-cp932。POST: xlsx、json、csv。指定がなければ中身で見分ける / GET: json (default), xlsx, html, pdf, csv or csv-cp932; POST: xlsx, json or csv, told by its content when not given"
* parameter[=].type = #code
* parameter[+].name = #report
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "記録から様式を出すとき: 様式の代わりに、様式に（ひな形なら、ひな形からも）写らないものの OperationOutcome を返す / Of a record: instead of the form, an OperationOutcome of what it does not carry, and of what a template loses"
* parameter[=].type = #boolean
* parameter[+].name = #strict
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "POST: 読めない欄が一つでもあれば断る / POST: refuse where any field cannot be carried"
* parameter[=].type = #boolean
* parameter[+].name = #commit
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "POST: 示されたとおりに保存する / POST: store what the preview showed"
* parameter[=].type = #boolean
* parameter[+].name = #preview
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "POST: 確かめた Bundle の meta.versionId / POST: the `meta.versionId` of the preview that was looked at"
* parameter[=].type = #string
* parameter[+].name = #record
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "POST: 様式の内容に当たる記録が複数あるとき、使う記録（種類/id）。繰り返せる / POST: where several records could be meant, the one to be used, `Type/id`; may be repeated"
* parameter[=].type = #string
* parameter[+].name = #template
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "POST [type]/[id]/$form: 事業所の xlsx（Binary か valueBase64Binary）。本文そのものでもよい / POST [type]/[id]/$form: the office's own workbook (a Binary or valueBase64Binary); it may also be the body itself"
* parameter[=].type = #Binary
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "GET: 様式のファイル（Binary）または OperationOutcome。POST: 変わるものの Bundle、保存したら transaction-response。どちらも最後に OperationOutcome / GET: the file of the form (Binary), or an OperationOutcome; POST: a Bundle of what would change, or a transaction-response once stored, each with an OperationOutcome last"
* parameter[=].type = #Resource

Instance: convert
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/convert"
* insert Published
* name = "Convert"
* title = "変換 / Convert"
* status = #active
* kind = #operation
* description = "HL7 v2・SS-MIX2 のメッセージ、様式、FHIR の Bundle を互いに変換し、失われたものの報告を添える。何も保存しない。本文は変換するものそのもの（設定は URL の引数）か、input を含む Parameters。 / Converts HL7 v2 and SS-MIX2 messages, forms and FHIR Bundles into each other, with a report of what was lost; nothing is stored. The body is what is to be converted, with the rest in the query, or Parameters with `input`."
* affectsState = false
* code = #convert
* system = true
* type = false
* instance = false
* parameter[+].name = #mapping
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "マッピングの id / Id of the mapping"
* parameter[=].type = #string
* parameter[+].name = #overlay
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "地域の調整 / Adaptation of a region"
* parameter[=].type = #string
* parameter[+].name = #to
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "fhir か form。指定がなければ中身で見分ける / fhir or form; told by the input when not given"
* parameter[=].type = #code
* parameter[+].name = #format
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "様式の形式（json、xlsx、html、pdf、csv、csv-cp932） / Format of the form"
* parameter[=].type = #code
* parameter[+].name = #strict
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "失われるものが一つでもあれば断る / Refuse where anything is lost"
* parameter[=].type = #boolean
* parameter[+].name = #file
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "SS-MIX2 標準化ストレージでの名前 / Name that a message had in SS-MIX2 storage"
* parameter[=].type = #string
* parameter[+].name = #institution
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "医療機関コード（10桁） / Number of the medical institution (10 digits)"
* parameter[=].type = #string
* parameter[+].name = #input
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "変換するもの。Parameters で送るとき / What is to be converted, where it is sent as Parameters"
* parameter[=].type = #Element
* parameter[+].name = #template
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "様式にするとき、書き込む事業所の xlsx（Binary か valueBase64Binary）。マクロや外部リンクのあるものは断る / With `to=form`: the office's own workbook that is filled (a Binary or valueBase64Binary); one with macros or external links is refused"
* parameter[=].type = #Binary
* parameter[+].name = #output
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "変換したもの: FHIR の Bundle か、様式の Binary / What it was converted into: a Bundle, or a Binary of the form"
* parameter[=].type = #Resource
* parameter[+].name = #report
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "写せなかったもの / What could not be carried"
* parameter[=].type = #OperationOutcome

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
* description = "同意を撤回する。次の要求から効力を持ち、取り消せない。理由と申し出の証拠は、あれば由来の記録に残る。本人が拒んだことを本人でない人が終わらせるには、本人の申し出の証拠が要る。 / Withdraws a consent: in force from the next request on, and for good. A reason and the evidence of the request are kept in the Provenance where they are given. To end what the person refused, anybody else gives the evidence that they want so."
* affectsState = true
* code = #withdraw
* resource = #Consent
* system = false
* type = false
* instance = true
* parameter[+].name = #reason
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "理由 / Reason"
* parameter[=].type = #string
* parameter[+].name = #source
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "申し出の書面（Reference か Attachment） / Signed request, as a Reference or an Attachment"
* parameter[=].type = #Element
* parameter[+].name = #signature
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "申し出の電子署名（Signature）か、その番号（Identifier） / Electronic signature of the request, or its number"
* parameter[=].type = #Element
* parameter[+].name = #witness
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "口頭の申し出の立会人 / Witness of a request by word of mouth"
* parameter[=].type = #Reference
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
* description = "加えた検索パラメータの索引づけと、ラベルの付け直しがどこまで進んだか。管理者が求められる。 / How far indexing by added search parameters, and labelling by changed rules, have come; for an administrator."
* affectsState = false
* code = #index-progress
* system = true
* type = false
* instance = false
* parameter[+].name = #Resource
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "リソース型ごとに一つ、その型の名前で。ラベルは `labels` / One for each type, under the name of the type; `labels` for the labels"
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

Instance: activate
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/activate"
* insert Published
* name = "Activate"
* title = "同意の発効 / Activate a consent"
* status = #active
* kind = #operation
* description = "確認待ち（proposed）の同意を、証拠を付けて有効にする。 / Makes a pending consent count, with the evidence that it was given."
* affectsState = true
* code = #activate
* resource = #Consent
* system = false
* type = false
* instance = true
* parameter[+].name = #source
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "署名された同意書（Reference か Attachment） / Signed form, as a Reference or an Attachment"
* parameter[=].type = #Element
* parameter[+].name = #signature
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "電子署名（Signature）か、その番号（Identifier） / Electronic signature, or its number"
* parameter[=].type = #Element
* parameter[+].name = #witness
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "口頭の同意の立会人 / Witness of a consent by word of mouth"
* parameter[=].type = #Reference
* parameter[+].name = #dateTime
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "同意した日時。なければ今 / When it was given; now, where it is left out"
* parameter[=].type = #dateTime
* parameter[+].name = #reason
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "理由 / Reason"
* parameter[=].type = #string
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "有効な同意 / The active consent"
* parameter[=].type = #Consent

Instance: supersede
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/supersede"
* insert Published
* name = "Supersede"
* title = "同意の差し替え / Supersede a consent"
* status = #active
* kind = #operation
* description = "古い同意を終わらせ、新しい同意を有効にする。二つは同時に替わり、間はない。終わった同意は戻らない。 / Ends the old consent and makes the new one count, both at one moment with nothing in between. What has ended never comes back."
* affectsState = true
* code = #supersede
* resource = #Consent
* system = false
* type = false
* instance = true
* parameter[+].name = #consent
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "新しい同意。本文に直接書いてもよい / The new consent; it may also be the body itself"
* parameter[=].type = #Consent
* parameter[+].name = #reason
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "理由 / Reason"
* parameter[=].type = #string
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "新しい同意 / The new consent"
* parameter[=].type = #Consent

Instance: consent-template
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/consent-template"
* insert Published
* name = "ConsentTemplate"
* title = "同意書のひな形 / Template of a consent"
* status = #active
* kind = #operation
* description = "標準の表から、一つの相手への同意書のひな形（proposed の Consent）を作る。何も保存しない。 / Makes the form of a consent for one recipient of the default matrix: a Consent, `proposed`. Nothing is stored."
* affectsState = false
* code = #consent-template
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #recipient
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "見せる相手（型/id）。拒否では省ける / Who may see, as Type/id; for a refusal it may be left out"
* parameter[=].type = #string
* parameter[+].name = #kind
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "相手の種類 / Kind of recipient"
* parameter[=].type = #code
* parameter[+].name = #extra
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "標準のほかに加える区分（コンマ区切り） / Categories to tick besides, separated by commas"
* parameter[=].type = #string
* parameter[+].name = #purpose
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "目的（v3-ActReason） / Purpose"
* parameter[=].type = #code
* parameter[+].name = #phase
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "時期 / Phase"
* parameter[=].type = #code
* parameter[+].name = #member
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "同意した家族（RelatedPerson/id） / Family members who consented"
* parameter[=].type = #string
* parameter[+].name = #decision
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "permit か deny（拒否のひな形） / permit, or deny for the form of a refusal"
* parameter[=].type = #code
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "ひな形 / The form"
* parameter[=].type = #Consent

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

Instance: stop-sharing
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/stop-sharing"
* insert Published
* name = "StopSharing"
* title = "この機関にはもう見せない / Show them no more"
* status = #active
* kind = #operation
* description = "本人が、ある機関にはもう見せないと決める。GET は記録される「見せない」の下書きを答え、POST は記録する。次の求めから効く。法律で決まった開示と緊急開示は変わらない。 / The person shows an organization no more: GET answers the dissent as it would be recorded, POST records it. It acts on the next request; what the law asks for, and emergencies, stay as they are."
* affectsState = true
* code = #stop-sharing
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #organization
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "機関（Organization/id） / The organization, Organization/id"
* parameter[=].type = #string
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "「見せない」という同意書 / The dissent"
* parameter[=].type = #Consent

Instance: disclosure-record
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/disclosure-record"
* insert Published
* name = "DisclosureRecord"
* title = "提供・受領の記録 / Record of provision or receipt"
* status = #active
* kind = #operation
* description = "機関が、自分が第三者へ提供した記録（個人情報保護法29条）、または第三者から受けた記録（30条）を、全員について作る。 / An organization draws up the record of what it provided to third parties (APPI art. 29) or received from them (art. 30), about everybody."
* affectsState = false
* code = #disclosure-record
* system = true
* type = false
* instance = false
* parameter[+].name = #role
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "provider（提供）か recipient（受領） / provider or recipient"
* parameter[=].type = #code
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
* parameter[+].name = #record
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一回の提供 / One provision"
* parameter[=].part[+].name = #when
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "提供した時刻 / When"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #party
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "相手の機関 / The other side"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #address
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その住所 / Its address"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #representative
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "その代表者 / Its representative"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #patient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "本人 / The person"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #item
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "項目（情報の区分） / Items: categories of information"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #course
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "取得の経緯 / How it was obtained"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consentText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意を得ている旨、または根拠 / That consent was obtained, or the ground"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #consent
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "決めた同意 / Consent that decided"
* parameter[=].part[=].type = #Reference

Instance: break-glass-reviews
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/break-glass-reviews"
* insert Published
* name = "BreakGlassReviews"
* title = "緊急開示の審査の一覧 / Reviews of emergencies"
* status = #active
* kind = #operation
* description = "緊急開示ごとの審査。個人情報保護の担当者だけが求められ、自分の緊急開示は出ない。 / The review of each emergency; for a privacy officer only, who is not told of their own."
* affectsState = false
* code = #break-glass-reviews
* system = true
* type = false
* instance = false
* parameter[+].name = #status
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "open、overdue、done のどれか / One of open, overdue and done"
* parameter[=].type = #code
* parameter[+].name = #review
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一つの審査 / One review"
* parameter[=].part[+].name = #id
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の番号 / Id of the review"
* parameter[=].part[=].type = #id
* parameter[=].part[+].name = #status
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "open（審査待ち）、overdue（期限切れ）、done（済み） / open, overdue or done"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #patient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "だれの記録が見られたか。だれも名指さずに探したときはない / Whose record it was; absent where somebody looked without naming anyone"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #opened
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最初に見た時刻 / When it was first looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #openedJapan
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日本時間で / In Japan time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #latest
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最後に見た時刻 / When it was last looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #due
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の期限（72 時間後） / When the review is due, 72 hours later"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #requests
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た回数 / How many requests"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #organization
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の機関 / Organization of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #role
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の役割 / Role of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #client
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "使われたソフト / Client that was used"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #reason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人が書いた理由 / Reason that was given"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "見られた情報の区分 / Categories that were shown"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #outcome
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "justified（正当）か not-justified（不当） / justified or not-justified"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #reviewed
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した時刻 / When it was reviewed"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #note
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した人の記述 / What the reviewer noted"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #reviewer
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した人の役割 / Role of the reviewer"
* parameter[=].part[=].type = #Reference

Instance: review-break-glass
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/review-break-glass"
* insert Published
* name = "ReviewBreakGlass"
* title = "緊急開示の審査 / Review of an emergency"
* status = #active
* kind = #operation
* description = "緊急開示が正当だったかを、個人情報保護の担当者が一度だけ決める。 / A privacy officer decides, once, whether an emergency was justified."
* affectsState = true
* code = #review-break-glass
* system = true
* type = false
* instance = false
* parameter[+].name = #review
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "審査の番号 / Id of the review"
* parameter[=].type = #id
* parameter[+].name = #outcome
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "justified（正当）か not-justified（不当） / justified or not-justified"
* parameter[=].type = #code
* parameter[+].name = #note
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "理由 / The reason"
* parameter[=].type = #string
* parameter[+].name = #review
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "決まった審査 / The decided review"
* parameter[=].part[+].name = #id
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の番号 / Id of the review"
* parameter[=].part[=].type = #id
* parameter[=].part[+].name = #status
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "open（審査待ち）、overdue（期限切れ）、done（済み） / open, overdue or done"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #patient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "だれの記録が見られたか。だれも名指さずに探したときはない / Whose record it was; absent where somebody looked without naming anyone"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #opened
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最初に見た時刻 / When it was first looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #openedJapan
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日本時間で / In Japan time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #latest
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最後に見た時刻 / When it was last looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #due
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の期限（72 時間後） / When the review is due, 72 hours later"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #requests
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た回数 / How many requests"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #organization
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の機関 / Organization of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #role
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の役割 / Role of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #client
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "使われたソフト / Client that was used"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #reason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人が書いた理由 / Reason that was given"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "見られた情報の区分 / Categories that were shown"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #outcome
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "justified（正当）か not-justified（不当） / justified or not-justified"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #reviewed
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した時刻 / When it was reviewed"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #note
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した人の記述 / What the reviewer noted"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #reviewer
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した人の役割 / Role of the reviewer"
* parameter[=].part[=].type = #Reference

Instance: break-glass-notices
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/break-glass-notices"
* insert Published
* name = "BreakGlassNotices"
* title = "緊急開示の通知 / Notices of emergencies"
* status = #active
* kind = #operation
* description = "だれがどんな理由で緊急開示を行ったかと、審査の結果。本人だけが求められる。 / Who opened the record in an emergency, for which reason, and the result of the review; for the person only."
* affectsState = false
* code = #break-glass-notices
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #review
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一つの緊急開示 / One emergency"
* parameter[=].part[+].name = #id
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の番号 / Id of the review"
* parameter[=].part[=].type = #id
* parameter[=].part[+].name = #status
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "open（審査待ち）、overdue（期限切れ）、done（済み） / open, overdue or done"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #patient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "だれの記録が見られたか。だれも名指さずに探したときはない / Whose record it was; absent where somebody looked without naming anyone"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #opened
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最初に見た時刻 / When it was first looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #openedJapan
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日本時間で / In Japan time"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #latest
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "最後に見た時刻 / When it was last looked at"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #due
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査の期限（72 時間後） / When the review is due, 72 hours later"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #requests
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た回数 / How many requests"
* parameter[=].part[=].type = #integer
* parameter[=].part[+].name = #organization
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の機関 / Organization of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #role
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人の役割 / Role of who looked"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #client
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "使われたソフト / Client that was used"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #reason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "見た人が書いた理由 / Reason that was given"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "見られた情報の区分 / Categories that were shown"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #outcome
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "justified（正当）か not-justified（不当） / justified or not-justified"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #reviewed
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "審査した時刻 / When it was reviewed"
* parameter[=].part[=].type = #instant

Instance: consent-status
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/consent-status"
* insert Published
* name = "ConsentStatus"
* title = "同意の状態 / Status of consents"
* status = #active
* kind = #operation
* description = "この方の情報の一部が同意の範囲外かどうか。だれにも同じ答えで、隠れたものの有無にはよらない。本人、記録した機関、個人情報保護の担当者には、同意の一覧も。 / Whether a part of the person's information lies outside the consents: the same for everybody, whatever is hidden. For the person, the recording organization and a privacy officer also the list of consents."
* affectsState = false
* code = #consent-status
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[+].name = #total
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "同意がすべてに及ぶか / Whether the consents cover everything"
* parameter[=].type = #boolean
* parameter[+].name = #text
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "日本語の決まった文 / The fixed sentence in Japanese"
* parameter[=].type = #string
* parameter[+].name = #textEnglish
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "英語の決まった文 / The fixed sentence in English"
* parameter[=].type = #string
* parameter[+].name = #consent
* parameter[=].use = #out
* parameter[=].min = 0
* parameter[=].max = "*"
* parameter[=].documentation = "一つの同意 / One consent"
* parameter[=].part[+].name = #reference
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "同意 / The consent"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #state
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "pending、active、ends-soon、expired、superseded、withdrawn、ended、rejected、entered-in-error のどれか / One of these"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #stateText
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "日本語で / In Japanese"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #stateTextEnglish
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "英語で / In English"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #start
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "始まり / Start"
* parameter[=].part[=].type = #dateTime
* parameter[=].part[+].name = #end
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "終わり / End"
* parameter[=].part[=].type = #dateTime
* parameter[=].part[+].name = #effect
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "permit（許す）か deny（拒む） / permit or deny"
* parameter[=].part[=].type = #code
* parameter[=].part[+].name = #recipient
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "相手 / Recipients"
* parameter[=].part[=].type = #Reference
* parameter[=].part[+].name = #category
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "情報の区分 / Categories"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #purpose
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 0
* parameter[=].part[=].max = "*"
* parameter[=].part[=].documentation = "利用目的 / Purposes"
* parameter[=].part[=].type = #Coding
* parameter[=].part[+].name = #words
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "やさしい日本語で / In plain Japanese"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #wordsEnglish
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "やさしい英語で / In plain English"
* parameter[=].part[=].type = #string

Instance: activate-crisis-plan
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/activate-crisis-plan"
* insert Published
* name = "ActivateCrisisPlan"
* title = "クライシスプランの発動 / Activation of a crisis plan"
* status = #active
* kind = #operation
* description = "クライシスプランを決めた時間だけ発動する。プランを見られるチームの人か作成機関ができ、本人とチームに知らされる。 / Puts a crisis plan into action for a limited time; for members of its team and its author, who may see it. The person and the team are told."
* affectsState = true
* code = #activate-crisis-plan
* resource = #CarePlan
* system = false
* type = false
* instance = true
* parameter[+].name = #reason
* parameter[=].use = #in
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "発動の理由 / Why it is activated"
* parameter[=].type = #string
* parameter[+].name = #activation
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "発動 / The activation"
* parameter[=].part[+].name = #id
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "番号 / Id"
* parameter[=].part[=].type = #id
* parameter[=].part[+].name = #start
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "始まり / Start"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #end
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "終わり / End"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #reason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "理由 / Reason"
* parameter[=].part[=].type = #string

Instance: deactivate-crisis-plan
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/deactivate-crisis-plan"
* insert Published
* name = "DeactivateCrisisPlan"
* title = "クライシスプランの発動の終わり / End of an activation"
* status = #active
* kind = #operation
* description = "発動を時間の前に終える。 / Ends an activation before its time."
* affectsState = true
* code = #deactivate-crisis-plan
* resource = #CarePlan
* system = false
* type = false
* instance = true
* parameter[+].name = #activation
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "発動 / The activation"
* parameter[=].part[+].name = #id
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "番号 / Id"
* parameter[=].part[=].type = #id
* parameter[=].part[+].name = #start
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "始まり / Start"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #end
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "終わり / End"
* parameter[=].part[=].type = #instant
* parameter[=].part[+].name = #reason
* parameter[=].part[=].use = #out
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].documentation = "理由 / Reason"
* parameter[=].part[=].type = #string

Instance: regional-counts
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://kakehashi.example/fhir/OperationDefinition/regional-counts"
* insert Published
* name = "RegionalCounts"
* title = "地域の人数 / Counts of the region"
* status = #active
* kind = #operation
* description = "協議の場のための、個人の分からない人数。利用目的 HQUALIMP の機関だけが求められる。人数は既定で10人ごとに切り下げ、10人未満は示さない。四半期に一度だけ数え、その間は変わらない。二次利用を拒む同意のある人は数えない。 / Counts of people for the region's meetings, of whom nobody is recognised; for organizations with the purpose HQUALIMP. Rounded down to multiples of 10 (a region may choose more), fewer are not told; made once a quarter and kept. Whoever may have refused secondary use is not counted."
* affectsState = false
* code = #regional-counts
* system = true
* type = false
* instance = false
* parameter[+].name = #format
* parameter[=].use = #in
* parameter[=].min = 0
* parameter[=].max = "1"
* parameter[=].documentation = "json（既定）か csv / json (default) or csv"
* parameter[=].type = #code
* parameter[+].name = #return
* parameter[=].use = #out
* parameter[=].min = 1
* parameter[=].max = "1"
* parameter[=].documentation = "人数の報告（summary） / The report (summary)"
* parameter[=].type = #MeasureReport
