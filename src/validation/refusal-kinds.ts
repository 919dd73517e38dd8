/** The codes with which packages and their definitions are refused; what validating finds is in the catalogue. */
import { type IssueKinds, issueKind } from '#fhir';

/** What a publisher has to mend, for those who only load the package. */
const TELL = ['パッケージの提供元に知らせてください。', 'tell the publisher of the package'] as const;

export const DEFINITION_REFUSALS = {
  'package-unreadable': issueKind(
    'not-found',
    ['FHIR パッケージを読み込めません。', 'the FHIR package cannot be read'],
    [
      '.tgz ファイルか、package.json のあるフォルダーを指定してください。',
      'give a .tgz file, or a folder with package.json',
    ],
  ),
  'package-missing': issueKind(
    'not-found',
    ['必要とされている FHIR パッケージがありません。', 'a FHIR package that another one needs is not loaded'],
    ['一緒に指定するか、同じフォルダーに置いてください。', 'give it too, or put it into the same folder'],
  ),
  'package-cycle': issueKind(
    'invalid',
    ['FHIR パッケージの依存関係が循環しています。', 'FHIR packages depend on each other in a circle'],
    ['どれか一つの package.json から依存を外してください。', 'take one dependency out of a package.json'],
  ),
  'profile-base-missing': issueKind(
    'not-found',
    ['プロファイルの基になる定義が読み込まれていません。', 'the base of a profile is not loaded'],
    ['基になる定義を含むパッケージを読み込んでください。', 'load the package that holds the base'],
  ),
  'profile-base-circle': issueKind(
    'invalid',
    ['基になる定義が循環しています。', 'the bases of a profile go in a circle'],
    TELL,
  ),
  'profile-base-faulty': issueKind(
    'invalid',
    ['基になる定義に誤りがあります。', 'the base of a profile is faulty'],
    ['基になる定義の誤りを直してください。', 'mend the base'],
  ),
  'profile-element-unknown': issueKind(
    'invalid',
    ['プロファイルが、元にない要素を定めています。', 'a profile constrains an element that its base has not'],
    ['要素の名前と入れ子を確かめてください。', 'check the name of the element and where it is nested'],
  ),
  'profile-choice-open': issueKind(
    'invalid',
    ['型の決まらない要素の中を定めています。', 'a profile goes inside an element that may be of several types'],
    ['先に型を一つに決めてください。', 'settle its type first'],
  ),
  'profile-cardinality-impossible': issueKind(
    'invalid',
    ['個数の最小が最大より大きくなっています。', 'the minimum of an element is above its maximum'],
    ['min と max を直してください。', 'correct `min` and `max`'],
  ),
  'profile-cardinality-widened': issueKind(
    'invalid',
    ['個数が、基になる定義を超えています。', 'a profile allows more than its base'],
    ['基になる定義の範囲に収めてください。', 'keep within the limits of the base'],
  ),
  'profile-type-foreign': issueKind(
    'invalid',
    ['基になる定義にない型です。', 'a profile names a type that its base does not allow'],
    ['基になる定義の型から選んでください。', 'choose among the types of the base'],
  ),
  'profile-slice-unannounced': issueKind(
    'invalid',
    ['分け方（slicing）を定めずに、分けた項目を置いています。', 'a profile has a slice of an element without slicing'],
    ['要素に slicing を書いてください。', 'give the element its `slicing`'],
  ),
  'profile-slice-twice': issueKind(
    'invalid',
    ['同じ名前で分けた項目が二つあります。', 'a profile has two slices of one name'],
    ['名前を変えるか、一つにまとめてください。', 'rename one of them, or keep only one'],
  ),
  'profile-malformed': issueKind(
    'structure',
    ['StructureDefinition の形をしていません。', 'a definition has not the form of a StructureDefinition'],
    TELL,
  ),
  'profile-expression-broken': issueKind(
    'invalid',
    ['規則の FHIRPath 式を読めません。', 'the FHIRPath of a rule cannot be read'],
    ['式の書き方を直してください。', 'correct the expression'],
  ),
} as const satisfies IssueKinds;
