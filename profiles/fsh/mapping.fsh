Extension: MappingRule
Id: mapping-rule
Title: "マッピングの規則 / Rule of a mapping"
Description: "規則の表の一行の全体。StructureMap の言葉で書けないもの（変換、見出し、写さない理由）も含む。 / One row of a rule table, whole, with what StructureMap has no word for: its codec, its labels, what it declares as lost."
Context: StructureMap.group.rule
* extension contains
    id 1..1 and
    source 1..1 and
    label 1..1 and
    aliases 0..1 and
    target 0..* and
    codec 0..1 and
    map 0..1 and
    direction 1..1 and
    required 0..1 and
    table 0..1 and
    events 0..1 and
    lengthMax 0..1 and
    words 0..1 and
    marks 0..1 and
    dayStart 0..1 and
    loss 0..1 and
    labelEn 0..1 and
    column 0..1 and
    optional 0..1 and
    digits 0..1 and
    sets 0..1 and
    ahead 0..1 and
    fills 0..1 and
    needs 0..1 and
    row 0..1
* extension[id] ^short = "規則のID / Id of the rule"
* extension[id].value[x] 1..1
* extension[id].value[x] only string
* extension[source] ^short = "欄のID / Id of the field"
* extension[source].value[x] 1..1
* extension[source].value[x] only string
* extension[label] ^short = "見出し / Label as printed"
* extension[label].value[x] 1..1
* extension[label].value[x] only string
* extension[aliases] ^short = "ほかの見出し（JSON の配列） / Other labels, a JSON array"
* extension[aliases].value[x] 1..1
* extension[aliases].value[x] only string
* extension[target] ^short = "FHIR の場所 / Path in FHIR; one of several has a name"
* extension[target].extension contains
    name 0..1 and
    path 1..1
* extension[target].extension[name] ^short = "変換での名前 / What the codec calls it"
* extension[target].extension[name].value[x] 1..1
* extension[target].extension[name].value[x] only string
* extension[target].extension[path] ^short = "パス / Path"
* extension[target].extension[path].value[x] 1..1
* extension[target].extension[path].value[x] only string
* extension[codec] ^short = "変換 / Codec, a group of StructureMap/mapping-codecs"
* extension[codec].value[x] 1..1
* extension[codec].value[x] only string
* extension[map] ^short = "対応表 / Code table"
* extension[map].value[x] 1..1
* extension[map].value[x] only string
* extension[direction] ^short = "向き / Direction"
* extension[direction].value[x] 1..1
* extension[direction].value[x] only string
* extension[required] ^short = "必須 / Whether it is missed when empty"
* extension[required].value[x] 1..1
* extension[required].value[x] only boolean
* extension[table] ^short = "表 / Table to whose rows it belongs"
* extension[table].value[x] 1..1
* extension[table].value[x] only string
* extension[events] ^short = "電文の種類（JSON の配列） / Trigger events, a JSON array"
* extension[events].value[x] 1..1
* extension[events].value[x] only string
* extension[lengthMax] ^short = "文字数の上限 / Most characters"
* extension[lengthMax].value[x] 1..1
* extension[lengthMax].value[x] only integer
* extension[words] ^short = "有無の言葉（JSON の配列） / Words of yes and no, a JSON array"
* extension[words].value[x] 1..1
* extension[words].value[x] only string
* extension[marks] ^short = "選択の印（JSON の配列） / Marks of a choice, a JSON array"
* extension[marks].value[x] 1..1
* extension[marks].value[x] only string
* extension[dayStart] ^short = "週の表の最初の時刻 / First time of a week's grid"
* extension[dayStart].value[x] 1..1
* extension[dayStart].value[x] only string
* extension[loss] ^short = "写さないものと理由 / What does not arrive, and why"
* extension[loss].value[x] 1..1
* extension[loss].value[x] only string
* extension[labelEn] ^short = "英語の見出し / Label in English"
* extension[labelEn].value[x] 1..1
* extension[labelEn].value[x] only string
* extension[column] ^short = "列の番号 / Column by its place"
* extension[column].value[x] 1..1
* extension[column].value[x] only integer
* extension[optional] ^short = "列がなくてもよい / Whether the file may lack it"
* extension[optional].value[x] 1..1
* extension[optional].value[x] only boolean
* extension[digits] ^short = "桁数（前にゼロを足す） / Digits, with zeros before"
* extension[digits].value[x] 1..1
* extension[digits].value[x] only integer
* extension[fills] ^short = "空いているときだけ書くパス（JSON） / Paths written only where nothing stands, in JSON"
* extension[fills].value[x] 1..1
* extension[fills].value[x] only string
* extension[ahead] ^short = "まだ来ていない日のときに書く値（JSON） / Values written where the time lies ahead, in JSON"
* extension[ahead].value[x] 1..1
* extension[ahead].value[x] only string
* extension[sets] ^short = "あるときに書く値（JSON） / Values written where it is filled, in JSON"
* extension[sets].value[x] 1..1
* extension[sets].value[x] only string
* extension[needs] ^short = "要る規則 / Rule without which it says nothing"
* extension[needs].value[x] 1..1
* extension[needs].value[x] only string
* extension[row] ^short = "様式でない表の一行（JSON） / The row of a table that is no form, in JSON"
* extension[row].value[x] 1..1
* extension[row].value[x] only string

Extension: MappingTable
Id: mapping-table
Title: "マッピングの表 / Table of a mapping"
Description: "規則の表のうち、規則でないもの（資源の見つけ方と作り方、繰り返しの表、規則の順）。JSON。 / What a rule table says besides its rules, in JSON: how resources are found and made, the tables of rows, the order of the rules."
Context: StructureMap
* value[x] 1..1
* value[x] only string
