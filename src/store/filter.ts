/** One search filter as a condition on a resource row. */
import type { Permit } from '#consent';
import {
  parseReference,
  type Refusal,
  refuse,
  type SearchFilter,
  type SearchParameter,
  spanOf,
  splitToken,
} from '#fhir';
import type { Bindings } from './bindings.ts';
import { presenceKey, valueKey } from './index-values.ts';
import { momentText } from './moment.ts';
import { ownedBy, visibleAsItself } from './predicate.ts';
import { precisionSpan } from './quantity.ts';
import { isUuid } from './row.ts';
import { normalise } from './strings.ts';

/** The condition, or the refusal of a value that is none of the parameter's type. */
export function filterSql(filter: SearchFilter, alias: string, bind: Bindings, permit: Permit): string | Refusal {
  const { parameter, modifier, values } = filter;
  if (modifier === 'missing') return missingSql(parameter, values[0] === 'true', alias, bind);
  if (parameter.code === '_id') {
    const found = `${alias}.id = ANY(${bind(values.filter(isUuid), 'uuid[]')})`;
    return modifier === 'not' ? `(NOT ${found})` : found;
  }
  if (parameter.code === '_lastUpdated')
    return anyOf(values.map((v) => timeSql(parameter, v, `${alias}.updated`, bind)));
  switch (parameter.type) {
    case 'token': {
      const found = keysSql(
        values.map((value) => valueKey(parameter.code, tokenForm(value))),
        alias,
        bind,
      );
      return modifier === 'not' ? `(NOT ${found})` : found;
    }
    case 'reference':
      return anyOf(
        values
          .flatMap((value) => referenceForms(parameter, value))
          .map((form) => referenceSql(parameter, form, { alias, bind, permit })),
      );
    case 'uri':
      return keysSql(
        values.map((value) => valueKey(parameter.code, value)),
        alias,
        bind,
      );
    case 'date':
      return anyOf(values.map((value) => dateSql(parameter, value, alias, bind)));
    case 'string':
      return anyOf(values.map((value) => stringSql(parameter, modifier, value, { alias, bind })));
    default:
      return anyOf(values.map((value) => quantitySql(parameter, value, alias, bind)));
  }
}

function anyOf(conditions: readonly (string | Refusal)[]): string | Refusal {
  const refusal = conditions.find((condition) => typeof condition !== 'string');
  return refusal ?? `(${conditions.join(' OR ')})`;
}

/** Keys are bound as text, since a 64-bit key does not fit into a JavaScript number. */
const keysSql = (keys: readonly bigint[], alias: string, bind: Bindings): string =>
  `${alias}.keys && ${bind(keys.map(String), 'bigint[]')}`;

function tokenForm(value: string): string {
  const { system, code } = splitToken(value);
  if (system === undefined) return `*|${code}`;
  return code === '' ? `${system}|*` : `${system}|${code}`;
}

function referenceForms({ targets }: SearchParameter, value: string): string[] {
  return value.includes('/') || value.includes(':') ? [value] : targets.map((target) => `${target}/${value}`);
}

/** A reference that is masked in the answer must not be found by a search either. */
function referenceSql(
  { code }: SearchParameter,
  form: string,
  { alias, bind, permit }: { alias: string; bind: Bindings; permit: Permit },
): string {
  const found = keysSql([valueKey(code, form)], alias, bind);
  const target = parseReference(form);
  if (!target || !isUuid(target.id)) return found;
  const seen = `EXISTS (SELECT 1 FROM resource target WHERE target.type = ${bind(target.type)} AND target.id = ${bind(target.id, 'uuid')}
    AND NOT target.deleted AND ${visibleAsItself(permit, 'target', bind)})`;
  return `(${found} AND (${ownedBy(permit, alias, bind)} OR ${seen}))`;
}

function missingSql({ code, type }: SearchParameter, missing: boolean, alias: string, bind: Bindings): string {
  if (code === '_id' || code === '_lastUpdated') return String(!missing);
  const present =
    type === 'date' ? existsIn('index_date', code, 'true', alias, bind) : keysSql([presenceKey(code)], alias, bind);
  return missing ? `(NOT ${present})` : present;
}

function existsIn(table: string, param: string, condition: string, alias: string, bind: Bindings): string {
  return `EXISTS (SELECT 1 FROM ${table} i WHERE i.dist = ${alias}.dist AND i.type = ${alias}.type AND i.id = ${alias}.id AND i.param = ${bind(param)} AND ${condition})`;
}

const PREFIX = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s;
const YEAR_MS = 365 * 86_400_000;

function dateSql(parameter: SearchParameter, value: string, alias: string, bind: Bindings): string | Refusal {
  const condition = timeCondition(parameter, value, { low: 'i.low', high: 'i.high' }, bind);
  return typeof condition === 'string' ? existsIn('index_date', parameter.code, condition, alias, bind) : condition;
}

const timeSql = (parameter: SearchParameter, value: string, column: string, bind: Bindings): string | Refusal =>
  timeCondition(parameter, value, { low: column, high: column }, bind);

/** FHIR's prefixes over spans: equal = contained in, `ap` = within a tenth of a year. */
function timeCondition(
  parameter: SearchParameter,
  value: string,
  { low, high }: { low: string; high: string },
  bind: Bindings,
): string | Refusal {
  const [, prefix = 'eq', text = ''] = PREFIX.exec(value) ?? [];
  const span = spanOf(text);
  if (!span)
    return notA(parameter, value, 'date such as `2026-04-01` or `ge2026-04`', '日付（例: 2026-04-01、ge2026-04）');
  const start = () => bind(momentText(span.low), 'timestamptz');
  const end = () => bind(momentText(span.high), 'timestamptz');
  switch (prefix) {
    case 'ne':
      return `NOT (${low} >= ${start()} AND ${high} <= ${end()})`;
    case 'gt':
      return `${high} > ${end()}`;
    case 'lt':
      return `${low} < ${start()}`;
    case 'ge':
      return `(${high} > ${end()} OR (${low} >= ${start()} AND ${high} <= ${end()}))`;
    case 'le':
      return `(${low} < ${start()} OR (${low} >= ${start()} AND ${high} <= ${end()}))`;
    case 'sa':
      return `${low} > ${end()}`;
    case 'eb':
      return `${high} < ${start()}`;
    case 'ap': {
      const margin = bind(`${YEAR_MS / 10} milliseconds`, 'interval');
      return `(${low} <= ${end()} + ${margin} AND ${high} >= ${start()} - ${margin})`;
    }
    default:
      return `(${low} >= ${start()} AND ${high} <= ${end()})`;
  }
}

function stringSql(
  parameter: SearchParameter,
  modifier: string,
  value: string,
  { alias, bind }: { alias: string; bind: Bindings },
): string {
  if (modifier === 'exact') return existsIn('index_string', parameter.code, `i.exact = ${bind(value)}`, alias, bind);
  const escaped = normalise(value).replace(/[\\%_]/g, '\\$&');
  const pattern = modifier === 'contains' ? `%${escaped}%` : `${escaped}%`;
  return existsIn('index_string', parameter.code, `i.normal LIKE ${bind(pattern)}`, alias, bind);
}

function quantitySql(parameter: SearchParameter, value: string, alias: string, bind: Bindings): string | Refusal {
  const [, prefix = 'eq', rest = ''] = PREFIX.exec(value) ?? [];
  const [number = '', system, code] = rest.split('|');
  const span = precisionSpan(number);
  if (!span)
    return notA(
      parameter,
      value,
      'number such as `5.4` or `ge5.4|http://unitsofmeasure.org|kg`',
      '数値（例: 5.4、ge60||kg）',
    );
  const conditions = [numberCondition(prefix, span, bind)];
  if (system) conditions.push(`i.system = ${bind(system)}`);
  if (code) conditions.push(`(i.code = ${bind(code)} OR i.unit = ${bind(code)})`);
  return existsIn('index_quantity', parameter.code, conditions.join(' AND '), alias, bind);
}

function numberCondition(
  prefix: string,
  { value, low, high }: { value: number; low: number; high: number },
  bind: Bindings,
): string {
  const number = (n: number) => bind(n, 'double precision');
  switch (prefix) {
    case 'ne':
      return `NOT (i.low >= ${number(low)} AND i.high < ${number(high)})`;
    case 'gt':
      return `i.high > ${number(value)}`;
    case 'lt':
      return `i.low < ${number(value)}`;
    case 'sa':
      return `i.low > ${number(value)}`;
    case 'eb':
      return `i.high < ${number(value)}`;
    case 'ge':
      return `i.high >= ${number(value)}`;
    case 'le':
      return `i.low <= ${number(value)}`;
    case 'ap':
      return `(i.high >= ${number(value - Math.abs(value) / 10)} AND i.low <= ${number(value + Math.abs(value) / 10)})`;
    default:
      return `(i.low >= ${number(low)} AND i.high < ${number(high)})`;
  }
}

const notA = ({ code, type }: SearchParameter, value: string, en: string, ja: string): Refusal =>
  refuse(400, {
    code: 'search-value-invalid',
    type: 'value',
    ja: `「${code}」（${type}）の値「${value}」は使えません。${ja}を指定してください。`,
    en: `the value \`${value}\` of \`${code}\` (${type}) is not valid; expected a ${en}`,
    expression: `http.${code}`,
  });
