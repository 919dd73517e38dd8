/** What each kind of request takes and answers: bodies, media types and statuses. */
import type { OperationDefinition } from '@medplum/fhirtypes';
import { OWN_SHAPES } from './choose-representation.ts';
import { CONTENT_TYPES, SHAPE_TYPES } from './formats.ts';
import type { Json } from './openapi-parameters.ts';
import { schema } from './openapi-schemas.ts';
import { STATUS_WORDS, say } from './openapi-words.ts';
import { type BodyKind, PATCH_TYPES } from './read-body.ts';
import type { Route } from './route.ts';

const mediaType = (contentType: string): string => contentType.split(';', 1)[0] ?? '';
const [JSON_TYPE, XML_TYPE, NDJSON_TYPE] = [CONTENT_TYPES.json, CONTENT_TYPES.xml, CONTENT_TYPES.ndjson].map(mediaType);
const FHIR = [JSON_TYPE, XML_TYPE] as string[];

const content = (types: readonly string[], of: Json): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: of }]));

/** FHIR's interactions: the headers that they heed, what they answer when all is well, and how else they refuse. */
export interface Kind {
  readonly headers: readonly string[];
  readonly answers: readonly number[];
  readonly refuses: readonly number[];
}

const READING: Kind = { headers: ['If-None-Match', 'If-Modified-Since'], answers: [200, 304], refuses: [404, 410] };
const FINDING: Kind = { headers: ['Prefer'], answers: [200], refuses: [] };
const HISTORY: Kind = { headers: [], answers: [200], refuses: [] };
const CHANGING: Kind = {
  headers: ['If-Match', 'If-None-Match', 'Prefer'],
  answers: [200],
  refuses: [404, 409, 410, 412, 422, 428],
};

const KINDS: Readonly<Record<string, Kind>> = {
  read: READING,
  vread: READING,
  'search-type': FINDING,
  'search-system': FINDING,
  'history-instance': { ...HISTORY, refuses: [404] },
  'history-type': HISTORY,
  'history-system': HISTORY,
  create: { headers: ['If-None-Exist', 'Prefer'], answers: [200, 201], refuses: [409, 412, 422] },
  update: { ...CHANGING, answers: [200, 201] },
  patch: CHANGING,
  delete: { headers: ['If-Match', 'If-None-Match'], answers: [204], refuses: [404, 409, 412] },
  transaction: { headers: ['Prefer'], answers: [200], refuses: [404, 409, 410, 412, 422, 428] },
};

const OPERATION: Kind = { headers: [], answers: [200], refuses: [404, 422] };
const META_CHANGE: Kind = { headers: ['If-Match'], answers: [200], refuses: [404, 409, 412, 422, 428] };
const ALWAYS = [400, 401, 403, 406, 500, 503];

export const kindOf = ({ interaction }: Pick<Route, 'interaction'>): Kind =>
  KINDS[interaction] ?? (interaction.startsWith('$meta-') ? META_CHANGE : OPERATION);

/** The responses of a route; `answered` is what a good one holds. */
export function responsesOf(route: Route, answered: Json, { answers, refuses }: Kind = kindOf(route)): Json {
  const ofBody = route.body === 'none' ? [] : [413, 415];
  const good = answers.map((status): [string, Json] => {
    const description = say(STATUS_WORDS[status] ?? { ja: '', en: '' });
    return [String(status), status === 204 || status === 304 ? { description } : { description, content: answered }];
  });
  const bad = [...ALWAYS, ...ofBody, ...refuses].map((status): [string, Json] => [String(status), refused(status)]);
  return Object.fromEntries([...good, ...bad]);
}

const refused = (status: number): Json => ({ $ref: `#/components/responses/${status}` });

/** Every refusal is an OperationOutcome, whatever the status. */
export const refusals = (): Json =>
  Object.fromEntries(
    Object.entries(STATUS_WORDS)
      .filter(([status]) => Number(status) >= 400)
      .map(([status, words]) => [
        status,
        { description: say(words), content: content(FHIR, schema('OperationOutcome')) },
      ]),
  );

/** What a good answer to an interaction holds. */
export function contentOf({ interaction }: Route, type: string): Json {
  if (interaction.startsWith('search-')) return content([...FHIR, NDJSON_TYPE ?? ''], schema('Bundle'));
  if (interaction.startsWith('history-') || interaction === 'transaction') return content(FHIR, schema('Bundle'));
  return content(FHIR, schema(type));
}

/** A form leaves in formats of its own. */
const FILES = [
  'application/json',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/pdf',
  'text/html',
];

/** What partners exchange as a file. */
const JSON_FILES = ['audit-heads'];

/** What a good answer to an operation holds: one resource, or Parameters; some also make a page or a file for people. */
export function contentOfOperation({ code, parameter = [] }: OperationDefinition, known: ReadonlySet<string>): Json {
  if (JSON_FILES.includes(code ?? '')) return content(['application/json'], { type: 'object' });
  const [only, ...more] = parameter.filter(({ use }) => use === 'out');
  const type = more.length === 0 && only?.name === 'return' ? (only.type ?? '') : '';
  if (type === 'Binary') return content(FILES, {});
  const shapes = OWN_SHAPES[`$${code}`] ?? [];
  return {
    ...content(FHIR, schema(known.has(type) ? type : 'Parameters')),
    ...content(
      shapes.map((shape) => mediaType(SHAPE_TYPES[shape])),
      {},
    ),
  };
}

/** The body that a route takes; nothing for one that takes none. */
export function bodyOfRoute(kind: BodyKind, type: string): Json {
  const bodies: Readonly<Record<BodyKind, Json | undefined>> = {
    none: undefined,
    fhir: content(FHIR, schema(type)),
    'fhir-or-none': content(FHIR, schema(type)),
    patch: content(PATCH_TYPES, {}),
    bytes: content(['application/octet-stream'], {}),
    query: content(['application/x-www-form-urlencoded'], { type: 'object' }),
    json: content(['application/json'], { type: 'object' }),
  };
  const body = bodies[kind];
  return body === undefined
    ? {}
    : { requestBody: { required: kind !== 'query' && kind !== 'fhir-or-none', content: body } };
}
