/** The codes with which a request for a consent decision is refused before any consent is read, and a Consent that none could read. */
import { type IssueKinds, issueKind } from '#fhir';
import { CONSENT_FAULTS } from './fault-kinds.ts';

export const CONSENT_REFUSALS = {
  ...CONSENT_FAULTS,
  'consent-label-unmet': issueKind(
    'code-invalid',
    [
      'この拒否のラベルはどの記録にも付かないので、何も拒みません。',
      'no record carries this label, so what is refused by it would still be shown',
    ],
    [
      'コード体系（system）に v3-Confidentiality、v3-ActCode、v3-ObservationValue、v3-ActReason か jp-chiiki-ikou-category（12 の区分）を、版を付けずに書き、そのコードを選んでください。',
      'write as system v3-Confidentiality, v3-ActCode, v3-ObservationValue, v3-ActReason or jp-chiiki-ikou-category (the twelve categories), without a version, and a code of it',
    ],
  ),
  'consent-class-unmet': issueKind(
    'code-invalid',
    [
      'この拒否の記録の種類に当たる記録はないので、何も拒みません。',
      'no record is of this class, so what is refused by it would still be shown',
    ],
    [
      '人の記録のリソースの型（例: `Condition`）を http://hl7.org/fhir/resource-types のコードで、プロファイルを URL で、または文書の種類をその文書にあるコード体系（版なし）とコードで書いてください。',
      'write a type of records about people such as `Condition` as a code of http://hl7.org/fhir/resource-types, a profile by its URL, or the type of a document by the system (without a version) and code that documents carry',
    ],
  ),
  'consent-code-unmet': issueKind(
    'code-invalid',
    [
      'この拒否のコードには、コード体系（system）がないか、版（|）が付いているので、どの記録のコードにも当たらず、何も拒みません。',
      'the code has no system, or one with a version (`|`), and so equals that of no record: what is refused by it would still be shown',
    ],
    [
      '記録にあるとおりのコード体系を、版を付けずに書いてください。',
      'write the system as records carry it, without a version',
    ],
  ),
  'consent-action-unmet': issueKind(
    'code-invalid',
    [
      'この拒否の行為を求める人はいないので、何も拒みません。',
      'nobody asks to do this, so what is refused by it would still be shown',
    ],
    [
      'consentaction のコード（collect、access、use、disclose、correct）を書いてください。すべての行為を拒むなら action を書かないでください。',
      'write a code of consentaction: collect, access, use, disclose or correct; to refuse all of them, leave `action` out',
    ],
  ),
  'consent-data-unmet': issueKind(
    'business-rule',
    [
      '文書（Bundle）はその部分ごとに判断するので、この拒否は何も拒みません。',
      'a document (Bundle) is decided by its parts, so what is refused by it would still be shown',
    ],
    [
      '文書の Composition を示してください。すると文書も見えなくなります。',
      'name the Composition of the document: that hides the document too',
    ],
  ),
  'consent-purpose-unmet': issueKind(
    'code-invalid',
    [
      'ここでこの利用目的を示す求めはないので、この拒否は何も拒みません。',
      'no request names this purpose here, so what is refused by it would still be shown',
    ],
    [
      'v3-ActReason のコード（例: COC）を書いてください。すべての目的を拒むなら purpose を書かないでください。',
      'write a code of v3-ActReason such as `COC`; to refuse all purposes, leave `purpose` out',
    ],
  ),

  'consent-purpose-absent': issueKind(
    'forbidden',
    ['利用目的が示されていません。', 'the request names no purpose of use'],
    ['トークンに利用目的を一つ入れてください。', 'put exactly one purpose of use into the token'],
  ),
  'consent-purpose-ambiguous': issueKind(
    'forbidden',
    ['利用目的が複数示されています。', 'the request names several purposes of use'],
    ['一つだけ選んでください。', 'choose exactly one'],
  ),
  'consent-request-malformed': issueKind(
    'invalid',
    ['同意の判断の依頼を読めません。', 'the request for a decision cannot be read'],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'consent-case-file-unreadable': issueKind(
    'structure',
    ['同意の判断の事例ファイルが、決められた書式ではありません。', 'the file of cases does not follow its format'],
    ['示された場所を書式に合わせてください。', 'correct the place that is named'],
  ),
  'policy-malformed': issueKind(
    'invalid',
    [
      '地域の方針（policy.json）の書き方が正しくありません。',
      'the policy of the region (policy.json) is not well formed',
    ],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'policy-unreviewed': issueKind(
    'required',
    [
      '法的な根拠の確認がない規則（mandate）は使えません。',
      'a rule that opens records without consent needs its law, and who checked it',
    ],
    [
      'legalBasis、law、lawDate、reviewed、why を書いてください。',
      'give `legalBasis`, `law`, `lawDate`, `reviewed` and `why`',
    ],
  ),
  'label-rules-malformed': issueKind(
    'invalid',
    [
      '地域のラベルの規則（label-rules.json）の書き方が正しくありません。',
      'the label rules of the region (label-rules.json) are not well formed',
    ],
    [
      '示された場所を直してください。変更ごとに理由（why）を書き、区分・ActCode・機密度は示された値から選びます。',
      'correct the place that is named: each change says `why`, and takes categories, ActCodes and confidentialities from the values that are listed',
    ],
  ),
  'label-example-fails': issueKind(
    'invalid',
    [
      '地域のラベルの例（label-examples.json）が、規則の付けるラベルと違うか、書式に合いません。',
      'an example of the region (label-examples.json) is not labelled as it says, or not well formed',
    ],
    [
      '規則か例のどちらかを直してください。`kakehashi labels check` で確かめられます。',
      'correct the rules or the example; `kakehashi labels check` shows each',
    ],
  ),
  'consent-matrix-malformed': issueKind(
    'invalid',
    [
      '同意の標準の表（consent-matrix.json）の書き方が正しくありません。',
      'the matrix of consent (consent-matrix.json) is not well formed',
    ],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'consent-template-refused': issueKind(
    'business-rule',
    ['そのような同意書のひな形は作れません。', 'no form of consent may hold this'],
    ['示された理由に合わせて選び直してください。', 'choose again, as it is told'],
  ),
} as const satisfies IssueKinds;
