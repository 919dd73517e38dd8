/** The codes with which the terminology operations answer that something is wrong. */
import { type IssueKinds, issueKind } from '#fhir';

export const TERMINOLOGY_REFUSALS = {
  'parameter-wrong': issueKind(
    'invalid',
    ['操作のパラメーターが正しくありません。', 'a parameter of the operation is wrong'],
    ['名前、型、個数を確かめてください。', 'check its name, its type and how often it stands'],
  ),
  'code-not-in-system': issueKind(
    'not-found',
    ['コード体系にないコードです。', 'the code is not in the code system'],
    ['コードの綴りと system を確かめてください。', 'check the code and its system'],
  ),
  'code-not-in-set': issueKind(
    'code-invalid',
    ['値セットにないコードです。', 'the code is not in the value set'],
    ['値セットにあるコードを使ってください。', 'use a code of the set'],
  ),
  'code-uncheckable': issueKind(
    'not-supported',
    ['読み込んだ定義だけでは、コードを確かめられません。', 'the code could not be checked with what is loaded'],
    [
      'コード体系を含むパッケージを読み込むか、用語サーバーを設定してください。',
      'load a package with the code system, or set a terminology server',
    ],
  ),
  'code-abstract': issueKind(
    'code-invalid',
    ['分類のためのコードで、選べません。', 'the code only groups others and cannot be chosen'],
    ['その下にあるコードを選んでください。', 'choose one of the codes below it'],
  ),
  'code-inactive': issueKind(
    'code-invalid',
    ['もう使われていないコードです。', 'the code is no longer in use'],
    ['今のコードに替えられないか確かめてください。', 'look for a code that is in use'],
    'warning',
  ),
  'set-not-listable': issueKind(
    'not-supported',
    ['値セットの中身を並べられません。', 'the codes of the value set cannot be listed'],
    ['示されたコード体系や値セットを読み込んでください。', 'load the code systems and value sets that it names'],
  ),
  'expansion-too-costly': issueKind(
    'too-costly',
    ['一度に並べるにはコードが多すぎます。', 'there are too many codes to list at once'],
    ['filter で絞るか、offset と count で分けてください。', 'narrow them by `filter`, or page by `offset` and `count`'],
  ),
  'system-version-differs': issueKind(
    'business-rule',
    ['求められたコード体系の版がありません。', 'the version of the code system that is asked for is not there'],
    ['あるほうの版を指定するか、その版を読み込んでください。', 'ask for the version there is, or load the other one'],
  ),
} as const satisfies IssueKinds;
