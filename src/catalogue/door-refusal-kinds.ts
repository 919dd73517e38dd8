/** The codes with which the doors refuse before any act: HTTP and the terminal. They lie below both, so that either can show all codes. */
import { type IssueKinds, issueKind } from '#fhir';

export const DOOR_REFUSALS = {
  'route-unknown': issueKind(
    'not-supported',
    ['その入口はありません。', 'there is no such route'],
    ['/fhir/metadata で提供している機能を確かめてください。', 'see /fhir/metadata for what is served'],
  ),
  'method-not-allowed': issueKind(
    'not-supported',
    ['ここでは使えない HTTP メソッドです。', 'the method is not served here'],
    ['Allow ヘッダーにあるものを使ってください。', 'use one of the Allow header'],
  ),
  'audit-unavailable': issueKind(
    'transient',
    ['監査記録を書けないため、お答えできません。', 'the audit cannot be written, so nothing can be answered'],
    ['しばらくしてからやり直してください。', 'try again later'],
  ),
  internal: issueKind(
    'exception',
    ['こちらの不具合で処理できませんでした。', 'the request failed through a fault of ours'],
    ['示された番号を添えてお問い合わせください。', 'report it with the number that is given'],
  ),
  'url-unreadable': issueKind(
    'invalid',
    ['URL の % の書き方が正しくありません。', 'the URL is not percent-encoded correctly'],
    ['UTF-8 でパーセント符号化してください。', 'encode it as UTF-8'],
  ),
  'took-too-long': issueKind(
    'timeout',
    ['処理に時間がかかりすぎるため、中止しました。', 'the request took too long and was given up'],
    ['条件を絞ってやり直してください。', 'narrow it and try again'],
  ),
  'too-busy': issueKind(
    'throttled',
    ['ただいま混み合っていて、お答えできません。', 'too many requests are being worked on at the moment'],
    ['Retry-After の秒数だけ待ってやり直してください。', 'try again after the seconds of Retry-After'],
  ),
  'conflict-retry': issueKind(
    'conflict',
    [
      '同じものがほかから同時に変更されていて、処理できませんでした。',
      'others were changing the same at once, so nothing was stored',
    ],
    ['もう一度送ってください。', 'send it again'],
  ),
  'database-unavailable': issueKind(
    'transient',
    ['データベースにつながらず、処理を終えられませんでした。', 'the connection to the database was lost'],
    [
      '少し待ち、保存されたかを確かめてからやり直してください。',
      'wait a little, and see whether it was stored before you send it again',
    ],
  ),
  'http-unreadable': issueKind(
    'structure',
    ['HTTP のリクエストとして読めません。', 'this cannot be read as an HTTP request'],
    [
      'パーセント符号化と、URL やヘッダーの長さを確かめてください。',
      'check the percent-encoding, and the length of URL and headers',
    ],
  ),
  'content-encoding-unsupported': issueKind(
    'not-supported',
    ['受け取れない圧縮の形式です。', 'the content encoding is not accepted'],
    ['圧縮しないか、gzip で送ってください。', 'send the body as it is, or as gzip'],
  ),
  'charset-unsupported': issueKind(
    'not-supported',
    ['受け取れない文字コードです。', 'the charset is not accepted'],
    ['UTF-8 で送ってください。', 'send UTF-8'],
  ),
  'content-type-unsupported': issueKind(
    'not-supported',
    ['受け取れない Content-Type です。', 'the content type is not accepted'],
    ['示された Content-Type で送ってください。', 'send one of those that are named'],
  ),
  'format-unsupported': issueKind(
    'not-supported',
    ['その _format は使えません。', 'the `_format` is not known'],
    ['json か xml を指定してください。', 'give `json` or `xml`'],
  ),
  'not-acceptable': issueKind(
    'not-supported',
    ['Accept にある形式では答えられません。', 'nothing that `Accept` names is served'],
    [
      'application/fhir+json か application/fhir+xml を加えてください。',
      'add application/fhir+json or application/fhir+xml',
    ],
  ),
  'representation-invalid': issueKind(
    'value',
    ['_pretty か _summary の値が使えません。', 'the value of `_pretty` or `_summary` is not valid'],
    ['示された値から一つ選んでください。', 'give one of the values that are named'],
  ),
  'representation-conflict': issueKind(
    'invalid',
    ['_summary と _elements が一緒に指定されています。', '`_summary` and `_elements` are asked for together'],
    ['どちらか一つにしてください。', 'use one of them'],
  ),
  'elements-unknown': issueKind(
    'not-supported',
    ['_elements に、ない要素があります。', '`_elements` names an element that there is not'],
    ['リソース直下の要素名を指定してください。', 'name top-level elements of the resource'],
  ),
  'body-too-large': issueKind(
    'too-costly',
    ['本文が大きすぎます。', 'the body is too large'],
    ['分けて送ってください。', 'send it in parts'],
  ),
  'body-unreadable': issueKind(
    'structure',
    ['本文を最後まで読めませんでした。', 'the body could not be read to its end'],
    ['もう一度送ってください。', 'send it again'],
  ),
  'not-a-resource': issueKind(
    'structure',
    ['本文が FHIR リソースではありません。', 'the body is not a FHIR resource'],
    ['resourceType を持つ JSON オブジェクトを送ってください。', 'send a JSON object with a `resourceType`'],
  ),
  'file-unreadable': issueKind(
    'not-found',
    ['ファイルを読めません。', 'the file cannot be read'],
    ['場所と、読み取りの権限を確かめてください。', 'check where it is, and that it may be read'],
  ),
  'audit-key-unusable': issueKind(
    'invalid',
    ['監査の署名鍵を使えません。', 'the signing key of the audit cannot be used'],
    ['Ed25519 の秘密鍵（PEM）を置いてください。', 'put an Ed25519 private key there (PEM)'],
  ),
  'administrator-only': issueKind(
    'forbidden',
    ['管理者だけができることです。', 'only an administrator may do this'],
    [
      'system/SearchParameter.cruds を登録したクライアントのトークンを使ってください。',
      'use a token of a client that is registered with `system/SearchParameter.cruds`',
    ],
  ),
  'query-unknown': issueKind(
    'not-supported',
    ['ここにないパラメーターです。', 'the parameter is not known here'],
    ['URL からそのパラメーターを除いてください。', 'leave it out of the URL'],
  ),
  'id-needed': issueKind(
    'required',
    ['更新するリソースに id がありません。', 'an update needs an `id`'],
    ['変更するリソースの id を書いてください。', 'give the id of what it changes'],
  ),
} as const satisfies IssueKinds;
