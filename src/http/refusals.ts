/** Refusals of the front door itself. */
import { type Refusal, refuse } from '#fhir';

export const routeUnknown = (path: string): Refusal =>
  refuse(404, {
    code: 'route-unknown',
    type: 'not-supported',
    ja: `${path} という入口はありません。/fhir/metadata で提供している機能を確かめてください。`,
    en: `there is no \`${path}\` here; see /fhir/metadata for what is served`,
  });

export function methodNotAllowed(method: string, allowed: readonly string[]): Refusal & { allow: string } {
  const allow = allowed.join(', ');
  const refusal = refuse(405, {
    code: 'method-not-allowed',
    type: 'not-supported',
    ja: `ここで ${method} は使えません。使えるもの: ${allow}`,
    en: `\`${method}\` is not served here; use ${allow}`,
  });
  return { ...refusal, allow };
}

export const urlUnreadable = (): Refusal =>
  refuse(400, {
    code: 'url-unreadable',
    type: 'invalid',
    ja: 'URL の % の書き方が正しくありません。UTF-8 でパーセント符号化してください。',
    en: 'the URL is not percent-encoded correctly; encode it as UTF-8',
  });

export const encodingUnsupported = (found: string): Refusal =>
  refuse(415, {
    code: 'content-encoding-unsupported',
    type: 'not-supported',
    ja: `Content-Encoding「${found}」は受け取れません。圧縮しないか、gzip で送ってください。`,
    en: `the content encoding \`${found}\` is not accepted; send the body as it is or as gzip`,
    expression: 'http.Content-Encoding',
  });

export const contentTypeUnsupported = (found: string, expected: readonly string[]): Refusal =>
  refuse(415, {
    code: 'content-type-unsupported',
    type: 'not-supported',
    ja: `Content-Type「${found}」は受け取れません。${expected.join(' か ')} で送ってください。`,
    en: `the content type \`${found}\` is not accepted; send ${expected.join(' or ')}`,
    expression: 'http.Content-Type',
  });

export const charsetUnsupported = (found: string): Refusal =>
  refuse(415, {
    code: 'charset-unsupported',
    type: 'not-supported',
    ja: `文字コード「${found}」は受け取れません。UTF-8 で送ってください。`,
    en: `the charset \`${found}\` is not accepted; send UTF-8`,
    expression: 'http.Content-Type',
  });

export const httpUnreadable = (tooLong: boolean): Refusal =>
  refuse(tooLong ? 431 : 400, {
    code: 'http-unreadable',
    type: 'structure',
    ja: tooLong
      ? 'URL かヘッダーが長すぎます。検索は POST _search で送れます。'
      : 'HTTP のリクエストとして読めません。URL の日本語などはパーセント符号化してください（curl なら -G --data-urlencode）。',
    en: tooLong
      ? 'the URL or the headers are too long; a search can be sent by POST `_search`'
      : 'this cannot be read as an HTTP request; percent-encode what is not ASCII in the URL (curl: -G --data-urlencode)',
  });

export const administratorOnly = (): Refusal =>
  refuse(403, {
    code: 'administrator-only',
    type: 'forbidden',
    ja: 'これは管理者のトークンでだけできます。',
    en: "this needs an administrator's token",
  });

export const queryUnknown = (name: string): Refusal =>
  refuse(400, {
    code: 'query-unknown',
    type: 'not-supported',
    ja: `ここで「${name}」というパラメーターは使えません。`,
    en: `there is no parameter \`${name}\` here`,
    expression: `http.${name}`,
  });
