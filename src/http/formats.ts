/** The formats in which resources leave, and which of them a request asks for. */
import type { Request } from 'express';
import { type Refusal, refuse } from '#fhir';
import type { Shape } from '#visit';
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
export const parametersOf = (request: Pick<Request, 'originalUrl'>, form?: URLSearchParams): URLSearchParams =>
  new URLSearchParams([
    ...new URLSearchParams(request.originalUrl.split('?').slice(1).join('?')),
    ...(form ?? new URLSearchParams()),
  ]);

/** By `_format`, which outranks the header `Accept` (R4 §3.1.0.1.11): 400 or 406 where that is none of ours. */
export function formatAsked(request: Request, parameters: URLSearchParams): Format | Refusal {
  const given = [...new Set(parameters.getAll('_format'))];
  if (given.length > 0) return formatNamed(given.join(', '));
  const { accept } = request.headers;
  return formatAccepted(accept ?? '*/*') ?? notAcceptable('Accept', accept ?? '');
}

function formatNamed(given: string): Format | Refusal {
  const [range] = rangesOf(given);
  // A plus that was not percent-encoded arrives as a space.
  const format = given.includes(',') ? undefined : FORMATS.get(range?.name.replaceAll(' ', '+') ?? '');
  if (range === undefined || format === undefined) return formatUnsupported(given);
  return isR4(range) ? format : notAcceptable('_format', given);
}

export const SHAPE_TYPES: Readonly<Record<Shape, string>> = {
  html: 'text/html',
  pdf: 'application/pdf',
  csv: 'text/csv',
};

/** The one of these shapes that is asked for, by `_format`, or by `Accept` where it ranks before every other format. */
export function shapeAsked(
  { headers }: Pick<Request, 'headers'>,
  parameters: URLSearchParams,
  shapes: readonly Shape[],
): Shape | undefined {
  const named = (name: string) => shapes.find((shape) => name === shape || name === SHAPE_TYPES[shape]);
  const given = parameters.getAll('_format');
  if (given.length > 0)
    return given.length > 1 ? undefined : named(given[0]?.trim().split(';', 1)[0]?.toLowerCase() ?? '');
  const wanted = rangesOf(headers.accept ?? '').filter(({ weight }) => weight > 0);
  const known = wanted.find((range) => isWild(range) || FORMATS.has(range.name) || named(range.name) !== undefined);
  return known === undefined ? undefined : named(known.name);
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

/** The version of FHIR as content types name it (R4 §2.6.0.2); a patch of it changes nothing. */
export const isR4 = ({ parameters }: Range): boolean => /^4\.0(\.\d+)?$/.test(parameters.get('fhirversion') ?? '4.0');

const formatUnsupported = (found: string): Refusal =>
  refuse(400, {
    code: 'format-unsupported',
    type: 'not-supported',
    ja: `_format「${found}」は使えません。使えるもの: ${FORMAT_NAMES.join(', ')}`,
    en: `the \`_format\` \`${found}\` is not known; known ones: ${FORMAT_NAMES.join(', ')}`,
    expression: 'http._format',
    spec: 'https://hl7.org/fhir/R4/http.html#parameters',
  });

const SERVED = [...FORMATS.keys()].filter((name) => name.includes('/')).join(', ');

const notAcceptable = (where: 'Accept' | '_format', found: string): Refusal =>
  refuse(406, {
    code: 'not-acceptable',
    type: 'not-supported',
    ja: `${where}「${found}」の形式では答えられません。答えられる形式（fhirVersion は 4.0）: ${SERVED}`,
    en: `nothing that \`${where}\` names (\`${found}\`) is served; served, in fhirVersion 4.0: ${SERVED}`,
    expression: `http.${where}`,
    spec: 'https://hl7.org/fhir/R4/http.html#mime-type',
  });
