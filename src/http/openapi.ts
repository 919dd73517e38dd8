/** The API as OpenAPI 3.1, derived from the same routes, search parameters and definitions as the CapabilityStatement. */
import type { OperationDefinition } from '@medplum/fhirtypes';
import { type Bilingual, codeSystemUrl } from '#fhir';
import { type House, SERVED_TYPES } from '#visit';
import { ALL_ROUTES } from './all-routes.ts';
import { isOperation, operationUrl, routesOf } from './offers.ts';
import { adminOperation, isAdministrative } from './openapi-admin.ts';
import { bodyOfRoute, contentOf, contentOfOperation, kindOf, refusals, responsesOf } from './openapi-answers.ts';
import { type Components, createParameters, type Json, type Parameters } from './openapi-parameters.ts';
import { schemas } from './openapi-schemas.ts';
import { INTERACTION_WORDS, say } from './openapi-words.ts';
import { PUBLIC_PATHS } from './public-paths.ts';
import type { Route } from './route.ts';

export interface Described extends Pick<House, 'parameters' | 'definitions'> {
  /** Where the house is reached from outside. */
  readonly publicUrl: string;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
}

const OF_TYPE = '/fhir/:type';
const HISTORY_QUERY = ['_since', '_at', '_count', '_cursor'];
/** Operations that are asked with the search parameters of their type too. */
const SEARCHING = ['$lastn'];
/** Those that answer with a bundle of records. */
const IN_PARTS = ['$everything', '$lastn'];
/** What is asked of the ways into the house that are no FHIR. */
const UPLOADS: Readonly<Record<string, { readonly tag: string; readonly query: readonly string[] }>> = {
  '/ssmix2': { tag: 'SS-MIX2', query: ['file', 'strict'] },
  '/cda': { tag: 'CDA', query: ['strict'] },
  '/csv': { tag: 'CSV', query: ['mapping', 'overlay', 'strict'] },
};

/** The document. What is asked of one type at its own path is told of each type; what is alike for all, once. */
export function openApi(described: Described): Json {
  const components: Components = new Map();
  const known = schemas();
  const context: Context = {
    described,
    parameters: createParameters(components),
    known: new Set(Object.keys(known)),
    operationNames: operationNames(described),
  };
  const paths: Record<string, Record<string, Json>> = {};
  for (const [path, words] of Object.entries(PUBLIC_PATHS)) paths[path] = { get: publicOperation(path, words) };
  for (const { route, path, type } of ALL_ROUTES.flatMap(placesOf)) {
    paths[path] = { [route.method]: operationAt(context, { route, path, type }), ...paths[path] };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '架け橋 / Kakehashi',
      version: '0.1.0',
      description:
        '精神科病院と地域の福祉事業所のあいだの FHIR R4 ゲートウェイ。どの答えも、いま有効な同意が許すものだけを含む。GET の入口はすべて HEAD にも答える。 / A FHIR R4 gateway between psychiatric hospitals and welfare offices. Every answer holds only what the consents in force allow. Every route of GET answers HEAD too.',
    },
    servers: [{ url: described.publicUrl }],
    security: [{ oauth2: [] }],
    paths,
    components: {
      schemas: known,
      parameters: Object.fromEntries(components),
      responses: refusals(),
      securitySchemes: { oauth2: security(described) },
    },
  };
}

interface Context {
  readonly described: Described;
  readonly parameters: Parameters;
  /** The types that have a schema. */
  readonly known: ReadonlySet<string>;
  readonly operationNames: ReadonlyMap<string, Bilingual>;
}

interface Place {
  readonly route: Route;
  readonly path: string;
  /** The type that the path names; absent where it names none, or any. */
  readonly type?: string | undefined;
}

/** Where a route is told: at the path of every type, where each has parameters of its own. */
function placesOf(route: Route): Place[] {
  if (route.path === OF_TYPE)
    return SERVED_TYPES.filter((type) => routesOf(type).includes(route)).map((type) => ({
      route,
      path: `/fhir/${type}`,
      type,
    }));
  const named = /^\/fhir\/([A-Z][A-Za-z]*)(\/|$)/.exec(route.path)?.[1];
  const path = route.path.replace(/:(\w+)/g, '{$1}');
  return [{ route, path, type: named }];
}

function operationAt(context: Context, { route, path, type }: Place): Json {
  const { interaction, method, body, anyType = false } = route;
  const operationId = `${method}${path.replace(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, '');
  if (isAdministrative(route)) return { operationId, ...adminOperation(route, context.parameters) };
  const definition =
    isOperation(route) && path.startsWith('/fhir') ? definitionOf(context, interaction, type) : undefined;
  const answered = definition
    ? contentOfOperation(definition, context.known)
    : contentOf(route, type ?? answerOf(route));
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const words = route.words ?? context.operationNames.get(interaction) ?? INTERACTION_WORDS[interaction];
  if (words === undefined) throw new Error(`defect: no words for ${interaction} in the document of the API`);
  return {
    operationId,
    tags: [type ?? UPLOADS[path]?.tag ?? 'FHIR'],
    summary: say(words),
    ...(definition?.description === undefined ? {} : { description: definition.description }),
    parameters: [
      ...names.map((name) => context.parameters.path(name, anyType)),
      ...queryOf(context, { route, path, type }, definition),
      ...context.parameters.header([...kindOf(route).headers, 'Accept-Language']),
    ],
    ...bodyOfRoute(
      body,
      isOperation(route) ? 'Resource' : (type ?? (interaction === 'transaction' ? 'Bundle' : 'Resource')),
    ),
    responses: responsesOf(route, answered),
  };
}

const answerOf = ({ path }: Route): string => (path.startsWith('/fhir') ? 'Resource' : 'Bundle');

/** Of an operation that gives a record and takes a file: the parameters that are for one of them only. */
const ONE_WAY: Readonly<Record<string, Readonly<Record<string, 'give' | 'take'>>>> = {
  $form: { report: 'give', strict: 'take', commit: 'take', preview: 'take', record: 'take' },
};

function queryOf(
  { parameters, described }: Context,
  { route, path, type }: Place,
  definition?: OperationDefinition,
): Json[] {
  const { interaction, method } = route;
  if (!path.startsWith('/fhir')) return parameters.query(UPLOADS[path]?.query ?? []);
  if (definition) {
    const searches = SEARCHING.includes(interaction) ? parameters.searches(type ?? '', described.parameters) : [];
    const way = path.includes('{id}') ? 'give' : 'take';
    // The id of the path is not asked for again.
    const own = parameters
      .operation(type ?? 'Resource', definition)
      .filter(({ name }) => !path.includes(`{${name}}`) && (ONE_WAY[interaction]?.[String(name)] ?? way) === way);
    const parts = IN_PARTS.includes(interaction) ? parameters.parts() : [];
    return [...own, ...searches, ...parts, ...parameters.shown()];
  }
  if (interaction.startsWith('history'))
    return [...parameters.query(HISTORY_QUERY), ...parameters.parts(), ...parameters.shown()];
  if (interaction === 'read' || interaction === 'vread') return [...parameters.parts(), ...parameters.shown()];
  // What is posted stands in the form, and may be any of what a search by GET takes.
  if (!interaction.startsWith('search') || method === 'post') return parameters.shown();
  if (type === undefined || path.includes('{')) return parameters.results();
  const own = parameters.searches(type, described.parameters);
  return SERVED_TYPES.includes(type) ? [...own, ...parameters.results()] : [...own, ...parameters.shown()];
}

const definitionOf = (
  { described: { definitions } }: Context,
  interaction: string,
  type?: string,
): OperationDefinition =>
  definitions.find('OperationDefinition', operationUrl(definitions, interaction.slice(1), type)) as OperationDefinition;

/** What operations are called: by our code system of operations, which the audit uses too. */
function operationNames({ definitions }: Described): ReadonlyMap<string, Bilingual> {
  const { concept = [] } = definitions.codeSystem(codeSystemUrl('operation')) ?? {};
  const named = concept.map(({ code = '', display = '', designation = [] }): [string, Bilingual] => [
    code,
    { ja: display, en: designation[0]?.value ?? code },
  ]);
  return new Map(named);
}

function publicOperation(path: string, { words, contentTypes }: (typeof PUBLIC_PATHS)[string]): Json {
  const content = Object.fromEntries(contentTypes.map((type) => [type, { schema: { type: 'object' } }]));
  return {
    operationId: `get${path.replace(/[^A-Za-z0-9]+/g, '_')}`,
    tags: ['public'],
    summary: say(words),
    security: [],
    responses: { 200: { description: say(words), content } },
  };
}

const security = ({ tokenUrl, scopes }: Described): Json => ({
  type: 'oauth2',
  description:
    'SMART Backend Services: private_key_jwt（ES384、RS384）で署名した表明でトークンを得る。 / A token is got by an assertion signed with private_key_jwt (ES384, RS384).',
  flows: {
    clientCredentials: {
      tokenUrl,
      scopes: Object.fromEntries(scopes.map((scope) => [scope, `SMART ${scope}`])),
    },
  },
});
