/** The codes of what makes a Consent uninterpretable: it is refused at write, and closes everything where it is stored. */
import { type IssueKinds, issueKind } from '#fhir';

export const CONSENT_FAULTS = {
  'consent-modifier-unknown': issueKind(
    'extension',
    [
      '意味を変える拡張（modifierExtension）か規則（implicitRules）があり、同意の意味が定まりません。',
      'a modifier extension or implicit rules are here that nobody knows, so the consent may mean the opposite of what is read',
    ],
    ['除いてください。', 'leave it out'],
  ),
  'consent-element-malformed': issueKind(
    'structure',
    ['R4 の形ではありません。', 'this has another shape than R4 gives it'],
    ['オブジェクトで書いてください。', 'write an object'],
  ),
  'consent-nested-too-deep': issueKind(
    'business-rule',
    ['条項の入れ子が 5 段を超えています。', 'provisions are nested more than five deep'],
    ['5 段までにしてください。', 'nest them at most five deep'],
  ),
  'consent-type-absent': issueKind(
    'required',
    [
      '入れ子の条項に、許可か拒否かが書かれていません。',
      'a nested provision does not say whether it permits or denies',
    ],
    ['`permit` か `deny` を書いてください。', 'write `permit` or `deny`'],
  ),
  'consent-type-unknown': issueKind(
    'code-invalid',
    ['条項の種類が `permit` でも `deny` でもありません。', 'a provision is neither `permit` nor `deny`'],
    ['どちらかを書いてください。', 'write one of the two'],
  ),
  'consent-reference-unresolved': issueKind(
    'value',
    [
      'このサーバーのリソースへの参照（Type/id）ではないので、何を指すか判断できません。',
      'this is no literal reference to a resource of this server (`Type/id`), so no decision can tell whom or what it means',
    ],
    ['登録済みのものを `Type/id` で示してください。', 'name what is registered here as `Type/id`'],
  ),
  'consent-code-absent': issueKind(
    'required',
    ['コードがなく、言葉だけです。', 'there is no code but words at most'],
    ['コードで書いてください。', 'write a code'],
  ),
  'consent-level-unknown': issueKind(
    'code-invalid',
    ['v3-Confidentiality にない機密度です。', 'this is no level of v3-Confidentiality'],
    ['U、L、M、N、R、V のどれかを書いてください。', 'write one of U, L, M, N, R, V'],
  ),
  'consent-meaning-unknown': issueKind(
    'code-invalid',
    ['data の意味がありません、または知られていません。', 'the meaning of the data is absent or unknown'],
    [
      '`instance`、`related`、`dependents`、`authoredby` のどれかを書いてください。',
      'write `instance`, `related`, `dependents` or `authoredby`',
    ],
  ),
  'consent-period-unreadable': issueKind(
    'value',
    ['期間を読めません。', 'the period cannot be read'],
    ['`YYYY-MM-DD` のように、実在する日付で書いてください。', 'write dates that exist, such as `YYYY-MM-DD`'],
  ),
} as const satisfies IssueKinds;
