/** The codes with which a token, a scope or a client's registration is refused. */
import { type IssueKinds, issueKind } from '#fhir';

export const AUTH_REFUSALS = {
  'token-invalid': issueKind(
    'login',
    ['有効なアクセストークンがありません。', 'no valid access token was presented'],
    [
      '/fhir/.well-known/smart-configuration の token_endpoint で取り直してください。',
      'get one at the token_endpoint of /fhir/.well-known/smart-configuration',
    ],
  ),
  'scope-insufficient': issueKind(
    'forbidden',
    ['この接続に許可されていない操作です。', "the token's scopes do not cover the operation"],
    ['必要なスコープを付けてトークンを取り直してください。', 'get a token with the scope that is needed'],
  ),
  'jwt-untrusted': issueKind(
    'login',
    ['提示された署名付きトークンは受け付けられません。', 'the signed token that was presented is not accepted'],
    [
      '署名の鍵、宛先（aud）、有効期限を確かめてください。',
      'check the key that signs it, its audience (aud) and its expiry',
    ],
  ),
  'client-exists': issueKind(
    'duplicate',
    ['同じ id のクライアントが既に登録されています。', 'a client with this id is registered already'],
    ['別の id にするか、先に登録を消してください。', 'use another id, or remove the client first'],
  ),
  'client-unknown': issueKind(
    'not-found',
    ['この id のクライアントは登録されていません。', 'no client is registered with this id'],
    ['登録の一覧で id を確かめてください。', 'look the id up in the list of clients'],
  ),
  'registration-invalid': issueKind(
    'invalid',
    ['クライアントの登録内容が正しくありません。', 'the registration of the client is not well formed'],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'client-keys': issueKind(
    'invalid',
    ['クライアントの公開鍵の示し方が一つに決まりません。', 'the keys of the client are given twice or not at all'],
    ['jwks と jwksUrl のどちらか一方を書いてください。', 'give exactly one of `jwks` and `jwksUrl`'],
  ),
  'jwks-url': issueKind(
    'invalid',
    ['公開鍵の URL を使えません。', 'the URL of the keys cannot be used'],
    [
      'https の URL を、利用者名や # を付けずに書いてください。',
      'give an https URL without user or hash (http on loopback only)',
    ],
  ),
  'scope-unknown': issueKind(
    'invalid',
    ['読み取れないスコープです。', 'the scope is not understood'],
    ['system/Patient.rs のように書いてください。', 'write it as in system/Patient.rs'],
  ),
  'scope-not-system': issueKind(
    'invalid',
    ['このクライアントは system/ のスコープだけを持てます。', 'a backend client may hold `system/` scopes only'],
    ['system/ のスコープにしてください。', 'use `system/` scopes'],
  ),
  'scope-query': issueKind(
    'invalid',
    ['スコープの検索条件を守らせることができません。', 'the query part of the scope cannot be held to'],
    [
      'その種類の検索条件だけを書いてください（_include や _has、並べ替えは使えません）。',
      'use only filters of that type, without includes, _has or sorting',
    ],
  ),
  'scope-system': issueKind(
    'invalid',
    ['アプリは system/ のスコープを持てません。', 'an app may not hold `system/` scopes'],
    ['patient/ か user/ のスコープにしてください。', 'use `patient/` or `user/` scopes'],
  ),
  'client-binding': issueKind(
    'invalid',
    ['トークンを二つのものに結びつけることはできません。', 'a token cannot be bound to two things'],
    ['dpop と certificateBound のどちらか一方にしてください。', 'choose one of `dpop` and `certificateBound`'],
  ),
  'client-certificates': issueKind(
    'invalid',
    [
      'クライアントの証明書と、認証の方法が合いません。',
      'the certificates do not go with the way the client authenticates',
    ],
    [
      'self_signed_tls_client_auth のときだけ certificates を書いてください。',
      'give `certificates` with `self_signed_tls_client_auth`, and only then',
    ],
  ),
  'client-certificate': issueKind(
    'invalid',
    ['クライアントの証明書を使えません。', 'the certificate of the client cannot be used'],
    [
      '有効期間内で、RSA 2048 ビット以上か P-256、P-384 の鍵の証明書を、一枚ずつ PEM で書いてください。',
      'give certificates that are in force, one PEM each, of RSA 2048 bits or more, P-256 or P-384',
    ],
  ),
  'redirect-uri': issueKind(
    'invalid',
    ['アプリの URL を使えません。', 'the address of the app cannot be used'],
    [
      'https の URL か、固有のスキームを、利用者名や # を付けずに書いてください。',
      'give an https URL, or a private scheme with a dot, without user or hash',
    ],
  ),
  'launch-client': issueKind(
    'invalid',
    ['起動できるアプリではありません。', 'it is no app that can be launched'],
    ['launchUrl を登録したアプリの id を書いてください。', 'name an app that is registered with a `launchUrl`'],
  ),
  'launch-invalid': issueKind(
    'invalid',
    ['起動の内容が正しくありません。', 'what is said of the launch is not well formed'],
    ['示された場所を直してください。', 'correct the place that is named'],
  ),
  'launch-record': issueKind(
    'invalid',
    [
      '起動で示された記録が、この接続が読める記録の中に見つかりません。',
      'what the launch says is open is not among the records that the client may read',
    ],
    [
      'id と、この接続がその種類を読むスコープを持つことを確かめてください。',
      'check the id, and that the client has a scope to read that type',
    ],
  ),
  'launch-person': issueKind(
    'invalid',
    ['起動で示された記録が、対象の方の記録ではありません。', 'what the launch says is open is not of its person'],
    ['patient に、その記録の方の id を書いてください。', 'name in `patient` the person whose record it is'],
  ),
  'openid-key': issueKind(
    'invalid',
    ['発行者に自らを示す鍵を使えません。', 'the key that proves the gateway to another issuer cannot be used'],
    [
      'kid と alg（RS256、ES256 など）のある、秘密鍵の JSON Web Key を置いてください。',
      'put a private JSON Web Key with `kid` and `alg` (RS256, ES256 …) there',
    ],
  ),
  'sandbox-full': issueKind(
    'too-costly',
    ['その場で登録できるアプリの数を超えました。', 'no more apps can be registered on the spot'],
    ['sandbox を起動し直すと空きます。', 'start the sandbox anew to make room'],
  ),
} as const satisfies IssueKinds;
