/** The order of a search by any parameter, and the place in it from which a page goes on. What has no value comes last. */
import type { SearchParameter, SortKey } from '#fhir';
import type { Bindings } from './bindings.ts';
import { type Scene, shownReferences, unmasked } from './scene.ts';
import { looksIntoSections } from './sections.ts';

/** One key of the order as an expression on the row. */
export interface SortTerm {
  readonly text: { readonly sql: string; readonly cast: 'float8' | 'text' | 'timestamptz' | 'uuid' };
  readonly descending: boolean;
}

/** The last row of a page: its value of each term as text, its id, and its type, since two types may know the same id. */
export interface Position {
  readonly values: readonly (string | null)[];
  readonly id: string;
  readonly type: string;
}

/** Texts are in order by so many of their characters, and alike beyond them: the cursor of a page holds them in its URL. */
const CHARACTERS_MAX = 100;

const NUMBERS = ['date', 'number', 'quantity'];

/** Ascending by the least value of a resource, descending by its greatest. */
export function sortTerms(sort: readonly SortKey[], alias: string, scene: Scene): SortTerm[] {
  return sort.map(({ parameter, descending }) => {
    const { code, type } = parameter;
    if (code === '_lastUpdated') return { text: { sql: `${alias}.updated`, cast: 'timestamptz' }, descending };
    if (code === '_id') return { text: { sql: `${alias}.id`, cast: 'uuid' }, descending };
    const name = scene.bind(code);
    const isNumber = NUMBERS.includes(type);
    const drawnFrom = (column: string) => {
      const drawn = `(${column} -> ${name} ->> ${descending ? 1 : 0})`;
      return isNumber ? `${drawn}::float8` : `${drawn} COLLATE "C"`;
    };
    const whole = drawnFrom(`${alias}.sorts`);
    const isWithin = looksIntoSections(parameter);
    // The order must not tell what a section holds that is withheld.
    const value = isWithin ? withinSql(scene, alias, { whole, descending, drawnFrom }) : whole;
    if (isNumber) return { text: { sql: `(${value})`, cast: 'float8' }, descending };
    const sql =
      type === 'reference' && !isWithin ? shownSql(scene, alias, { parameter, descending, value: whole }) : value;
    return { text: { sql: `left(${sql}, ${CHARACTERS_MAX}) COLLATE "C"`, cast: 'text' }, descending };
  });
}

interface Within {
  readonly whole: string;
  readonly descending: boolean;
  readonly drawnFrom: (column: string) => string;
}

const withinSql = (scene: Scene, alias: string, { whole, descending, drawnFrom }: Within): string =>
  scene.ofSections(alias, whole, descending ? 'max' : 'min', {
    shown: (section) => drawnFrom(`${section}.sorts`),
    bare: (section) => drawnFrom(`${section}.bare_sorts`),
  });

/** The order must not tell where a masked reference leads. */
function shownSql(
  scene: Scene,
  alias: string,
  { parameter, descending, value }: { parameter: SearchParameter; descending: boolean; value: string },
): string {
  const shown = shownReferences(scene, alias, parameter, (ref) => `${descending ? 'max' : 'min'}(${ref} COLLATE "C")`);
  return `CASE WHEN ${unmasked(scene, alias, parameter)} THEN ${value} ELSE (${shown}) END`;
}

export const orderSql = (terms: readonly SortTerm[], alias: string): string =>
  [
    ...terms.map(({ text, descending }) => `${text.sql}${descending ? ' DESC' : ''} NULLS LAST`),
    `${alias}.id, ${alias}.type`,
  ].join(', ');

/** The condition that a row comes after the position: equal in the first terms and further in the next, or in the id. */
export function afterSql(terms: readonly SortTerm[], position: Position, alias: string, bind: Bindings): string {
  const { values, id, type } = position;
  const [term, ...rest] = terms;
  if (!term) return `(${alias}.id, ${alias}.type) > (${bind(id, 'uuid')}, ${bind(type, 'text')})`;
  const [value = null, ...others] = values;
  const equalAnd = afterSql(rest, { ...position, values: others }, alias, bind);
  const { sql, cast } = term.text;
  if (value === null) return `(${sql} IS NULL AND ${equalAnd})`;
  const here = bind(value, cast);
  return `(${sql} ${term.descending ? '<' : '>'} ${here} OR ${sql} IS NULL OR (${sql} = ${here} AND ${equalAnd}))`;
}
