/** The codes with which the door of forms refuses, and tells what a filled form would change. */
import { type IssueKinds, issueKind } from '#fhir';

export const FORM_DOOR_REFUSALS = {
  'form-unnamed': issueKind(
    'required',
    ['どの様式かが示されていません。', 'it is not said which form it is'],
    ['form に、示された名前の一つを書いてください。', 'give one of those that are named as `form`'],
  ),
  'form-ambiguous': issueKind(
    'multiple-matches',
    ['当てはまる様式が複数あります。', 'several forms fit'],
    ['form に、示された名前の一つを書いてください。', 'give one of those that are named as `form`'],
  ),
  'form-misfit': issueKind(
    'invalid',
    ['その様式は当てはまりません。', 'the form does not fit'],
    ['示された様式から選んでください。', 'choose one of those that are named'],
  ),
  'form-whole': issueKind(
    'informational',
    ['すべて写しました。', 'everything was carried'],
    ['することはありません。', 'there is nothing to do'],
    'information',
  ),
  'form-preview': issueKind(
    'informational',
    ['まだ何も保存していません。', 'nothing is stored yet'],
    [
      '内容を確かめ、commit と preview を付けて送り直してください。',
      'look at it, and send it again with `commit` and `preview`',
    ],
    'information',
  ),
  'form-stored': issueKind(
    'informational',
    ['様式の内容を保存しました。', 'what the form says is stored'],
    ['することはありません。', 'there is nothing to do'],
    'information',
  ),
  'form-stored-before': issueKind(
    'duplicate',
    ['同じ様式をすでに保存しています。', 'the same form is stored already'],
    [
      'することはありません。別の記録にしたいときは、様式を書き直して確かめから始めてください。',
      'there is nothing to do; for another record, change the form and begin with a preview',
    ],
    'information',
  ),
  'form-recipient-differs': issueKind(
    'conflict',
    [
      '様式の番号の人が、様式の氏名や生年月日と違います。',
      'the number on the form belongs to somebody of another name or date of birth',
    ],
    [
      '受給者証番号を証と見比べ、正しければ先に氏名の記録を直してください。',
      'compare the number with the certificate; where it is right, have the record of the name mended first',
    ],
  ),
  'form-preview-missing': issueKind(
    'required',
    ['確かめた内容の版がありません。', 'the version of a preview is missing'],
    [
      '先に commit を付けずに送り、返された版を preview に書いてください。',
      'send it without `commit` first, and give its version as `preview`',
    ],
  ),
  'form-preview-stale': issueKind(
    'conflict',
    ['確かめたあとに、何かが変わりました。', 'something changed since the preview'],
    ['もう一度確かめてください。', 'look at a new preview'],
  ),
  'form-id-unknown': issueKind(
    'not-found',
    ['様式や要求が示す記録が見つかりません。', 'a record that the form or the request names is not known'],
    [
      '様式を書き出し直すか、record の値と本人の同意を確かめてください。',
      "write the form anew, or check the value of `record` and the person's consent",
    ],
  ),
  'form-recipient-ambiguous': issueKind(
    'multiple-matches',
    ['様式の番号に当たる記録が複数あります。', 'several records bear the number on the form'],
    [
      '使う記録を record で選ぶか、書き出した様式をそのまま使ってください。',
      'choose the one that is meant by `record`, or use the form as it was written',
    ],
  ),
  'form-record-met': issueKind(
    'informational',
    ['すでにある記録を使います。', 'records that are there already are used'],
    [
      '違う人や病名なら、様式の言葉を確かめてください。',
      'where somebody or something else is meant, check the words of the form',
    ],
    'information',
  ),
  'form-record-ambiguous': issueKind(
    'multiple-matches',
    ['様式の内容に当たる記録が複数あります。', 'several records say the same as the form'],
    [
      '使う記録を record=種類/id で選んでください。JSON の様式では、示された場所にその id を書くこともできます。',
      'choose the one that is meant by `record=Type/id`, or give its id at the place that is named in a form in JSON',
    ],
  ),
  'form-record-similar': issueKind(
    'duplicate',
    ['様式の内容に似た記録があります。', 'there are records like what the form says'],
    [
      '同じものなら、record=種類/id で選んでください。JSON の様式では、示された場所にその id を書くこともできます。',
      'where one of them is meant, choose it by `record=Type/id`, or give its id at the place that is named in a form in JSON',
    ],
    'warning',
  ),
  'form-partly-visible': issueKind(
    'forbidden',
    [
      '見えていない部分がある記録は、様式から書き換えられません。',
      'a record that is not shown as a whole is not changed by a form',
    ],
    ['保有する機関に変更を頼んでください。', 'ask its holder to change it'],
  ),
  'form-hidden-kept': issueKind(
    'business-rule',
    [
      '見えない記録につながる欄は、様式から変えられません。',
      'a field that leads to a hidden record is not changed by a form',
    ],
    ['その欄を元のままにしてください。', 'leave that field as it was'],
  ),
  'form-field-changed': issueKind(
    'informational',
    ['欄の内容が変わります。', 'a field changes'],
    ['変更が正しいか確かめてください。', 'check that the change is right'],
    'information',
  ),
  'form-field-emptied': issueKind(
    'business-rule',
    ['内容のある欄が空欄になります。', 'a field that had words becomes empty'],
    [
      '書き出したときに見えなかっただけではないか確かめてください。',
      'make sure that it was not only hidden when the form was written',
    ],
    'warning',
  ),
  'template-missing': issueKind(
    'required',
    ['ひな形がありません。', 'there is no template'],
    [
      'xlsx を本文に入れるか、Parameters の template に入れてください。',
      'send the workbook as the body, or as `template` in Parameters',
    ],
  ),
  'convert-input': issueKind(
    'required',
    ['変換するものがありません。', 'there is nothing to convert'],
    ['本文に入れるか、Parameters の input に入れてください。', 'send it as the body, or as `input` in Parameters'],
  ),
} as const satisfies IssueKinds;
