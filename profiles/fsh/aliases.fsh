Alias: $consentscope = http://terminology.hl7.org/CodeSystem/consentscope
Alias: $doc-typecodes = http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes
Alias: $doc-subtypecodes = http://jpfhir.jp/fhir/Common/CodeSystem/doc-subtypecodes
Alias: $document-section = http://jpfhir.jp/fhir/clins/CodeSystem/document-section
Alias: $en-representation = http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation
Alias: $v3-ActCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
