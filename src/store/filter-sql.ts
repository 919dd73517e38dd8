/** One search filter as a condition on a resource row. */
import type { SearchFilter, SearchValue } from '#fhir';
import type { Bindings } from './bindings.ts';
import { compositeSql } from './composite-sql.ts';
import { existsIn, keysSql } from './exists-in.ts';
import { valueKey } from './index-values.ts';
import { foundByKeys } from './keys-sql.ts';
import { momentText } from './moment.ts';
import { nearSql } from './near-sql.ts';
import { hullCondition, quantityCondition, spanCondition } from './ordered-sql.ts';
import { identifierSql, isToldSql, referenceSql } from './reference-sql.ts';
import { askedTarget } from './references.ts';
import { isUuid } from './row.ts';
import { type Scene, unmasked } from './scene.ts';
import { looksIntoSections } from './sections.ts';
import { likeStart, normalise } from './strings.ts';
import { textSql } from './text-sql.ts';
import { tokenForm } from './tokens.ts';
import { uriSql } from './uri-sql.ts';

/** The condition; `narrow` where something beside it leaves few rows. */
export function filterSql(filter: SearchFilter, alias: string, scene: Scene, narrow = false): string {
  const { parameter, modifier } = filter;
  const found = ownFilterSql(filter, alias, scene, narrow);
  // What is found by keys and words asks each section. R4 has no other parameter that looks into them, and what a region
  // adds is blind there: it is found of what lacks nothing.
  const asksSections = modifier === 'missing' || parameter.type === 'token' || parameter.type === 'reference';
  return asksSections || !looksIntoSections(parameter) ? found : `(${found} AND ${unmasked(scene, alias)})`;
}

function ownFilterSql(filter: SearchFilter, alias: string, scene: Scene, narrow: boolean): string {
  const { parameter, modifier, values } = filter;
  const { code, type } = parameter;
  const { bind } = scene;
  if (modifier === 'missing') return missingSql(filter, alias, scene);
  if (modifier === 'text') return anyOf(values, (value) => wordsSql(parameter, value, alias, scene));
  if (modifier === 'identifier') return identifierSql(parameter, values.map(tokenForm), alias, scene);
  if (code === '_id') return idSql(filter, alias, bind);
  if (code === '_lastUpdated') return anyOf(values, (value) => updatedSql(value, alias, bind));
  switch (type) {
    case 'token':
      return tokenSql(filter, alias, scene);
    case 'reference':
      return referenceSql(filter, alias, scene);
    case 'uri':
      return uriSql(filter, alias, bind);
    case 'date':
      return anyOf(values, (value) => dateSql(filter, value, { alias, bind, narrow }));
    case 'string':
      return anyOf(values, (value) => stringSql(filter, value, alias, bind));
    case 'composite':
      return anyOf(values, (value) => compositeSql(parameter, value, alias, scene));
    case 'special':
      return anyOf(values, (value) => (value.type === 'near' ? nearSql(code, value, alias, bind) : mistaken(filter)));
    case 'text':
      return anyOf(values, (value) => textSql(code, value, alias, scene));
    default:
      return anyOf(values, (value) => existsIn('index_quantity', code, quantityCondition(value, bind), alias, bind));
  }
}

/** What the parser never makes. */
function mistaken({ parameter, modifier }: SearchFilter): never {
  throw new Error(`defect: a value of ${parameter.code}:${modifier} has another type`);
}

const anyOf = (values: readonly SearchValue[], sql: (value: SearchValue) => string): string =>
  `(${values.map(sql).join(' OR ')})`;

function missingSql({ parameter, missing }: SearchFilter, alias: string, scene: Scene): string {
  const { code } = parameter;
  if (code === '_id' || code === '_lastUpdated') return String(!missing);
  const name = scene.bind(code);
  const drawn = `jsonb_exists(${alias}.sorts, ${name})`;
  const shown = {
    shown: (section: string) => `jsonb_exists(${section}.sorts, ${name})`,
    bare: (section: string) => `jsonb_exists(${section}.bare_sorts, ${name})`,
  };
  const found = looksIntoSections(parameter) ? `(${drawn} AND ${scene.inSections(alias, shown)})` : drawn;
  const target = askedTarget(parameter);
  const present = target ? `(${found} AND ${isToldSql(target, alias, scene)})` : found;
  return missing ? `(NOT ${present})` : present;
}

function idSql({ modifier, values }: SearchFilter, alias: string, bind: Bindings): string {
  const ids = values.flatMap((value) => (value.type === 'token' && value.system === undefined ? [value.code] : []));
  const found = `${alias}.id = ANY(${bind(ids.filter(isUuid), 'uuid[]')})`;
  return modifier === 'not' ? `(NOT ${found})` : found;
}

function updatedSql(value: SearchValue, alias: string, bind: Bindings): string {
  if (value.type !== 'date') return 'false';
  const column = `${alias}.updated`;
  return spanCondition(value, column, column, bind, (ms) => bind(momentText(ms), 'timestamptz'));
}

function dateSql(
  filter: SearchFilter,
  value: SearchValue,
  { alias, bind, narrow }: { alias: string; bind: Bindings; narrow: boolean },
): string {
  if (value.type !== 'date') return mistaken(filter);
  const { code } = filter.parameter;
  const indexed = () => existsIn('index_date', code, spanCondition(value, 'i.low', 'i.high', bind), alias, bind);
  if (!narrow) return indexed();
  const end = (place: 0 | 1) => `(${alias}.sorts -> ${bind(code, 'text')} ->> ${place})::float8`;
  return hullCondition(value, { least: () => end(0), greatest: () => end(1) }, bind, indexed);
}

function tokenSql(filter: SearchFilter, alias: string, scene: Scene): string {
  const { parameter, modifier, values } = filter;
  const keys = values.map((value) =>
    value.type === 'of-type'
      ? valueKey(`${parameter.code}:of-type`, `${value.system}|${value.kind}|${value.code}`)
      : valueKey(parameter.code, tokenForm(value)),
  );
  const found = foundByKeys(parameter, (column) => keysSql(keys, column, scene.bind), alias, scene);
  if (modifier === 'not') return `(NOT ${found})`;
  return modifier === '' || modifier === 'of-type' ? found : mistaken(filter);
}

function stringSql(filter: SearchFilter, value: SearchValue, alias: string, bind: Bindings): string {
  const { parameter, modifier } = filter;
  if (value.type !== 'string') return mistaken(filter);
  if (modifier === 'exact')
    return existsIn('index_string', parameter.code, `i.exact = ${bind(value.text)}`, alias, bind);
  const normal = normalise(value.text);
  if (normal === '') return 'false';
  const condition = modifier === 'contains' ? `strpos(i.normal, ${bind(normal)}) > 0` : likeStart('i', normal, bind);
  return existsIn('index_string', parameter.code, condition, alias, bind);
}

/** R4: a text that begins with the value. */
function wordsSql(parameter: SearchFilter['parameter'], value: SearchValue, alias: string, scene: Scene): string {
  const text = value.type === 'text' ? normalise(value.text) : '';
  if (text === '') return 'false';
  const [name, begins] = [scene.bind(parameter.code), scene.bind(text)];
  const saidIn = (column: string) =>
    `EXISTS (SELECT 1 FROM jsonb_array_elements_text(${column} -> ${name}) AS word WHERE starts_with(word, ${begins}))`;
  const found = saidIn(`${alias}.texts`);
  if (!looksIntoSections(parameter)) return found;
  const shown = (section: string) => saidIn(`${section}.words`);
  return `(${found} AND ${scene.inSections(alias, { shown, bare: (section) => saidIn(`${section}.bare_words`) })})`;
}
