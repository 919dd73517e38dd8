/** The codes with which HL7 v2 messages and SS-MIX2 files are refused or told to be incomplete. */
import { type IssueKinds, issueKind } from '#fhir';

const SEND_WHOLE = [
  'ファイルが途中で切れていないか確かめ、送り直してください。',
  'check that the file is not cut off, and send it again',
] as const;

export const MESSAGE_REFUSALS = {
  'encoding-unknown': issueKind(
    'structure',
    ['文字コードを判別できません。', 'the encoding of the text cannot be told'],
    ['ISO-2022-JP、UTF-8、CP932 のいずれかで送ってください。', 'send ISO-2022-JP, UTF-8 or CP932'],
  ),
  'encoding-broken': issueKind(
    'structure',
    ['文字コードのとおりに読めないバイトがあります。', 'some bytes are not of the encoding'],
    [
      '正しい文字コード（FHIR は UTF-8）で保存し直してください。',
      'save it again in the right encoding (UTF-8 for FHIR)',
    ],
  ),
  'hl7-too-large': issueKind(
    'too-costly',
    ['メッセージが大きすぎます。', 'the message is too large'],
    ['一つのファイルに一つのメッセージだけを入れてください。', 'put a single message into a file'],
  ),
  'hl7-unterminated': issueKind(
    'structure',
    ['最後のセグメントが CR で終わっていません。', 'the last segment does not end in CR'],
    SEND_WHOLE,
  ),
  'hl7-characters': issueKind(
    'value',
    ['使えない制御文字があります。', 'the message holds a control character'],
    ['その文字を取り除いてください。', 'remove it'],
  ),
  'hl7-msh-missing': issueKind(
    'structure',
    ['MSH セグメントで始まっていません。', 'the message does not begin with a segment `MSH`'],
    ['HL7 v2 のメッセージを、先頭から送ってください。', 'send an HL7 v2 message from its beginning'],
  ),
  'hl7-separators': issueKind(
    'structure',
    ['MSH-1 と MSH-2 の区切り文字が正しくありません。', 'the separators in `MSH-1` and `MSH-2` are wrong'],
    ['標準の区切り文字 |^~\\& を使ってください。', 'use the usual ones, |^~\\&'],
  ),
  'hl7-segment': issueKind(
    'structure',
    ['セグメントの名前を読めません。', 'the name of a segment cannot be read'],
    SEND_WHOLE,
  ),
  'hl7-version': issueKind(
    'not-supported',
    ['HL7 v2 のメッセージではありません。', 'this is no message of HL7 v2'],
    ['MSH-12 の版を確かめてください。', 'check the version in `MSH-12`'],
  ),
  'hl7-type-missing': issueKind(
    'required',
    ['メッセージ型（MSH-9）がありません。', 'the type of the message (`MSH-9`) is missing'],
    ['MSH-9 を書いてください。', 'give `MSH-9`'],
  ),
  'hl7-many-messages': issueKind(
    'multiple-matches',
    ['一つのファイルに複数のメッセージがあります。', 'the file holds several messages'],
    ['一つずつ別のファイルで送ってください。', 'send each in a file of its own'],
  ),
  'hl7-charset': issueKind(
    'value',
    ['MSH-18 の文字コードと、実際の文字コードが違います。', 'the encoding is not the one that `MSH-18` declares'],
    ['MSH-18 を実際の文字コードに合わせてください。', 'let `MSH-18` name the encoding that is used'],
    'warning',
  ),
  'hl7-null': issueKind(
    'informational',
    ['値の削除（""）が指定されています。値は書きません。', '`""` asks to delete a value; none is written'],
    ['消すべき値が記録に残っていないか確かめてください。', 'check that the record does not keep the value'],
    'information',
  ),
  'cda-unreadable': issueKind(
    'structure',
    ['CDA 文書を XML として読めません。', 'the CDA document cannot be read as XML'],
    ['示された行と列を直してください。', 'mend the line and column that are named'],
  ),
  'cda-root': issueKind(
    'structure',
    ['CDA R2 の文書（ClinicalDocument）ではありません。', 'the document is no `ClinicalDocument` of CDA R2'],
    ['名前空間 urn:hl7-org:v3 の ClinicalDocument を送ってください。', 'send a `ClinicalDocument` of `urn:hl7-org:v3`'],
  ),
  'cda-incomplete': issueKind(
    'required',
    ['CDA 文書に必要な要素がありません。', 'the CDA document lacks an element that is needed'],
    ['示された要素を書いてください。', 'give the element that is named'],
  ),
  'cda-several-people': issueKind(
    'business-rule',
    ['CDA 文書が二人以上についてのものです。', 'the CDA document is about more than one person'],
    ['一人ずつの文書に分けてください。', 'send a document for each'],
  ),
  'cda-entry-left': issueKind(
    'incomplete',
    [
      'CDA 文書の記載（entry）から資源を作れません。本文には残ります。',
      'no resource is made of an entry of the CDA document; its narrative stays',
    ],
    ['示された理由を確かめ、要るなら記載を直してください。', 'see the reason, and mend the entry where it is needed'],
    'warning',
  ),
  'institution-number': issueKind(
    'value',
    ['医療機関コードが 10 桁ではありません。', 'the medical institution number has not ten digits'],
    ['都道府県 2 桁・点数表 1 桁・番号 7 桁で書いてください。', 'write prefecture (2), fee table (1) and number (7)'],
  ),
  'institution-missing': issueKind(
    'required',
    ['医療機関コードが指定されていません。', 'the medical institution number is missing'],
    ['--institution で 10 桁の番号を指定してください。', 'give the ten digits by `--institution`'],
    'warning',
  ),
  'ssmix2-file-name': issueKind(
    'structure',
    ['ファイル名が SS-MIX2 の形式ではありません。', 'the name of the file is not of the form of SS-MIX2'],
    [
      '患者ID_診療日_データ種別_オーダ番号_発生日時_診療科_フラグ にしてください。',
      'write patient_date_type_order_time_department_flag',
    ],
  ),
  'ssmix2-name-patient': issueKind(
    'conflict',
    ['ファイル名と中身で、患者ID が違います。', 'the file name and the message name different patients'],
    ['どちらが正しいか確かめてください。', 'check which of them is right'],
    'warning',
  ),
  'ssmix2-name-type': issueKind(
    'conflict',
    ['ファイル名と中身で、データ種別が違います。', 'the file name and the message name different types'],
    ['どちらが正しいか確かめてください。', 'check which of them is right'],
    'warning',
  ),
  'ssmix2-not-current': issueKind(
    'conflict',
    ['古い版のファイルです。', 'the file is marked as replaced'],
    ['今の版のファイル（フラグ 1）を送ってください。', 'send the current file (flag 1)'],
  ),
  'ssmix2-event-unsupported': issueKind(
    'not-supported',
    ['まだ扱っていない種類のメッセージです。', 'messages of this kind are not supported'],
    ['示された種類のメッセージを送ってください。', 'send messages of the kinds that are named'],
  ),
  'ssmix2-patient-of-another': issueKind(
    'business-rule',
    ['患者番号の発番者が、送り手の医療機関ではありません。', 'another than the sending institution gave the number'],
    ['この機関の患者番号で送ってください。', "send the institution's own number of the person"],
  ),
  'ssmix2-merge-self': issueKind(
    'business-rule',
    ['統合する番号と、残す番号が同じです。', 'the number to be merged is the one that stays'],
    ['使わなくなる番号を MRG-1 に書いてください。', 'name in `MRG-1` the number that is no longer to be used'],
  ),
  'ssmix2-patient-missing': issueKind(
    'required',
    ['患者ID（PID-3）がありません。', 'the patient id (`PID-3`) is missing'],
    SEND_WHOLE,
  ),
  'ssmix2-segment-missing': issueKind(
    'required',
    ['必要なセグメントがありません。', 'a segment that is needed is missing'],
    SEND_WHOLE,
  ),
  'hl7-segment-order': issueKind(
    'structure',
    ['セグメントの順序が電文の決まりと違います。', 'the segments are not in the order of their message'],
    ['セグメントを電文の決まりの順に並べてください。', 'put the segments into the order of the message'],
  ),
  'ssmix2-stay-assumed': issueKind(
    'informational',
    ['入院日時がないため、続いている入院とみなしました。', 'the only open stay is taken to be meant'],
    ['入院日時（PV1-44）を書いてください。', 'give `PV1-44` (time of admission)'],
    'information',
  ),
  'hl7-resource-incomplete': issueKind(
    'incomplete',
    ['必要な値がなく、記録を作れません。', 'a value is missing without which the record cannot be made'],
    ['示された値を書いて送り直してください。', 'give the value that is named, and send it again'],
    'warning',
  ),
  'ssmix2-stay-unknown': issueKind(
    'required',
    ['どの入院か分からず、入院の記録を作れません。', 'which stay is meant is not told, and no Encounter is made'],
    [
      '入院日時（PV1-44）と患者区分（PV1-2）を書いてください。',
      'give `PV1-44` (time of admission) and `PV1-2` (class)',
    ],
    'warning',
  ),
} as const satisfies IssueKinds;
