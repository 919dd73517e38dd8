/** What the sandbox can do wrong on purpose, so that a vendor sees how an app bears it. Each says what the app should do. */
import type { Bilingual } from '#fhir';

/** Where the fault is met: at the launch handle, the authorization, the code, the token request, its answer, or the id_token. */
type FaultPlace = 'handle' | 'authorization' | 'code' | 'request' | 'answer' | 'identity';

export interface Fault {
  readonly at: FaultPlace;
  readonly happens: Bilingual;
  readonly mend: Bilingual;
}

type Pair = readonly [ja: string, en: string];

const fault = (at: FaultPlace, happens: Pair, mend: Pair): Fault => ({
  at,
  happens: { ja: happens[0], en: happens[1] },
  mend: { ja: mend[0], en: mend[1] },
});

const LAUNCH_AGAIN: Pair = [
  'error を読み、電子カルテからもう一度起動するよう伝える。同じ launch で再試行しない。',
  'Read `error`, ask the person to launch the app again, and do not try the same handle again.',
];
const NO_SIGN_IN: Pair = [
  'id_token を受け入れず、その人としてサインインさせない。トークンも使わない。',
  'Do not accept the id_token, sign nobody in by it, and drop the tokens that came with it.',
];

export const SANDBOX_FAULTS = {
  'launch-expired': fault('handle', ['launch の有効期限が切れている', 'The launch handle has expired'], LAUNCH_AGAIN),
  'launch-foreign': fault(
    'handle',
    ['launch が別のアプリのもの', 'The launch handle belongs to another client'],
    LAUNCH_AGAIN,
  ),
  'launch-used': fault('handle', ['launch がすでに使われている', 'The launch handle was used before'], LAUNCH_AGAIN),
  'scope-refused': fault(
    'authorization',
    ['スコープが拒まれる（invalid_scope）', 'The scope is refused (`invalid_scope`)'],
    [
      'error と error_description を示し、求めるスコープを減らす。くり返し自動で再試行しない。',
      'Show `error` and `error_description`, ask for less, and do not loop.',
    ],
  ),
  'consent-denied': fault(
    'authorization',
    ['本人が同意しない（access_denied）', 'The person does not allow it (`access_denied`)'],
    [
      '許可されなかったことを伝えて終わる。すぐにもう一度求めない。',
      'Say that it was not allowed, and stop: do not ask again at once.',
    ],
  ),
  'state-wrong': fault(
    'authorization',
    ['返ってきた state が送ったものと違う', 'Another `state` comes back than was sent'],
    ['code を捨て、トークンを求めない。', 'Throw the code away and ask for no token.'],
  ),
  'code-expired': fault(
    'code',
    [
      'code を交換するときには期限が切れている（invalid_grant）',
      'The code has expired when it is exchanged (`invalid_grant`)',
    ],
    [
      '認可をはじめからやり直すよう伝える。同じ code で再試行しない。',
      'Begin the authorization anew, and do not try the same code again.',
    ],
  ),
  'invalid-client': fault(
    'request',
    [
      'token_endpoint がクライアントを認めない（401 invalid_client）',
      'The token endpoint does not know the client (401 `invalid_client`)',
    ],
    [
      '設定の誤りとして伝え、管理者への連絡を促す。くり返さない。',
      'Report a fault of the configuration for an administrator to mend, and do not loop.',
    ],
  ),
  'server-error': fault(
    'request',
    ['token_endpoint が一度だけ失敗する（500 server_error）', 'The token endpoint fails once (500 `server_error`)'],
    [
      '少し待ってから一度だけ再試行する。code は60秒間有効。',
      'Wait a little and try once more: the code is good for a minute.',
    ],
  ),
  'patient-missing': fault(
    'answer',
    ['トークンの応答に patient がない', 'The token response has no `patient`'],
    [
      'だれの記録かを推測せず、対象の方が決まらないことを伝えて止まる。',
      'Guess nobody: say that it is not known whose records these are, and stop.',
    ],
  ),
  'audience-wrong': fault(
    'answer',
    ['トークンの宛先が違い、FHIR API が401を返す', 'The token is for another audience: the FHIR API answers 401'],
    [
      'WWW-Authenticate を読み、一度だけ取り直し、だめならもう一度サインインを求める。',
      'Read `WWW-Authenticate`, refresh once, and if that does not help ask the person to sign in again.',
    ],
  ),
  'token-expired': fault(
    'answer',
    ['アクセストークンがすぐに切れる（401）', 'The access token expires at once (401)'],
    [
      'refresh_token で取り直して続ける。なければもう一度サインインを求める。',
      'Refresh and go on; without a refresh token ask the person to sign in again.',
    ],
  ),
  'grant-revoked': fault(
    'answer',
    ['トークンを渡した直後に許可が取り消される', 'The grant is revoked right after the token was given'],
    [
      '401 と、再取得の invalid_grant を受けて、手元の記録とトークンを消し、接続が切れたことを伝える。',
      'On 401, and `invalid_grant` at the refresh, drop tokens and cached records, and say that the app is disconnected.',
    ],
  ),
  'refresh-refused': fault(
    'answer',
    ['refresh_token が使えない（invalid_grant）', 'The refresh token is refused (`invalid_grant`)'],
    ['もう一度サインインを求める。くり返さない。', 'Ask the person to sign in again, and do not loop.'],
  ),
  'id-token-nonce': fault('identity', ['id_token の nonce が違う', 'The id_token has another `nonce`'], NO_SIGN_IN),
  'id-token-expired': fault('identity', ['id_token の期限が切れている', 'The id_token has expired'], NO_SIGN_IN),
  'id-token-audience': fault(
    'identity',
    ['id_token が別のアプリ宛て', 'The id_token is for another client'],
    NO_SIGN_IN,
  ),
  'id-token-issuer': fault(
    'identity',
    ['id_token の発行者が違う', 'The id_token comes from another issuer'],
    NO_SIGN_IN,
  ),
  'id-token-signature': fault(
    'identity',
    ['id_token の署名が合わない', 'The signature of the id_token does not hold'],
    NO_SIGN_IN,
  ),
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof SANDBOX_FAULTS;
