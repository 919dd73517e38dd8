/** The codes with which acts on consents, and on who may consent for a person, are refused. */
import { type IssueKinds, issueKind } from '#fhir';

export const CONSENT_ACT_REFUSALS = {
  'consent-ended': issueKind(
    'business-rule',
    ['この同意は終わっています。', 'the consent has ended'],
    ['もう一度同意を得て、新しい Consent を登録してください。', 'obtain a new one, and store it as a new Consent'],
  ),
  'consent-superseded': issueKind(
    'conflict',
    ['この同意は新しい同意に置きかえられています。', 'another consent took the place of this one'],
    [
      '$consent-status にある、いまの同意を撤回してください。',
      'withdraw the present one, which `$consent-status` tells',
    ],
  ),
  'consent-supersede-instead': issueKind(
    'business-rule',
    ['効力のある同意の内容は書き換えられません。', 'what a consent in force says is not rewritten'],
    ['新しい同意を得て、$supersede で差し替えてください。', 'obtain a new one, and supersede it'],
  ),
  'consent-idle': issueKind(
    'business-rule',
    ['この同意のうち、効かないところがあります。', 'a part of the consent counts for nothing'],
    ['示された場所を確かめてください。', 'look at the place that is named again'],
    'warning',
  ),
  'provenance-of-consent': issueKind(
    'forbidden',
    ['同意の由来は架け橋が記録します。', 'where a consent came from is recorded by the gateway'],
    ['することはありません。', 'there is nothing to do'],
  ),
  'consent-not-pending': issueKind(
    'business-rule',
    ['この同意は確認待ちではありません。', 'the consent does not wait to be activated'],
    ['$supersede で差し替えるか、新しい Consent を登録してください。', 'supersede it, or store a new Consent'],
  ),
  'consent-stands-for-none': issueKind(
    'business-rule',
    ['この同意は、もとの同意に代われません。', 'the consent cannot take the place of the old one'],
    [
      '同じ本人の、証拠のある active の同意を送ってください。',
      'send an active one of the same person, with its evidence',
    ],
  ),
  'consent-kept': issueKind(
    'business-rule',
    ['同意は削除できません。', 'a consent cannot be deleted'],
    [
      '$withdraw で撤回するか、誤りなら entered-in-error に。',
      'withdraw it by `$withdraw`, or mark it `entered-in-error`',
    ],
  ),
  'consent-performer-other': issueKind(
    'business-rule',
    [
      '本人が記録しようとした同意に、ほかの人が与えたと書いてあります。',
      'a person tried to record a consent that says somebody else gave it',
    ],
    [
      'Consent.performer を本人だけにするか、代理人の署名のある書面を、本人の基本情報を保有する機関に記録してもらってください。',
      "name the person alone in `Consent.performer`, or have an organization that holds the person's record enter the proxy's signed form",
    ],
  ),
  'consent-recorder': issueKind(
    'forbidden',
    ['同意を記録できる立場ではありません。', 'the caller is none of those who can record this consent'],
    [
      '署名済みの同意書を、本人の基本情報を保有する機関へ渡してください。',
      "hand the signed form to the organization that holds the person's record",
    ],
  ),
  'family-consent-needed': issueKind(
    'business-rule',
    [
      '家族の情報を見せる規定に、家族本人の書面の同意がありません。',
      "a provision opens information about family without the family member's own written consent",
    ],
    ['家族本人の同意を示すか、family を外してください。', "name the family member's consent, or leave `family` out"],
  ),
  'authority-verifier': issueKind(
    'forbidden',
    [
      '代理の権限を記録できる立場ではありません。',
      'the caller is none of those who can verify an authority to consent',
    ],
    [
      '書類を、本人の基本情報を保有する機関へ示してください。',
      "show the document to the organization that holds the person's record",
    ],
  ),
  'consent-person-unplain': issueKind(
    'value',
    ['同意の本人か同意者が、版のない参照ではありません。', 'a consent does not name its people by plain references'],
    ['`Patient/…` のように、版を付けずに書いてください。', 'write them without a version, such as `Patient/…`'],
  ),
  'consent-withheld': issueKind(
    'business-rule',
    ['同意を本人から隠すことはできません。', 'a consent cannot be kept from the person who gave it'],
    ['NOPAT のラベルを外してください。', 'leave the label `NOPAT` out'],
  ),
  'consent-withdraw-instead': issueKind(
    'business-rule',
    [
      '拒むことを含む同意は、状態を書き換えて終わらせられません。',
      'a consent that refuses anything is not ended by its status',
    ],
    ['$withdraw で、本人の申し出の証拠を示して終わらせてください。', 'end it by `$withdraw`, with the evidence'],
  ),
  'refusal-evidence-needed': issueKind(
    'business-rule',
    [
      '本人が拒んだことを、証拠なしに終わらせることはできません。',
      'what the person refused is not ended without evidence',
    ],
    [
      '書面（source）、電子署名（signature）、立会人（witness）のどれかを示してください。',
      'give `source`, `signature` or `witness`',
    ],
  ),
  'refusal-by-a-proxy': issueKind(
    'business-rule',
    [
      '代理人が子どものために拒んだことを、子ども本人だけで終わらせることはできません。',
      'what a proxy refused for a child is not ended by the child alone',
    ],
    ['権限を確かめた代理人の同意を得てください。', 'obtain the consent of a proxy of verified authority'],
  ),
  'refusal-of-the-person': issueKind(
    'business-rule',
    [
      '本人が拒んだことを、本人でない人の同意では替えられません。',
      'what the person refused does not give way to the consent of somebody else',
    ],
    ['本人の同意を得てください。', 'obtain the consent of the person'],
  ),
} as const satisfies IssueKinds;
