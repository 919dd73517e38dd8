Extension: PlanAgreement
Id: plan-agreement
Title: "会議・説明・同意・交付 / Meeting, explanation, agreement and delivery"
Description: "計画や文書を話し合い、説明し、本人が同意し、渡した日。同意そのものは Consent に記録し、ここから指す。 / When a plan or document was discussed, explained, agreed to and handed over; the consent itself is a Consent that this points to."
Context: CarePlan, Composition, QuestionnaireResponse
* obeys kk-agree-1
* extension contains
    meeting 0..1 and
    conference 0..* and
    explained 0..1 and
    agreed 0..1 and
    agreedOn 0..1 and
    agreedBy 0..1 and
    consent 0..* and
    delivered 0..1
* extension[meeting] ^short = "会議の日 / Day of the meeting"
* extension[meeting].value[x] 1..1
* extension[meeting].value[x] only date
* extension[conference] ^short = "会議 / The meeting itself"
* extension[conference].value[x] 1..1
* extension[conference].value[x] only Reference(Appointment)
* extension[explained] ^short = "説明日 / Day of the explanation"
* extension[explained].value[x] 1..1
* extension[explained].value[x] only date
* extension[agreed] ^short = "同意の有無 / Whether agreed"
* extension[agreed].value[x] 1..1
* extension[agreed].value[x] only boolean
* extension[agreedOn] ^short = "同意日 / Day of the agreement"
* extension[agreedOn].value[x] 1..1
* extension[agreedOn].value[x] only date
* extension[agreedBy] ^short = "利用者同意者名 / Who agreed"
* extension[agreedBy].value[x] 1..1
* extension[agreedBy].value[x] only string
* extension[consent] ^short = "同意の記録 / The consent recorded"
* extension[consent].value[x] 1..1
* extension[consent].value[x] only Reference(Consent)
* extension[delivered] ^short = "交付日 / Day of delivery"
* extension[delivered].value[x] 1..1
* extension[delivered].value[x] only date

Invariant: kk-agree-1
Description: "同意したなら、その日を書く。 / An agreement has its day."
Severity: #error
Expression: "extension.where(url = 'agreed').value.ofType(boolean).where($this = true).exists() implies extension.where(url = 'agreedOn').exists()"

Extension: PlanIssue
Id: plan-issue
Title: "課題 / Issue"
Description: "計画全体にわたる課題・問題点。個々の支援の課題は activity.detail.reasonCode に書く。 / An issue of the whole plan; the need behind one support stands in its own activity.detail.reasonCode."
Context: CarePlan
* value[x] 1..1
* value[x] only string

Extension: PersonState
Id: person-state
Title: "患者の状態 / The person's state"
Description: "計画を作る時の本人の状態。 / How the person is when the plan is made."
Context: CarePlan
* value[x] 1..1
* value[x] only string

Extension: DischargeBarrier
Id: discharge-barrier
Title: "退院困難な要因 / Barrier to discharge"
Description: "退院を難しくしている医学的要因、または社会・環境的要因。 / A medical, social or environmental factor that makes discharge difficult."
Context: CarePlan, Composition
* obeys kk-barrier-1
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from DischargeBarrierVS (required)

Invariant: kk-barrier-1
Description: "「その他」を選んだら、何かを文で書く。 / Who chooses 'other' says in words what it is."
Severity: #error
Expression: "value.ofType(CodeableConcept).coding.where(system = 'https://kakehashi.example/fhir/CodeSystem/discharge-barrier-social' and code = '5').exists() implies value.ofType(CodeableConcept).text.exists()"

Extension: ExpectedDestination
Id: expected-destination
Title: "予想される退院先 / Expected place after discharge"
Description: "計画の時に予想される退院先。実際の退院先は Encounter に書く。 / Where the person is expected to go; where the person went stands in the Encounter."
Context: CarePlan, Composition
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from DischargeDestinationVS (required)

Extension: FurtherStay
Id: further-stay
Title: "入院の必要性と推定される入院期間 / Need and expected length of the further stay"
Description: "審議の結果。入院を続ける必要があるか、その理由、あと何か月か。 / What the committee found: whether the stay must go on, why, and for how many months."
Context: Composition
* extension contains
    necessary 1..1 and
    reason 0..1 and
    months 0..1
* obeys kk-stay-1
* extension[necessary] ^short = "入院の必要性 / Whether the stay must go on"
* extension[necessary].value[x] 1..1
* extension[necessary].value[x] only boolean
* extension[reason] ^short = "理由 / Reason"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[months] ^short = "推定される入院期間（か月） / Expected further stay in months"
* extension[months].value[x] 1..1
* extension[months].value[x] only positiveInt

Invariant: kk-stay-1
Description: "入院を続けるなら、理由と推定される期間を書く。 / A stay that must go on has its reason and its expected length."
Severity: #error
Expression: "extension.where(url = 'necessary').value.ofType(boolean).where($this = true).exists() implies (extension.where(url = 'reason').exists() and extension.where(url = 'months').exists())"

Extension: GoalReview
Id: goal-review
Title: "支援目標の見直し / Review of a goal"
Description: "モニタリングで一つの支援目標について分かったこと。書いた時のまま報告書に残る。 / What a monitoring found about one support goal, as it was written then."
Context: Composition.section
* extension contains
    priority 1..1 and
    due 1..1 and
    achievement 0..1 and
    changeType 1..1 and
    changeAmount 1..1 and
    changeWeek 1..1
* extension[priority] ^short = "優先順位 / Priority"
* extension[priority].value[x] 1..1
* extension[priority].value[x] only positiveInt
* extension[due] ^short = "達成時期 / Time of achievement"
* extension[due].value[x] 1..1
* extension[due].value[x] only string
* extension[achievement] ^short = "支援目標の達成度（ニーズの充足度） / Achievement of the goal"
* extension[achievement].value[x] 1..1
* extension[achievement].value[x] only CodeableConcept
* extension[achievement].valueCodeableConcept from http://hl7.org/fhir/ValueSet/goal-achievement (preferred)
* extension[changeType] ^short = "サービス種類の変更 / Change of the kind of service"
* extension[changeType].value[x] 1..1
* extension[changeType].value[x] only Coding
* extension[changeType].valueCoding from PlanChangeNeedVS (required)
* extension[changeAmount] ^short = "サービス量の変更 / Change of the amount of service"
* extension[changeAmount].value[x] 1..1
* extension[changeAmount].value[x] only Coding
* extension[changeAmount].valueCoding from PlanChangeNeedVS (required)
* extension[changeWeek] ^short = "週間計画の変更 / Change of the weekly plan"
* extension[changeWeek].value[x] 1..1
* extension[changeWeek].value[x] only Coding
* extension[changeWeek].valueCoding from PlanChangeNeedVS (required)

Extension: OnCallContact
Id: on-call-contact
Title: "緊急・常時の連絡先 / Contact for emergencies"
Description: "緊急時や夜間にも連絡できる先。誰に、どの番号で、いつ。 / Whom to reach in an emergency or at night: who, by which number, when."
Context: CarePlan
* extension contains
    who 0..1 and
    telecom 1..* and
    hours 0..1
* extension[who] ^short = "連絡先の名 / Who"
* extension[who].value[x] 1..1
* extension[who].value[x] only string
* extension[telecom] ^short = "電話など / Telephone or the like"
* extension[telecom].value[x] 1..1
* extension[telecom].value[x] only ContactPoint
* extension[hours] ^short = "対応時間 / Hours"
* extension[hours].value[x] 1..1
* extension[hours].value[x] only string

Extension: CrisisSignalLevel
Id: crisis-signal-level
Title: "クライシスプランの段階 / Level of a crisis plan"
Description: "この対応が、安定・注意・要注意のどの段階のものか。 / Whether this is for when the person is well, shows warning signs, or serious ones."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only code
* valueCode from CrisisSignalVS (required)

Extension: SupportPreference
Id: support-preference
Title: "してほしいこと・してほしくないこと / Wanted and unwanted support"
Description: "調子を崩した時に、周りの人にしてほしいことと、してほしくないこと。 / What the person wants others to do in a crisis, and what not."
Context: CarePlan.activity.detail
* extension contains
    wanted 0..* and
    unwanted 0..*
* extension[wanted] ^short = "してほしいこと / Wanted"
* extension[wanted].value[x] 1..1
* extension[wanted].value[x] only string
* extension[unwanted] ^short = "してほしくないこと / Unwanted"
* extension[unwanted].value[x] 1..1
* extension[unwanted].value[x] only string

Extension: AdmissionWish
Id: admission-wish
Title: "入院時の希望 / Wishes for an admission"
Description: "入院することになった時の、薬や処遇についての希望。 / What the person wishes about medicines and treatment, should an admission be needed."
Context: CarePlan
* value[x] 1..1
* value[x] only string

Extension: NextReview
Id: next-review
Title: "見直し日 / Next review"
Description: "計画を次に見直す日。 / The day on which the plan is looked at again."
Context: CarePlan
* value[x] 1..1
* value[x] only date

Extension: WeeklyEntryKind
Id: weekly-entry-kind
Title: "週間計画表の欄 / Part of the weekly form"
Description: "週間の予定、主な日常生活上の活動、週単位以外のサービスのどれか。 / A slot of the week, a main daily activity, or a service that is not on a weekly cycle."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only code
* valueCode from WeeklyEntryVS (required)

Extension: TimeLabel
Id: time-label
Title: "様式の時刻 / Time as printed"
Description: "24 時を過ぎた時刻など、様式に書かれたままの時刻。翌日の時刻として timeOfDay に記録し、ここに元の表記を残す。 / A time as printed on the form, such as 25:00, which timeOfDay holds as a time of the next day."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only string

Extension: HolidaysToo
Id: holidays-too
Title: "祝日を含む / Public holidays included"
Description: "様式の「日・祝」の列のように、祝日にも当てはまる。 / Holds on public holidays as well, as the form's last column of Sunday and holidays does."
Context: CarePlan.activity.detail
* value[x] 1..1
* value[x] only boolean

Extension: ProvisionMedium
Id: provision-medium
Title: "情報提供の方法 / How the information was given"
Description: "面談、FAX、書面、ICT など。 / By a meeting, fax, on paper, by ICT and so on."
Context: Composition
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from ContactModeVS (extensible)

Extension: InformationInterview
Id: information-interview
Title: "情報収集の面談 / Interview that gathered information"
Description: "退院・退所の前に情報を集めた日と方法。一回の入院で 3 回まで数える。 / When and how information was gathered before a discharge; at most three count in one stay."
Context: Composition
* extension contains
    date 1..1 and
    mode 0..1 and
    conference 0..1
* extension[date] ^short = "情報収集日 / Day"
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[mode] ^short = "方法 / How"
* extension[mode].value[x] 1..1
* extension[mode].value[x] only CodeableConcept
* extension[mode].valueCodeableConcept from ContactModeVS (extensible)
* extension[conference] ^short = "カンファレンス / The conference"
* extension[conference].value[x] 1..1
* extension[conference].value[x] only Reference(Appointment)

Extension: FormResidue
Id: form-residue
Title: "様式の読めない値 / Value of a form that could not be read"
Description: "様式の欄に書かれていて、どの要素にも記録できなかった値を、欄の名前とともに残す。 / A value of a form that no element could hold, kept with the name of its field."
Context: CarePlan, QuestionnaireResponse, Composition, Communication, CommunicationRequest, Encounter, DocumentReference
* value[x] 1..1
* value[x] only string
