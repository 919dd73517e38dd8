/** The parameters of the API: of paths and headers, of searches by type, and of operations by their definitions. */
import type { OperationDefinition } from '@medplum/fhirtypes';
import { MODIFIERS, RESULT_PARAMETERS, type SearchParameter, type SearchParameters } from '#fhir';
import { type OperationName, TERMINOLOGY_OPERATIONS } from '#terminology';
import { SERVED_TYPES } from '#visit';
import { formOf, HEADER_WORDS, PATH_WORDS, QUERY_WORDS, say } from './openapi-words.ts';
import { searchesOf } from './searches-of.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Components = Map<string, Json>;

const TEXT = { type: 'string' };
const SHOWN = ['_format', '_pretty'];
const PARTS = ['_summary', '_elements'];
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  _summary: ['true', 'text', 'data', 'false', 'count'],
  _pretty: ['true', 'false'],
};
/** What R4 defines of an operation and the house does not take. */
const NOT_TAKEN: Readonly<Record<string, readonly string[]>> = { everything: ['_offset'], document: ['graph'] };

/** All parameters are named once; where they are used they are referred to. */
export const createParameters = (components: Components) => {
  const refer = (key: string, make: () => Json): Json => {
    if (!components.has(key)) components.set(key, make());
    return { $ref: `#/components/parameters/${key}` };
  };
  const inQuery = (name: string): Json =>
    refer(`query.${name.replace(':', '.')}`, () => ({
      name,
      in: 'query',
      description: say(wordsOf(QUERY_WORDS, name)),
      schema: ENUMS[name] === undefined ? TEXT : { ...TEXT, enum: ENUMS[name] },
    }));
  const search = (parameter: SearchParameter): Json =>
    refer(`search.${keyOf(parameter.url)}`, () => ({
      name: parameter.code,
      in: 'query',
      description: describe(parameter),
      schema: { type: 'array', items: TEXT },
      explode: true,
    }));
  return {
    query: (names: readonly string[]) => names.map(inQuery),
    header: (names: readonly string[]) =>
      names.map((name) =>
        refer(`header.${name}`, () => ({
          name,
          in: 'header',
          description: say(wordsOf(HEADER_WORDS, name)),
          schema: TEXT,
        })),
      ),
    path: (name: string, anyType = false) =>
      refer(anyType ? `path.any-${name}` : `path.${name}`, () => ({
        name,
        in: 'path',
        required: true,
        description: say(wordsOf(PATH_WORDS, name)),
        schema: name === 'type' && !anyType ? { ...TEXT, enum: SERVED_TYPES } : TEXT,
      })),
    searches: (type: string, parameters: SearchParameters) => searchesOf(type, parameters).map(search),
    shown: () => SHOWN.map(inQuery),
    parts: () => PARTS.map(inQuery),
    results: () => [...RESULT_PARAMETERS, '_list'].map(inQuery),
    operation: (type: string, definition: OperationDefinition) => inOperation(type, definition),
  };
};

export type Parameters = ReturnType<typeof createParameters>;

/** Those that can stand in a URL: of a primitive type. */
function inOperation(type: string, { code = '', parameter = [] }: OperationDefinition): Json[] {
  const terminology = TERMINOLOGY_OPERATIONS[`${type}/$${code}` as OperationName];
  const taken = (name: string): boolean =>
    terminology === undefined ? !NOT_TAKEN[code]?.includes(name) : Object.hasOwn(terminology.shape, name);
  return parameter
    .filter((one) => one.use === 'in' && /^[a-z]/.test(one.type ?? '') && taken(one.name ?? ''))
    .map(({ name, documentation = '', max }) => ({
      name,
      in: 'query',
      description: documentation,
      schema: max === '1' ? TEXT : { type: 'array', items: TEXT },
    }));
}

function describe({ type, url }: SearchParameter): string {
  const modifiers = MODIFIERS[type].map((modifier) => `\`:${modifier}\``).join(' ');
  return [say(formOf(type === 'special' ? 'near' : type)), ...(modifiers === '' ? [] : [modifiers]), url].join('. ');
}

/** R4's are the most, and are named shortly. */
const keyOf = (url: string): string =>
  url.replace(/^(http:\/\/hl7.org\/fhir\/SearchParameter\/|https?:\/\/)/, '').replace(/[^A-Za-z0-9._-]/g, '-');

function wordsOf<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`defect: no words for ${name} in the document of the API`);
  return found;
}
