/** Refusals that several acts share. What is hidden and what is absent get the very same one. */
import { type Issue, type Refusal, refuse } from '#fhir';

/** The answer to an id that does not exist, and to one that the caller may not see. */
export function notFound(type: string, id: string): Refusal {
  const refused = refuse(404, {
    code: 'not-found',
    type: 'not-found',
    ja: `${type}/${id} は見つかりません。`,
    en: `\`${type}/${id}\` is not known`,
  });
  const refusal = { ...refused, auditTarget: `${type}/${id.split('/')[0]}` };
  return type === 'Patient' ? { ...refusal, auditPatients: [`Patient/${id}`] } : refusal;
}

/** The refusal of a change of what meets criteria, where nothing does that the caller may see. */
export const noneMatches = ({ type, query }: { readonly type: string; readonly query: string }): Refusal =>
  refuse(404, {
    code: 'not-found',
    type: 'not-found',
    ja: `条件 ${type}?${query} に当てはまるものは見つかりません。`,
    en: `nothing that meets \`${type}?${query}\` is known`,
  });

export const gone = (type: string, id: string): Refusal =>
  refuse(410, {
    code: 'gone',
    type: 'deleted',
    ja: `${type}/${id} は削除されています。`,
    en: `\`${type}/${id}\` was deleted`,
  });

export function scopeMissing(type: string, action: string): Refusal {
  return refuse(403, {
    code: 'scope-missing',
    type: 'forbidden',
    ja: `このトークンの範囲（scope）では ${type} の ${action} はできません。`,
    en: `the token's scopes do not allow \`${action}\` on \`${type}\``,
  });
}

export function invalid(place: string, code: string, ja: string, en: string): Refusal {
  const issue: Omit<Issue, 'severity'> = { code, type: 'invalid', ja, en, expression: place };
  return refuse(422, issue);
}

export const typeNotServed = (type: string, served: readonly string[]): Refusal =>
  refuse(404, {
    code: 'type-not-served',
    type: 'not-supported',
    ja: `リソース型「${type}」は扱っていません。扱うもの: ${served.join(', ')}`,
    en: `the type \`${type}\` is not served; served: ${served.join(', ')}`,
  });

export const bodyTypeDiffers = (type: string, found: string): Refusal =>
  refuse(400, {
    code: 'body-type-differs',
    type: 'invalid',
    ja: `この入口は ${type} を受け取りますが、本文は「${found}」です。`,
    en: `this route takes a \`${type}\`, the body is a \`${found}\``,
    expression: 'resourceType',
  });
