/** Refusals of the front door itself. */
import { type DatabaseFailure, failureOf } from '#database';
import { type Refusal, refuse } from '#fhir';

/** A refusal of the moment: the same request may pass in so many seconds. */
export type Later = Refusal & { readonly retryAfterSeconds: number };

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

const later = (refusal: Refusal, retryAfterSeconds: number): Later => ({ ...refusal, retryAfterSeconds });

export const auditDown = (): Later =>
  later(
    refuse(503, {
      code: 'audit-unavailable',
      type: 'transient',
      ja: '監査記録を書けないため、お答えできません。しばらくしてからやり直してください。',
      en: 'the audit cannot be written, so nothing can be answered; try again later',
    }),
    5,
  );

/** What an act that threw is answered with: what the database could not do, or a fault of ours. */
export function failed(error: unknown, requestId: string): Refusal {
  const failure = failureOf(error);
  return failure === undefined ? defect(requestId) : FAILURES[failure]();
}

const FAILURES: Readonly<Record<DatabaseFailure, () => Refusal>> = {
  slow: () => tookTooLong(),
  busy: () => later(tooBusy(), 2),
  conflict: () => conflictRetry(),
  unreachable: () => later(databaseUnavailable(), 5),
};

const tooBusy = (): Refusal =>
  refuse(503, {
    code: 'too-busy',
    type: 'throttled',
    ja: 'ただいま混み合っていて、お答えできません。Retry-After の秒数だけ待ってやり直してください。',
    en: 'too many requests are being worked on at the moment; try again after the seconds of Retry-After',
  });

const conflictRetry = (): Refusal =>
  refuse(409, {
    code: 'conflict-retry',
    type: 'conflict',
    ja: '同じものがほかから同時に変更されていて、処理できませんでした。何も保存していません。もう一度送ってください。',
    en: 'others were changing the same at once, so nothing was stored; send it again',
  });

const databaseUnavailable = (): Refusal =>
  refuse(503, {
    code: 'database-unavailable',
    type: 'transient',
    ja: 'データベースにつながらず、処理を終えられませんでした。Retry-After の秒数だけ待ち、保存されたかを確かめてからやり直してください。',
    en: 'the connection to the database was lost; wait for the seconds of Retry-After, and see whether it was stored before you send it again',
  });

export const defect = (requestId: string): Refusal =>
  refuse(500, {
    code: 'internal',
    type: 'exception',
    ja: `こちらの不具合で処理できませんでした。お問い合わせの際は番号 ${requestId} をお知らせください。`,
    en: `the request failed through a fault of ours; quote \`${requestId}\` when you report it`,
  });

export const urlUnreadable = (): Refusal =>
  refuse(400, {
    code: 'url-unreadable',
    type: 'invalid',
    ja: 'URL の % の書き方が正しくありません。UTF-8 でパーセント符号化してください。',
    en: 'the URL is not percent-encoded correctly; encode it as UTF-8',
  });

const tookTooLong = (): Refusal =>
  refuse(503, {
    code: 'took-too-long',
    type: 'timeout',
    ja: '処理に時間がかかりすぎるため、中止しました。条件を絞ってやり直してください。',
    en: 'the request took too long and was given up; narrow it and try again',
  });

export const encodingUnsupported = (found: string): Refusal =>
  refuse(415, {
    code: 'content-encoding-unsupported',
    type: 'not-supported',
    ja: `Content-Encoding「${found}」は受け取れません。圧縮しないか、gzip で送ってください。`,
    en: `the content encoding \`${found}\` is not accepted; send the body as it is or as gzip`,
    expression: 'http.Content-Encoding',
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
