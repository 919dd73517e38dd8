Profile: KakehashiOrganization
Parent: Organization
Id: kakehashi-organization
Title: "機関 / Organization"
Description: "精神科病院、相談支援事業所、障害福祉サービス事業所、訪問看護、市町村、保健所、法人。 / A psychiatric hospital, consultation office, welfare service, visiting-nurse station, municipality, health centre or corporation."
* name 1..1 MS
* name ^short = "機関の名前 / Name of the organization"
* type 1..* MS
* type ^short = "機関の種類 / Kind of organization"
* partOf MS
* partOf ^short = "運営する法人 / Corporation it belongs to"
* telecom MS
* telecom ^short = "電話など / Telephone and the like"
* address MS
* address ^short = "住所・所在地 / Address"
* identifier MS
* identifier ^short = "機関の番号 / Numbers of the organization"
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains
    medicalInstitution 0..1 and
    welfareOffice 0..* and
    municipality 0..1
* identifier[medicalInstitution] ^short = "医療機関コード 10 桁 / Medical institution number"
* identifier[medicalInstitution].system = "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no" (exactly)
* identifier[medicalInstitution].value 1..1
* identifier[medicalInstitution] obeys kk-org-1
* identifier[welfareOffice] ^short = "障害福祉の事業所番号 10 桁 / Welfare office number"
* identifier[welfareOffice].system = "https://kakehashi.example/fhir/IdSystem/welfare-office-number" (exactly)
* identifier[welfareOffice].value 1..1
* identifier[welfareOffice] obeys kk-id-10
* identifier[municipality] ^short = "市町村番号 6 桁 / Municipality number"
* identifier[municipality].system = "https://kakehashi.example/fhir/IdSystem/municipality-number" (exactly)
* identifier[municipality].value 1..1
* identifier[municipality] obeys kk-org-2

Invariant: kk-org-1
Description: "医療機関コードは都道府県 2 桁・点数表 1 桁・番号 7 桁の 10 桁である。 / An institution number is prefecture (2), category (1) and number (7)."
Severity: #error
Expression: "value.matches('^[0-4][0-9][1-3][0-9]{7}$')"

Invariant: kk-org-2
Description: "市町村番号は半角数字 6 桁である。 / A municipality number has six digits."
Severity: #error
Expression: "value.matches('^[0-9]{6}$')"

Profile: KakehashiPractitionerRole
Parent: PractitionerRole
Id: kakehashi-practitionerrole
Title: "支援者の役割 / Practitioner's role"
Description: "どの機関でどの職種として支援するか。同意の相手にもなる。 / In which organization and profession someone supports; it may be the recipient named in a consent."
* practitioner 1..1 MS
* practitioner ^short = "支援者 / Practitioner"
* organization 1..1 MS
* organization ^short = "機関 / Organization"
* code 1..* MS
* code ^short = "職種 / Profession"
* code from ProfessionVS (extensible)
* active MS
* active ^short = "使われているか / Whether it is in use"
* period MS
* period ^short = "その役割の期間 / Time in the role"
* telecom MS
* telecom ^short = "電話など / Telephone and the like"

Profile: KakehashiCareTeam
Parent: CareTeam
Id: kakehashi-careteam
Title: "支援チーム / Care team"
Description: "一人の本人を支える、機関をまたぐチーム。 / The team of several organizations that supports one person."
* status 1..1 MS
* status ^short = "状態 / Status"
* name MS
* name ^short = "チームの名前 / Name of the team"
* subject 1..1 MS
* subject ^short = "本人 / The person"
* subject only Reference(Patient)
* period MS
* period ^short = "期間 / Period"
* participant 1..* MS
* participant ^short = "参加する人・機関 / Who takes part"
* participant.member 1..1 MS
* participant.member ^short = "誰か / Who"
* participant.role MS
* participant.role ^short = "役割・職種 / Role or profession"
* participant.role from ProfessionVS (preferred)
* participant.period MS
* participant.period ^short = "参加した期間 / Time of taking part"
* managingOrganization MS
* managingOrganization ^short = "とりまとめる機関 / Organization that leads it"
