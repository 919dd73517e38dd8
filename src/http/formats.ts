/** The formats in which resources leave, and which of them a request asks for. */
import type { Request } from 'express';
import { type Refusal, refuse } from '#fhir';
import { type Range, rangesOf } from './ranges.ts';

export type Format = 'json' | 'xml' | 'ndjson';

export const JSON_TYPES = ['application/fhir+json', 'application/json', 'text/json'];
export const XML_TYPES = ['application/fhir+xml', 'application/xml', 'text/xml'];
const NDJSON_TYPES = ['application/fhir+ndjson', 'application/ndjson'];

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/fhir+json; charset=utf-8',
  xml: 'application/fhir+xml; charset=utf-8',
  ndjson: 'application/fhir+ndjson; charset=utf-8',
};

/** What `_format` may say. */
export const FORMAT_NAMES = ['json', ...JSON_TYPES, 'xml', ...XML_TYPES, 'ndjson', ...NDJSON_TYPES];

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ...['json', ...JSON_TYPES].map((name) => [name, 'json'] as const),
  ...['xml', ...XML_TYPES].map((name) => [name, 'xml'] as const),
  ...['ndjson', ...NDJSON_TYPES].map((name) => [name, 'ndjson'] as const),
]);

/** The parameters of a request: of its URL, and of the form with which a search is posted. */
export const parametersOf = (request: Request, form?: URLSearchParams): URLSearchParams =>
  new URLSearchParams([
    ...new URLSearchParams(request.originalUrl.split('?').slice(1).join('?')),
    ...(form ?? new URLSearchParams()),
  ]);

/** By `_format`, which outranks the header `Accept` (R4 §3.1.0.1.11): 400 or 406 where that is none of ours. */
export function formatAsked(request: Request, parameters: URLSearchParams): Format | Refusal {
  const given = [...new Set(parameters.getAll('_format'))];
  // A plus that was not percent-encoded arrives as a space.
  const name = given.join(', ').trim().replaceAll(' ', '+').split(';', 1)[0]?.toLowerCase() ?? '';
  if (given.length > 0) return FORMATS.get(name) ?? formatUnsupported(given.join(', '));
  const { accept } = request.headers;
  return formatAccepted(accept ?? '*/*') ?? notAcceptable(accept ?? '');
}

function formatAccepted(header: string): Format | undefined {
  const ranges = rangesOf(header);
  const wanted = ranges.filter(({ weight }) => weight > 0);
  const wild = wanted.some(isWild);
  // A browser names XML before everything else, and shows JSON better.
  const browser = wild && wanted.some(({ name }) => name === 'text/html');
  if (header.trim() === '') return 'json';
  for (const range of wanted) {
    const generic = !range.name.includes('fhir');
    const format = isWild(range) ? 'json' : FORMATS.get(range.name.includes('/') ? range.name : '');
    if (format !== undefined && isR4(range) && !(browser && generic && format === 'xml')) return format;
  }
  return undefined;
}

const isWild = ({ name }: Range): boolean => name === '*/*' || name === 'application/*';

const isR4 = ({ parameters }: Range): boolean => (parameters.get('fhirversion') ?? '4.0').startsWith('4.0');

const formatUnsupported = (found: string): Refusal =>
  refuse(400, {
    code: 'format-unsupported',
    type: 'not-supported',
    ja: `_format「${found}」は使えません。使えるもの: ${FORMAT_NAMES.join(', ')}`,
    en: `the \`_format\` \`${found}\` is not known; known ones: ${FORMAT_NAMES.join(', ')}`,
    expression: 'http._format',
    spec: 'https://hl7.org/fhir/R4/http.html#parameters',
  });

const notAcceptable = (found: string): Refusal =>
  refuse(406, {
    code: 'not-acceptable',
    type: 'not-supported',
    ja: `Accept「${found}」の形式では答えられません。答えられる形式: ${[...FORMATS.keys()].filter((name) => name.includes('/')).join(', ')}`,
    en: `nothing that \`Accept\` names (\`${found}\`) is served; served: ${[...FORMATS.keys()].filter((name) => name.includes('/')).join(', ')}`,
    expression: 'http.Accept',
    spec: 'https://hl7.org/fhir/R4/http.html#mime-type',
  });
