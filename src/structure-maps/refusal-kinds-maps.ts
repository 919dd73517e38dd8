/** The codes with which StructureMaps are refused: of ours that were changed, and of others what cannot be honoured. */
import { type IssueKinds, issueKind } from '#fhir';

const REMOVE = ['この書き方を外してください。', 'take it out'] as const;

/** Exports of our own. */
export const OWN_MAP_REFUSALS = {
  'map-disagrees': issueKind(
    'business-rule',
    ['書き出した StructureMap の規則が、添えられたもとの規則と違います。', 'a rule is not what its own extension says'],
    ['rules.json を変え、書き出し直してください。', 'change rules.json, and export again'],
  ),
  'map-part-missing': issueKind(
    'required',
    ['書き出した規則の一部がありません。', 'a rule of the export is in none of the files'],
    ['両方の向きの StructureMap をいっしょに渡してください。', 'give the StructureMaps of both ways together'],
  ),
  'map-codes-unknown': issueKind(
    'not-found',
    [
      '対応表がないか、同じ意味の一つのコードへの表ではありません。',
      'a code table is not there, or does not give each one code of the same meaning',
    ],
    [
      '一つの group で、equal か equivalent の一つずつの ConceptMap をいっしょに渡してください。',
      'hand in a ConceptMap of one group that gives one equal or equivalent code for each',
    ],
  ),
} satisfies IssueKinds;

/** What a foreign map may not say, since it would be read as something else, or as nothing. */
export const FOREIGN_MAP_REFUSALS = {
  'map-unreadable': issueKind(
    'structure',
    ['StructureMap として読めません。', 'it cannot be read as a StructureMap'],
    [
      'StructureMap（JSON）か FHIR Mapping Language の文を渡してください。',
      'give a StructureMap in JSON, or text in the FHIR Mapping Language',
    ],
  ),
  'map-modifier': issueKind(
    'not-supported',
    [
      'modifierExtension か implicitRules が、ほかの語の意味を変えます。',
      'a modifierExtension or implicitRules changes what the other words mean',
    ],
    ['外して、意味をふつうの規則で書いてください。', 'take it out, and say what it means in rules'],
  ),
  'map-structure-unknown': issueKind(
    'not-found',
    [
      '構造の定義がないため、要素の名前を確かめられません。',
      'a structure has no definition, so its elements cannot be checked',
    ],
    ['StructureDefinition をいっしょに渡してください。', 'hand in its StructureDefinition'],
  ),
  'map-not-form': issueKind(
    'business-rule',
    [
      '様式（論理モデル）と FHIR の資源の間の対応ではありません。',
      'it does not lead between one form, a logical model, and FHIR resources',
    ],
    ['入力の一方を論理モデル、他方を資源にしてください。', 'make one side a logical model, and the other resources'],
  ),
  'map-groups': issueKind(
    'not-supported',
    ['グループが一つではないか、ほかのグループを呼びます。', 'there are several groups, or a rule calls another'],
    ['規則を一つのグループに書いてください。', 'write the rules into one group'],
  ),
  'map-imports': issueKind(
    'not-supported',
    ['ほかの StructureMap を取り込みます。', 'it imports other maps'],
    ['使う規則をこの StructureMap に写してください。', 'copy the rules that are used into this map'],
  ),
  'map-extends': issueKind(
    'not-supported',
    [
      'extends は読まれても働かず、継いだ規則がなくなります。',
      '`extends` would do nothing, and the rules that it inherits would be lost',
    ],
    ['継いだ規則をこのグループに写してください。', 'copy the inherited rules into the group'],
  ),
  'map-type-mode': issueKind(
    'not-supported',
    [
      'types / type+types は、型が合うだけで知らないうちに使われます。',
      '`types` makes a group apply by type alone, unseen',
    ],
    ['typeMode を none にしてください。', 'make its typeMode `none`'],
  ),
  'map-sources': issueKind(
    'not-supported',
    ['規則の source が一つではありません。', 'a rule has not exactly one source'],
    ['source ごとに規則を分けてください。', 'write one rule for each source'],
  ),
  'map-where': issueKind(
    'not-supported',
    [
      'where は繰り返しの最初の一つしか見ないことがあり、ほかの値が失われます。',
      '`where` on what repeats may look at the first only, and the others are lost',
    ],
    [
      '条件を外し、rules.json のパスで (条件) として書いてください。',
      'take it out, and say it in rules.json as a path with (condition)',
    ],
  ),
  'map-check': issueKind('not-supported', ['check は働きません。', '`check` would do nothing'], REMOVE),
  'map-log': issueKind('not-supported', ['log は働きません。', '`log` would do nothing'], REMOVE),
  'map-default': issueKind(
    'not-supported',
    ['default は読まれても働かず、値が入りません。', '`default` would do nothing, and the value would be lacking'],
    [
      '値は様式に書くか、overlay の defaults に書いてください。',
      'write the value on the form, or into `defaults` of an overlay',
    ],
  ),
  'map-type-filter': issueKind(
    'not-supported',
    [
      'source の型の指定は読まれても働かず、ほかの型の値も写します。',
      'a type of a source would do nothing, and values of other types would be carried',
    ],
    ['型の指定を外し、要素の型を一つにしてください。', 'take it out, and give the element one type'],
  ),
  'map-list-mode': issueKind(
    'not-supported',
    [
      'share・first・last などの listMode は働かないか、別の要素に書きます。',
      'a list mode (share, first, last …) would do nothing, or write into another entry',
    ],
    ['同じ要素に書く規則を then の中に入れてください。', 'put the rules that write into one entry within its `then`'],
  ),
  'map-cardinality': issueKind(
    'not-supported',
    ['source の回数（min・max）は働きません。', 'the cardinality of a source would do nothing'],
    ['外してください。必須は rules.json の required で書きます。', 'take it out; rules.json has `required`'],
  ),
  'map-deep-path': issueKind(
    'not-supported',
    ['点で続けたパスは途中で切られ、別の要素に書きます。', 'a deep path is cut, and another element would be written'],
    ['一段ずつの規則に分けてください。', 'write one step after the other'],
  ),
  'map-element-unknown': issueKind(
    'not-found',
    [
      '構造にない要素です。そのままの名前で書き出されます。',
      'the structure has no such element, and it would be written as it stands',
    ],
    ['名前のつづりを確かめてください。', 'check its spelling'],
  ),
  'map-variable-unknown': issueKind(
    'not-found',
    ['知らない変数です。', 'there is no such variable'],
    ['前の source か target で名づけてください。', 'name it in a source or target before'],
  ),
  'map-transform-unknown': issueKind(
    'not-supported',
    ['使えない transform です。', 'the transform is none of those that can be honoured'],
    ['copy、translate、create、reference のどれかで書いてください。', 'use copy, translate, create or reference'],
  ),
  'map-parameters': issueKind(
    'not-supported',
    ['transform の引数が合いません。', 'the parameters do not fit the transform'],
    ['その transform の引数を確かめてください。', 'check what the transform takes'],
  ),
  'map-type-unfit': issueKind(
    'not-supported',
    ['欄の文字から作れない型の要素です。', 'an element of this type cannot be made from the text of a field'],
    ['その中の要素を一つずつ写してください。', 'carry the elements within it one by one'],
  ),
  'map-constant': issueKind(
    'not-supported',
    [
      '欄があるときにだけ書く決まった値は、一覧の要素を見分ける文字でなければ表せません。',
      'a constant that hangs on a field can only be a text by which an entry of a list is told apart',
    ],
    ['欄によらない規則に移すか、外してください。', 'move it into a rule without a field, or take it out'],
  ),
  'map-repeats': issueKind(
    'not-supported',
    ['繰り返しの中で、どれがどの要素かが決まりません。', 'which of what repeats is which entry of a list is not said'],
    [
      '要素に決まった値を書いて見分けるか、rules.json の tables に表として書いてください。',
      'write a constant that tells the entry apart, or a table in `tables` of rules.json',
    ],
  ),
  'map-empty': issueKind(
    'required',
    ['何も写しません。', 'it carries nothing'],
    ['写す先を書くか、規則を外してください。', 'say where the value goes, or take the rule out'],
  ),
} satisfies IssueKinds;

export const MAP_REFUSALS = { ...OWN_MAP_REFUSALS, ...FOREIGN_MAP_REFUSALS } satisfies IssueKinds;
