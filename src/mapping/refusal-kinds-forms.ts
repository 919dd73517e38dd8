/** The codes that tell what a form, or a record on its way into one, lost or lacks. */
import { type IssueKinds, issueKind } from '#fhir';

const READ_BY_EYE = [
  '元の値を見て、必要なら手で書き写してください。',
  'look at the original and copy it by hand',
] as const;

export const FORM_REFUSALS = {
  'form-unreadable': issueKind(
    'structure',
    ['様式として読めません。', 'the file cannot be read as the form'],
    [
      '書き出したままの様式か、ファイルが途中で切れていないかを確かめてください。',
      'check that it is the form as it was written, and that it is not cut off',
    ],
  ),
  'form-characters': issueKind(
    'value',
    ['使えない文字があります。', 'a field holds a character that no record may hold'],
    ['その文字を取り除いてください。', 'remove it'],
  ),
  'form-too-large': issueKind(
    'too-costly',
    ['様式としては大きすぎます。', 'the file is too large for a form'],
    ['様式以外の表や画像を取り除いてください。', 'remove the sheets and pictures that are not of the form'],
  ),
  'form-zeros-restored': issueKind(
    'value',
    [
      '数値のセルから落ちていた先頭の 0 を補って読みました。',
      'leading zeros that a numeric cell had lost were restored',
    ],
    ['読んだ番号が正しいか確かめてください。', 'check that the number is right'],
    'warning',
  ),
  'form-without-meta': issueKind(
    'incomplete',
    ['元の資源の情報がないため、見出しから読みました。', 'the form does not say which resources it came from'],
    [
      '書き出した様式をそのまま使うと、元の資源に戻せます。',
      'use the form as it was written to return to its resources',
    ],
    'warning',
  ),
  'form-label-missing': issueKind(
    'incomplete',
    ['見出しが見つからないため、この欄を読めません。', 'the label of a field is gone, so that it could not be read'],
    ['見出しを元に戻してください。', 'put the label back'],
    'warning',
  ),
  'form-unread': issueKind(
    'incomplete',
    [
      'セル、コメント、シートか図が、どの欄にも読めませんでした。',
      'a cell, a comment, a sheet or a picture was read into no field',
    ],
    ['要るものは、欄に書き写してください。', 'copy what is needed into a field'],
    'warning',
  ),
  'template-misfit': issueKind(
    'business-rule',
    ['ひな形のセルが様式の欄と合いません。', 'a cell of the template does not fit the field of the form'],
    [
      'ひな形を直すか、地域の上書きの layout をひな形に合わせてください。',
      'mend the template, or fit the layout of the overlay to it',
    ],
  ),
  'template-unsafe': issueKind(
    'security',
    ['ひな形にプログラムか外への接続があります。', 'the template holds programs or leads out of it'],
    [
      'マクロ、埋め込み、外部リンクを除いた xlsx を送ってください。',
      'send a workbook without macros, embedded objects and external links',
    ],
  ),
  'template-part-lost': issueKind(
    'incomplete',
    [
      'ひな形の図形、グラフ、マクロなどは書き出した xlsx に残りません。',
      'shapes, charts or macros of the template are not in the workbook that was written',
    ],
    ['要るものは、書き出した xlsx に付け直してください。', 'put what is needed into the workbook again'],
    'warning',
  ),
  'form-encoding': issueKind(
    'value',
    ['その文字コードにない文字があります。', 'the encoding lacks a character'],
    ['UTF-8 の CSV を使うか、別の文字にしてください。', 'use CSV in UTF-8, or another character'],
  ),
  'bundle-unreadable': issueKind(
    'structure',
    ['FHIR の Bundle（JSON）ではありません。', 'the input is no FHIR Bundle in JSON'],
    ['Bundle を JSON で渡してください。', 'give a Bundle in JSON'],
  ),
  'mapping-unknown': issueKind(
    'not-found',
    ['その名前のマッピングはありません。', 'there is no mapping of this name'],
    ['示された名前から選んでください。', 'choose one of those that are named'],
  ),
  'overlay-unknown': issueKind(
    'not-found',
    ['その名前の地域の上書きはありません。', 'there is no overlay of this name'],
    ['示された名前から選んでください。', 'choose one of those that are named'],
  ),
  'mapping-unsound': issueKind(
    'invalid',
    ['マッピング表に誤りがあります。', 'the table of the mapping is not sound'],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'mapping-direction': issueKind(
    'not-supported',
    ['一方向だけのマッピングです。', 'the mapping leads one way only'],
    ['示された向きで使ってください。', 'use it the way that is named'],
  ),
  'export-unfit': issueKind(
    'business-rule',
    ['書き出す先の決まりに合わない資源です。', 'what is to be written does not fit the profile of the other house'],
    ['示された条件を満たす資源を渡してください。', 'give a resource that meets what is named'],
  ),
  'mapping-plan-missing': issueKind(
    'required',
    ['様式の元になる資源が Bundle にありません。', 'the Bundle holds no resource from which to write the form'],
    ['示された種類の資源を Bundle に加えてください。', 'add a resource of the kind that is named'],
  ),
  'mapping-required': issueKind(
    'value',
    ['様式に必要な欄に値がありません。', 'a field that the form needs has no value'],
    ['値を記入してください。', 'fill it in'],
    'warning',
  ),
  'mapping-narrowed': issueKind(
    'value',
    ['様式の文字だけでは元の値に戻せません。', 'the printed text alone does not give the same value again'],
    ['戻すときは、書き出した様式をそのまま使ってください。', 'return the form as it was written'],
    'warning',
  ),
  'mapping-row-removed': issueKind(
    'informational',
    ['様式から消された行を、元の記録から外しました。', 'a row that the form no longer has was taken out of the record'],
    ['消したのが誤りなら、行を戻してください。', 'put the row back if it was removed by mistake'],
    'information',
  ),
  'mapping-part-missing': issueKind(
    'required',
    [
      '支援目標など、欄が属するものが書かれていないため、注記に残しました。',
      'what a field belongs to, such as a goal, is not filled in; it was kept as a note',
    ],
    ['支援目標などを記入してください。', 'fill in the goal, or what else it belongs to'],
    'warning',
  ),
  'mapping-unknown-code': issueKind(
    'code-invalid',
    ['対応表にないコードか名前です。', 'a code or name is not in the table of the mapping'],
    ['綴りを確かめるか、地域の上書きで対応を加えてください。', 'check how it is written, or add it by an overlay'],
    'warning',
  ),
  'mapping-format': issueKind(
    'value',
    ['決められた書き方ではありません。', 'a value is not written as it should be'],
    ['示された書き方に直してください。', 'write it in the form that is named'],
    'warning',
  ),
  'mapping-length': issueKind(
    'too-long',
    ['欄に入る文字数を超えています。', 'a text is longer than its field'],
    ['短くしてください。', 'shorten it'],
    'warning',
  ),
  'mapping-not-split': issueKind(
    'value',
    ['本人と家族のどちらの意向か決められません。', "whose wish it is, the person's or the family's, is not told"],
    ['「本人：」「家族：」に分けて書いてください。', 'write 本人： and 家族： before each'],
    'warning',
  ),
  'mapping-unmapped': issueKind(
    'incomplete',
    ['写す先のない値です。', 'a value has no place on the other side'],
    READ_BY_EYE,
    'warning',
  ),
  'mapping-declared-loss': issueKind(
    'informational',
    ['写さないと決めてある値です。', 'a value is left behind, as the mapping declares'],
    READ_BY_EYE,
    'information',
  ),
  'mapping-out-of-form': issueKind(
    'informational',
    ['この様式が扱わない項目です。', 'a resource holds what this form does not treat'],
    READ_BY_EYE,
    'information',
  ),
  'mapping-collision': issueKind(
    'multiple-matches',
    ['一つの欄に当たる資源が複数あり、最初の一つだけを写しました。', 'several resources belong into one field'],
    ['写すものだけを Bundle に入れてください。', 'put only the one that is meant into the Bundle'],
    'warning',
  ),
} as const satisfies IssueKinds;
