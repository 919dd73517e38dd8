Instance: welfare-recipient-number
InstanceOf: NamingSystem
Usage: #definition
* name = "WelfareRecipientNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "障害福祉サービス受給者証番号。半角数字 10 桁、発行した市町村の中で一意。 / Number of a welfare recipient certificate: ten digits, unique within the municipality that issued it."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/welfare-recipient-number"
* uniqueId.preferred = true

Instance: community-consultation-recipient-number
InstanceOf: NamingSystem
Usage: #definition
* name = "CommunityConsultationRecipientNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "地域相談支援受給者証番号。半角数字 10 桁、発行した市町村の中で一意。 / Number of a community consultation certificate: ten digits, unique within the municipality that issued it."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/community-consultation-recipient-number"
* uniqueId.preferred = true

Instance: daycare-recipient-number
InstanceOf: NamingSystem
Usage: #definition
* name = "DaycareRecipientNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "通所受給者証番号。半角数字 10 桁、発行した市町村の中で一意。 / Number of a day-service certificate: ten digits, unique within the municipality that issued it."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/daycare-recipient-number"
* uniqueId.preferred = true

Instance: welfare-office-number
InstanceOf: NamingSystem
Usage: #definition
* name = "WelfareOfficeNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "障害福祉の事業所番号。都道府県 2 桁、区分 1 桁、地域 2 桁、連番 4 桁、検査数字 1 桁。 / Number of a welfare office: prefecture (2), category (1), area (2), serial (4), check digit (1)."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/welfare-office-number"
* uniqueId.preferred = true

Instance: municipality-number
InstanceOf: NamingSystem
Usage: #definition
* name = "MunicipalityNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "受給者証の市町村番号。半角数字 6 桁。全国地方公共団体コードとは検査数字が違う。 / Municipality number of a certificate: six digits; its check digit differs from that of the local government code."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/municipality-number"
* uniqueId.preferred = true

Instance: care-insured-number
InstanceOf: NamingSystem
Usage: #definition
* name = "CareInsuredNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "介護保険の被保険者番号。10 文字。 / Number of the insured in long-term care insurance: ten characters."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/care-insured-number"
* uniqueId.preferred = true

Instance: care-insurer-number
InstanceOf: NamingSystem
Usage: #definition
* name = "CareInsurerNumber"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* publisher = "Kakehashi"
* description = "介護保険の保険者番号。半角数字 6 桁。 / Number of the insurer in long-term care insurance: six digits."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/care-insurer-number"
* uniqueId.preferred = true

Instance: consent-form-number
InstanceOf: NamingSystem
Usage: #definition
* name = "ConsentFormNumber"
* status = #active
* kind = #identifier
* date = "2026-11-28"
* publisher = "Kakehashi"
* description = "署名された同意書の番号。記録した機関が付け、その機関の中で一意。 / Number of a signed consent form, given by the organization that recorded it and unique within it."
* jurisdiction = urn:iso:std:iso:3166#JP "Japan"
* uniqueId.type = #uri
* uniqueId.value = "https://kakehashi.example/fhir/IdSystem/consent-form-number"
* uniqueId.preferred = true
