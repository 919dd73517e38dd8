/** A config to begin with. A line that begins with `//` is a comment. */

export const EXAMPLE_CONFIG = `{
  // 設定にないものを要る確認は、理由とともに飛ばします。 / Checks that lack something here are skipped, with the reason.
  "clients": {
    // 患者アプリ（公開、PKCE だけ）。scope はサーバーがすべて許すものを。launch_uri は EHR からの起動に要ります。
    // A patient app (public, PKCE only). scope: what the server will grant in full. launch_uri is for EHR launches.
    "public": {
      "client_id": "my-app",
      "redirect_uri": "http://127.0.0.1:8711/callback",
      "launch_uri": "http://127.0.0.1:8711/launch",
      "scope": "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs"
    },
    // 秘密（Basic）で名乗るアプリ / an app with a secret (Basic)
    "symmetric": {
      "client_id": "my-confidential-app",
      "client_secret": "change-me",
      "redirect_uri": "http://127.0.0.1:8711/callback",
      "launch_uri": "http://127.0.0.1:8711/launch",
      "scope": "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs",
      // このアプリの人が別なら、その人のサインイン / how this app's person signs in, if it is another one
      "fields": { "login": "another-login" }
    },
    // 鍵で名乗るアプリ（private_key_jwt）。秘密鍵の JWK で、RS384 か ES384、kid を付けて。
    // an app with a key (private_key_jwt): a private JWK for RS384 or ES384, with its kid
    "asymmetric": {
      "client_id": "my-key-app",
      "private_key": { "kty": "EC", "crv": "P-384", "kid": "key-1", "x": "…", "y": "…", "d": "…" },
      "redirect_uri": "http://127.0.0.1:8711/callback",
      "scope": "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs"
    },
    // バックエンド。forbidden_scope は登録していないスコープ（なければ選びます）。
    // A backend. forbidden_scope is one that is not registered for it (chosen where absent).
    "backend": {
      "client_id": "my-backend",
      "private_key": { "kty": "EC", "crv": "P-384", "kid": "key-1", "x": "…", "y": "…", "d": "…" },
      "scope": "system/Patient.rs",
      "forbidden_scope": "system/Basic.cruds"
    },
    // 鍵をこの URL で登録したバックエンド。確認の間、この道具が鍵をここで公開します。
    // A backend registered with this URL for its keys: the checker itself publishes them there.
    "backendByUrl": { "client_id": "my-url-backend", "jwks_url": "http://127.0.0.1:8712/jwks.json", "scope": "system/Patient.rs" },
    // introspection を許されたもの。client_secret か private_key。bearer_scope があれば Bearer でも試します。
    // One that may introspect, with client_secret or private_key. With bearer_scope it is tried with a Bearer token too.
    "introspection": { "client_id": "my-viewer", "client_secret": "change-me", "bearer_scope": "system/Patient.rs" }
  },
  // アプリに登録された Origin / the registered origin of the apps
  "origin": "http://127.0.0.1:8711",
  // 人の役。browser: URL を出し、あなたがサインインします。forms: 画面のフォームを名前で埋めて進みます。
  // The person's part. browser: prints a URL, and you sign in. forms: fills the forms of the pages by field name.
  "signIn": {
    "way": "forms",
    // 文字、選ぶ値、true/false（チェック）、[値…]（ちょうどこれだけチェック）、{"uncheck":[値…]}、{"totp":"BASE32"}
    // a text, a wanted choice, true/false (a box), [values] (exactly these boxes), {"uncheck":[values]}, {"totp":"BASE32"}
    "fields": { "login": "my-login", "password": "my-password", "code": { "totp": "JBSWY3DPEHPK3PXP" } },
    // 押すボタンの name か name=value（なければ最初の送信ボタン） / buttons to press (else the first submit button)
    "submit": ["allow"]
  },
  // EHR の起動画面。fields は signIn.fields に加わります。 / The EHR's launcher. fields are added to those of signIn.
  "ehrLaunch": { "url": "https://ehr.example/launch", "client": "symmetric", "scope": "openid fhirUser launch offline_access user/Patient.rs", "fields": {} },
  // 35: 同意画面で断るものと、その画面の埋め方 / what is denied on the consent page, and how that page is filled
  "deny": { "scopes": ["patient/Observation.rs"], "fields": { "scope": { "uncheck": ["patient/Observation.rs"] } } },
  // 66: 同意画面で絞るもの / what is narrowed on the consent page
  "narrow": {
    "scope": "patient/Observation.rs",
    "expected": ["patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"],
    "fields": { "narrow": "laboratory" }
  },
  // 62–65: 患者のデータの一部だけに合うスコープ / scopes that fit a part only of what the patient has
  "granular": { "scopes": ["patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"] },
  // 94: 手もとにあれば。なければ、バックエンドのトークンが切れるのをこの秒数まで待ちます。
  // if at hand; else the expiry of the backend's token is waited for, this long at most
  "tokens": { "expired": "…", "foreignAudience": "…" },
  "waitSecondsMax": 0
}
`;
