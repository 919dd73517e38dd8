/** The codes with which files of records (CSV) are refused or told to be incomplete. */
import { type IssueKinds, issueKind } from '#fhir';

const MEND_CELL = [
  '示された行と列を直し、ファイル全体をもう一度送ってください。何も保存していません。',
  'mend the line and column that are named and send the whole file again; nothing is stored',
] as const;

export const RECORD_REFUSALS = {
  'csv-unreadable': issueKind(
    'structure',
    ['CSV として読めません。', 'the file cannot be read as a CSV'],
    [
      '示された行と列の引用符を確かめ、表計算ソフトから CSV で保存し直してください。',
      'check the quotes at the line and column that are named, and save it as a CSV again',
    ],
  ),
  'csv-too-large': issueKind(
    'too-costly',
    ['CSV が大きすぎます。', 'the CSV is too large'],
    ['期間や病棟で分けて送ってください。', 'send it in parts, by time or by ward'],
  ),
  'csv-column-missing': issueKind(
    'required',
    ['必要な列がありません。', 'a column is missing'],
    [
      '見出しの行と名前を確かめてください。名前が違うだけなら、変換表に aliases を加えます。',
      'check the line of headings and their names; where only the name differs, add it to the `aliases` of the mapping',
    ],
  ),
  'csv-column-repeated': issueKind(
    'multiple-matches',
    ['同じ意味の列が二つ以上あります。', 'several columns say the same'],
    ['使わない列を取り除くか、変換表で column を決めてください。', 'remove one, or name the `column` in the mapping'],
  ),
  'csv-column-unmapped': issueKind(
    'incomplete',
    ['写す規則のない列があります。', 'no rule reads a column'],
    [
      '必要な列なら、地域の上書きに規則を加えてください。',
      'where it is needed, add a rule in the overlay of the region',
    ],
    'warning',
  ),
  'csv-ragged': issueKind(
    'structure',
    ['列の数が見出しと違う行があります。', 'a line has not as many cells as there are columns'],
    [
      '値の中の区切り文字や改行が引用符で囲まれているか、行が途中で切れていないかを確かめてください。',
      'check that separators and line ends within values are quoted, and that the line is not cut off',
    ],
  ),
  'csv-cell-too-long': issueKind(
    'too-long',
    ['長すぎる欄があります。', 'a cell is too long'],
    ['引用符の閉じ忘れがないか確かめてください。', 'check that no quote was left open'],
  ),
  'csv-characters': issueKind(
    'value',
    ['使えない文字があります。', 'a cell holds a character that no record may hold'],
    MEND_CELL,
  ),
  'csv-value-missing': issueKind('required', ['必要な値がありません。', 'a value is missing'], MEND_CELL),
  'csv-ahead': issueKind(
    'informational',
    ['まだ来ていない日時です。', 'the time lies ahead'],
    ['日時が正しければ、することはありません。', 'where the time is right there is nothing to do'],
    'information',
  ),
  'records-time-differs': issueKind(
    'conflict',
    ['これまでの記録と違う日時です。', 'the time differs from what is on record'],
    ['どちらが正しいか確かめてください。', 'check which of the two is right'],
    'warning',
  ),
  'records-end-missing': issueKind(
    'conflict',
    ['退院した記録があるのに、一覧に退院日がありません。', 'the list lacks a discharge that is on record'],
    [
      '退院の取り消しなら、取り消しのメッセージ（A13）で知らせてください。',
      'where the discharge was cancelled, say so by a message (A13)',
    ],
    'warning',
  ),
  'csv-value-alone': issueKind(
    'incomplete',
    ['一緒に要る値がないため、写さなかった欄があります。', 'a cell is not carried without the value that goes with it'],
    ['両方の値を書いてください。', 'give both values'],
    'warning',
  ),
  'csv-key-missing': issueKind(
    'required',
    ['記録を見分ける値がありません。', 'what names a record is missing'],
    MEND_CELL,
  ),
  'csv-key-repeated': issueKind(
    'duplicate',
    ['同じ記録の行が二つ以上あります。', 'two lines are of the same record'],
    ['どちらが正しいか確かめ、一つだけを残してください。', 'find out which one is right, and keep that one'],
  ),
  'csv-rows-differ': issueKind(
    'conflict',
    [
      '同じ人や物について、行によって違うことが書かれています。',
      'two lines say different things of the same person or thing',
    ],
    ['どちらが正しいか確かめ、同じ値にしてください。', 'find out which one is right, and write the same in both'],
  ),
  'csv-faults-more': issueKind('incomplete', ['ほかにも誤りがあります。', 'there are more faults'], MEND_CELL),
  'csv-title-left': issueKind(
    'informational',
    ['見出しより前の行は写しませんでした。', 'the lines before the headings are not carried'],
    ['記録が含まれていないか確かめてください。', 'check that they hold no record'],
    'information',
  ),
  'records-unknown': issueKind(
    'not-found',
    ['その名前の、一覧（CSV）の変換表はありません。', 'there is no mapping of records (CSV) of that name'],
    ['mapping に、示された名前のどれかを書いてください。', 'name one of those that are told as `mapping`'],
  ),
  'records-sender-unknown': issueKind(
    'forbidden',
    ['送った機関の番号が名簿にありません。', 'the directory has no number of the organization that sends'],
    [
      '医療機関コードか事業所番号を名簿に登録してください。',
      'have its medical institution number or office number entered into the directory',
    ],
  ),
} as const satisfies IssueKinds;
