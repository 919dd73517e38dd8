/** Refusals of the front door itself. */
import { type Refusal, refuse } from '#fhir';

export const routeUnknown = (path: string): Refusal =>
  refuse(404, {
    code: 'route-unknown',
    type: 'not-supported',
    ja: `${path} という入口はありません。/fhir/metadata で提供している機能を確かめてください。`,
    en: `there is no \`${path}\` here; see /fhir/metadata for what is served`,
  });

export const methodNotAllowed = (method: string, allowed: readonly string[]): Refusal =>
  refuse(405, {
    code: 'method-not-allowed',
    type: 'not-supported',
    ja: `ここで ${method} は使えません。使えるもの: ${allowed.join(', ').toUpperCase()}`,
    en: `\`${method}\` is not served here; use ${allowed.join(', ').toUpperCase()}`,
  });

export const typeNotServed = (type: string, served: readonly string[]): Refusal =>
  refuse(404, {
    code: 'type-not-served',
    type: 'not-supported',
    ja: `リソース型「${type}」は扱っていません。扱うもの: ${served.join(', ')}`,
    en: `the type \`${type}\` is not served; served: ${served.join(', ')}`,
  });

export const auditDown = (): Refusal =>
  refuse(503, {
    code: 'audit-unavailable',
    type: 'transient',
    ja: '監査記録を書けないため、お答えできません。しばらくしてからやり直してください。',
    en: 'the audit cannot be written, so nothing can be answered; try again later',
  });

export const defect = (requestId: string): Refusal =>
  refuse(500, {
    code: 'internal',
    type: 'exception',
    ja: `こちらの不具合で処理できませんでした。お問い合わせの際は番号 ${requestId} をお知らせください。`,
    en: `the request failed through a fault of ours; quote \`${requestId}\` when you report it`,
  });

export const bodyTypeDiffers = (type: string, found: string): Refusal =>
  refuse(400, {
    code: 'body-type-differs',
    type: 'invalid',
    ja: `この入口は ${type} を受け取りますが、本文は「${found}」です。`,
    en: `this route takes a \`${type}\`, the body is a \`${found}\``,
    expression: 'resourceType',
  });

export const urlUnreadable = (): Refusal =>
  refuse(400, {
    code: 'url-unreadable',
    type: 'invalid',
    ja: 'URL の % の書き方が正しくありません。UTF-8 でパーセント符号化してください。',
    en: 'the URL is not percent-encoded correctly; encode it as UTF-8',
  });
