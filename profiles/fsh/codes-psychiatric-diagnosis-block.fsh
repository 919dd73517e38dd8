CodeSystem: PsychiatricDiagnosisBlockCS
Id: psychiatric-diagnosis-block
Title: "ICD-10 第V章の分類 / Blocks of ICD-10 chapter V"
Description: "精神及び行動の障害の大分類。病名のコードではなく、まとめて数えるためのもの。 / The blocks of mental and behavioural disorders: for counting, never the code of a diagnosis."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/psychiatric-diagnosis-block"
* #F00-F09 "症状性を含む器質性精神障害"
* #F00-F09 ^designation[0].language = #en
* #F00-F09 ^designation[0].value = "Organic, including symptomatic, mental disorders"
* #F10-F19 "精神作用物質使用"
* #F10-F19 ^designation[0].language = #en
* #F10-F19 ^designation[0].value = "Use of psychoactive substances"
* #F20-F29 "統合失調症・統合失調症型障害・妄想性障害"
* #F20-F29 ^designation[0].language = #en
* #F20-F29 ^designation[0].value = "Schizophrenia, schizotypal and delusional disorders"
* #F30-F39 "気分（感情）障害"
* #F30-F39 ^designation[0].language = #en
* #F30-F39 ^designation[0].value = "Mood (affective) disorders"
* #F40-F48 "神経症性・ストレス関連・身体表現性"
* #F40-F48 ^designation[0].language = #en
* #F40-F48 ^designation[0].value = "Neurotic, stress-related and somatoform disorders"
* #F50-F59 "生理的障害・身体的要因に関連した行動症候群"
* #F50-F59 ^designation[0].language = #en
* #F50-F59 ^designation[0].value = "Behavioural syndromes with physiological disturbances and physical factors"
* #F60-F69 "成人の人格・行動の障害"
* #F60-F69 ^designation[0].language = #en
* #F60-F69 ^designation[0].value = "Disorders of adult personality and behaviour"
* #F70-F79 "知的障害（精神遅滞）"
* #F70-F79 ^designation[0].language = #en
* #F70-F79 ^designation[0].value = "Intellectual disability"
* #F80-F89 "心理的発達の障害"
* #F80-F89 ^designation[0].language = #en
* #F80-F89 ^designation[0].value = "Disorders of psychological development"
* #F90-F98 "小児期・青年期の行動情緒障害"
* #F90-F98 ^designation[0].language = #en
* #F90-F98 ^designation[0].value = "Behavioural and emotional disorders of childhood and adolescence"
* #F99 "詳細不明"
* #F99 ^designation[0].language = #en
* #F99 ^designation[0].value = "Unspecified mental disorder"

ValueSet: PsychiatricDiagnosisBlockVS
Id: psychiatric-diagnosis-block
Title: "ICD-10 第V章の分類 / Blocks of ICD-10 chapter V"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PsychiatricDiagnosisBlockCS
