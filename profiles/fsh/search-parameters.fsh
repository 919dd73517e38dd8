Instance: pathway-phase
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/pathway-phase"
* insert Published
* name = "PathwayPhase"
* status = #active
* description = "地域連携パスの時期で、計画・支援の期間・役割を探す。 / Finds plans, times of support and tasks by the phase of the pathway."
* code = #pathway-phase
* base[+] = #CarePlan
* base[+] = #EpisodeOfCare
* base[+] = #Task
* type = #token
* expression = "CarePlan.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/pathway-phase').value | EpisodeOfCare.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/pathway-phase').value | Task.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/pathway-phase').value"
* xpathUsage = #normal

Instance: support-level
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/support-level"
* insert Published
* name = "SupportLevel"
* status = #active
* description = "障害支援区分で、計画と受給者証を探す。 / Finds plans and certificates by the disability support level."
* code = #support-level
* base[+] = #CarePlan
* base[+] = #Coverage
* type = #token
* expression = "CarePlan.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/support-level').value | Coverage.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/support-level').value"
* xpathUsage = #normal

Instance: admission-legal-status
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/admission-legal-status"
* insert Published
* name = "AdmissionLegalStatus"
* status = #active
* description = "入院形態で入院を探す。過去の形態でも見つかる。 / Finds stays by the legal form of admission, former ones included."
* code = #admission-legal-status
* base[+] = #Encounter
* type = #token
* expression = "Encounter.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/admission-legal-status').extension.where(url = 'status').value"
* xpathUsage = #normal

Instance: granted-service
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/granted-service"
* insert Published
* name = "GrantedService"
* status = #active
* description = "支給決定されたサービスで受給者証を探す。 / Finds certificates by the service that was granted."
* code = #granted-service
* base[+] = #Coverage
* type = #token
* expression = "Coverage.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/granted-service').extension.where(url = 'service').value"
* xpathUsage = #normal

Instance: goal-part-of
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/goal-part-of"
* insert Published
* name = "GoalPartOf"
* status = #active
* description = "上位の目標から、それに属する短期目標・支援目標を探す。 / Finds the goals that serve a long-term goal."
* code = #part-of
* base[+] = #Goal
* type = #reference
* expression = "Goal.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/goal-part-of').value"
* xpathUsage = #normal
* target[+] = #Goal

Instance: key-person
InstanceOf: SearchParameter
Usage: #definition
* url = "https://kakehashi.example/fhir/SearchParameter/key-person"
* insert Published
* name = "KeyPerson"
* status = #active
* description = "キーパーソンを探す。 / Finds key persons."
* code = #key-person
* base[+] = #RelatedPerson
* type = #token
* expression = "RelatedPerson.extension.where(url = 'https://kakehashi.example/fhir/StructureDefinition/key-person').value"
* xpathUsage = #normal
