/** Entries of a transaction that cannot go together (R4 § 3.1.0.11.2): of one name, or about one resource. */
import { type Refusal, refuse } from '#fhir';
import type { BundleRequest } from './bundle-request.ts';

/** Two entries about one resource would make the outcome depend on their order; two of one name, what refers to it. */
export function overlapping(requests: readonly BundleRequest[]): Refusal | undefined {
  const names = new Set<string>();
  for (const { fullUrl, index } of requests) {
    if (fullUrl === undefined) continue;
    if (names.has(fullUrl)) return sameName(fullUrl, index);
    names.add(fullUrl);
  }
  const seen = new Map<string, string>();
  for (const { method, type, id, query, index, ifNoneExist } of requests) {
    if (method === 'GET' || (method === 'POST' && ifNoneExist === undefined)) continue;
    const criteria = new URLSearchParams(ifNoneExist ?? query);
    criteria.sort();
    const name = id === undefined ? `${type}?${criteria}` : `${type}/${id}`;
    const before = seen.get(name);
    if (before !== undefined && !isReplacement([before, method])) return sameResource(name, index);
    seen.set(name, before === undefined ? method : 'both');
  }
  return undefined;
}

/** What is made where nothing meets the criteria is another thing than what is deleted by them: deletions come first. */
const isReplacement = (methods: readonly string[]): boolean => methods.includes('DELETE') && methods.includes('POST');

/** The refusal of an entry that changes what another one does; `name` is `Type/id` or `Type?criteria`. */
export const sameResource = (name: string, index: number): Refusal =>
  refuse(400, {
    code: 'entries-overlap',
    type: 'invalid',
    ja: `同じもの（${name}）を変える項目が二つあります。一つにしてください。`,
    en: `two entries change the same resource (\`${name}\`); make them one`,
    expression: `Bundle.entry[${index}]`,
  });

const sameName = (fullUrl: string, index: number): Refusal =>
  refuse(400, {
    code: 'entries-overlap',
    type: 'invalid',
    ja: `fullUrl「${fullUrl}」の項目が二つあります。項目ごとに別のものにしてください。`,
    en: `two entries have the fullUrl \`${fullUrl}\`; give each one of its own`,
    expression: `Bundle.entry[${index}].fullUrl`,
  });
