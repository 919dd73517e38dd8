CodeSystem: CrisisSignalCS
Id: crisis-signal
Title: "クライシスプランの段階 / Signal of a crisis plan"
Description: "本人の調子を信号の色で表す段階。 / How the person is, as the colours of a signal."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/crisis-signal"
* #stable "安定（青）"
* #stable ^designation[0].language = #en
* #stable ^designation[0].value = "Well (green)"
* #caution "注意サイン（黄）"
* #caution ^designation[0].language = #en
* #caution ^designation[0].value = "Warning signs (yellow)"
* #danger "要注意サイン（赤）"
* #danger ^designation[0].language = #en
* #danger ^designation[0].value = "Serious signs (red)"

ValueSet: CrisisSignalVS
Id: crisis-signal
Title: "クライシスプランの段階 / Signal of a crisis plan"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system CrisisSignalCS
