/** Reads what an entry of a batch or transaction asks for: the same as a request of its own. */
import type { BundleEntry, Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { type Places, readText } from '#validation';
import { SERVED_TYPES, typeNotServed } from '#visit';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request. `path` are the steps below the base; `query` is what follows the question mark. */
export interface BundleRequest {
  readonly index: number;
  readonly method: Method;
  readonly path: readonly string[];
  readonly type: string;
  readonly id?: string;
  readonly query: string;
  readonly resource?: Resource | undefined;
  /** A list of operations, or Parameters. */
  readonly patch?: unknown;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  /** An instant. */
  readonly ifModifiedSince?: string | undefined;
  readonly ifNoneExist?: string | undefined;
  readonly fullUrl?: string | undefined;
  readonly positions?: Places | undefined;
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const JSON_PATCH = 'application/json-patch+json';

/** The request of an entry, or why it is none, with its place. */
export function readRequest(entry: BundleEntry, index: number, base: string): BundleRequest | Refusal {
  const odd = oddMember(entry);
  if (odd !== undefined) return malformed(index, odd);
  const { request, resource, fullUrl } = entry;
  const method = (request?.method as string | undefined) === 'HEAD' ? 'GET' : request?.method;
  const url = String(request?.url ?? '');
  if (method === undefined || !METHODS.includes(method)) return malformed(index, 'request.method');
  const local = url.startsWith(`${base}/`) ? url.slice(base.length) : url;
  if (/^[a-z]+:/i.test(local)) return malformed(index, 'request.url');
  const [path = '', ...rest] = local.replace(/^\//, '').split('?');
  const steps = path.split('/').filter((step) => step !== '');
  const [type = '', id] = steps;
  // What is only read may be of a type that is kept elsewhere: the audit, definitions.
  const isKnown = type === '' || type.startsWith('_') || SERVED_TYPES.includes(type) || steps.at(-1)?.startsWith('$');
  if (!isKnown && method !== 'GET') return located(typeNotServed(type, SERVED_TYPES), index);
  if ((method === 'POST' || method === 'PUT') && resource === undefined && !steps.at(-1)?.startsWith('_search'))
    return malformed(index, 'resource');
  if (isChange(method) && !isAimed(steps)) return unserved({ index, method, path: steps });
  const patch = method === 'PATCH' ? patchIn(resource, index) : undefined;
  if (isRefusal(patch)) return patch;
  return {
    index,
    method: method as Method,
    path: steps,
    type,
    ...(id === undefined ? {} : { id }),
    query: rest.join('?'),
    resource,
    patch: patch?.value,
    ifMatch: request?.ifMatch,
    ifNoneMatch: request?.ifNoneMatch,
    ifModifiedSince: request?.ifModifiedSince,
    ifNoneExist: request?.ifNoneExist === undefined ? undefined : criteriaIn(request.ifNoneExist, type, base),
    fullUrl,
  };
}

const isChange = (method: string): boolean => method === 'PUT' || method === 'PATCH' || method === 'DELETE';

/** Whether a change is aimed at what can be changed: a resource, or what meets criteria of a type; no version or operation of it. */
const isAimed = ([type = '', id = '', ...more]: readonly string[]): boolean =>
  SERVED_TYPES.includes(type) && !id.startsWith('$') && more.length === 0;

/** Criteria as many clients send them, with the type or the whole URL before them: `[base/]Patient?identifier=…`. */
export function criteriaIn(text: string, type: string, base: string): string {
  const before = [`${base}/${type}?`, `${type}?`].find((start) => text.startsWith(start)) ?? '';
  return text.slice(before.length);
}

/** The first member that is of another kind than the act that reads it relies on. */
function oddMember({ request, resource, fullUrl }: BundleEntry): string | undefined {
  const { method, url, ifMatch, ifNoneMatch, ifModifiedSince, ifNoneExist } = request ?? {};
  const texts = { 'request.method': method, 'request.url': url, 'request.ifMatch': ifMatch };
  const conditions = { 'request.ifNoneMatch': ifNoneMatch, 'request.ifModifiedSince': ifModifiedSince };
  const more = { ...conditions, 'request.ifNoneExist': ifNoneExist, fullUrl };
  if (resource !== undefined && typeof (resource as Resource | null)?.resourceType !== 'string') return 'resource';
  return Object.entries({ ...texts, ...more }).find(([, it]) => it !== undefined && typeof it !== 'string')?.[0];
}

/** A JSON Patch travels in a Binary (R4 § 3.1.0.11.2), a FHIRPath Patch as it is; both are read as when they come alone. */
function patchIn(resource: Resource | undefined, index: number): { readonly value: unknown } | Refusal {
  if (resource?.resourceType === 'Parameters') return { value: resource };
  if (resource?.resourceType !== 'Binary' || !isJsonPatch(resource.contentType)) return malformed(index, 'resource');
  const text = textOf(resource.data);
  if (text === undefined) return malformed(index, 'resource.data');
  const read = readText(text);
  if (!isRefusal(read)) return read;
  const expression = `Bundle.entry[${index}].resource.data`;
  // A line of what is within would be taken for one of the bundle.
  return { ...read, issues: read.issues.map(({ line: _, column: __, ...issue }) => ({ ...issue, expression })) };
}

/** A media type may have parameters, and is the same in capital letters. */
const isJsonPatch = (type: unknown): boolean =>
  typeof type === 'string' && type.split(';')[0]?.trim().toLowerCase() === JSON_PATCH;

function textOf(data: unknown): string | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data, 'base64'));
  } catch {
    return undefined;
  }
}

/** A refusal with the place of its entry. */
export function located(refusal: Refusal, index: number, type = ''): Refusal {
  const issues = refusal.issues.map((issue) => {
    const { expression = '' } = issue;
    if (expression.startsWith('Bundle.')) return issue;
    const entry = `Bundle.entry[${index}]`;
    const isInside = type !== '' && expression.startsWith(type);
    return { ...issue, expression: isInside ? `${entry}.resource${expression.slice(type.length)}` : entry };
  });
  return { ...refusal, issues };
}

/** All requests, or every entry that is none. */
export function readRequests(entries: readonly BundleEntry[], base: string): BundleRequest[] | Refusal {
  const read = entries.map((entry, index) => readRequest(entry, index, base));
  const refused = read.filter(isRefusal);
  const [first] = refused;
  if (first) return { ...first, issues: refused.flatMap(({ issues }) => issues) };
  return read as BundleRequest[];
}

/** The refusal of what an entry may not ask for. */
export const unserved = ({
  index,
  method,
  path,
}: Pick<BundleRequest, 'index' | 'path'> & { method: string }): Refusal =>
  refuse(400, {
    code: 'entry-not-served',
    type: 'not-supported',
    ja: `${method} ${path.join('/')} は、この中では使えません。`,
    en: `\`${method} ${path.join('/')}\` is not served here`,
    expression: `Bundle.entry[${index}].request`,
  });

const malformed = (index: number, place: string): Refusal =>
  refuse(400, {
    code: 'entry-request-malformed',
    type: 'invalid',
    ja: '項目の request が読めません。method（GET、POST、PUT、PATCH、DELETE）と、ベースからの相対の url を書き、登録・更新には resource を付けてください。PATCH は Parameters か、JSON Patch を入れた Binary です。',
    en: 'the `request` of the entry cannot be read; give method (GET, POST, PUT, PATCH, DELETE), a url relative to the base, and a `resource` for what is stored; a PATCH takes Parameters, or a Binary with a JSON Patch',
    expression: `Bundle.entry[${index}].${place}`,
  });
