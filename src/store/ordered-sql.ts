/** FHIR's prefixes over spans of time and of numbers (R4 § 3.1.1.4.4): equal = contained in. */
import type { SearchValue } from '#fhir';
import type { Bindings } from './bindings.ts';
import { baseOf } from './quantity.ts';

const YEAR_MS = 365 * 86_400_000;
/** `ap` reaches a tenth of a year, or of the number, to both sides. */
const NEAR = 10;

type Dated = Extract<SearchValue, { type: 'date' }>;

/** The condition on columns that hold the first and last moment. */
export function spanCondition(
  { prefix, span }: Dated,
  low: string,
  high: string,
  bind: Bindings,
  moment: (ms: number) => string = (ms) => bind(ms, 'float8'),
): string {
  // Bound where they are used: PostgreSQL refuses a value that stands nowhere in the statement.
  const start = () => moment(span.low);
  const end = () => moment(span.high);
  const within = () => `(${low} >= ${start()} AND ${high} <= ${end()})`;
  switch (prefix) {
    case 'ne':
      return `NOT ${within()}`;
    case 'gt':
      return `${high} > ${end()}`;
    case 'lt':
      return `${low} < ${start()}`;
    case 'ge':
      return `(${high} > ${end()} OR ${within()})`;
    case 'le':
      return `(${low} < ${start()} OR ${within()})`;
    case 'sa':
      return `${low} > ${end()}`;
    case 'eb':
      return `${high} < ${start()}`;
    case 'ap':
      return `(${low} <= ${moment(span.high + YEAR_MS / NEAR)} AND ${high} >= ${moment(span.low - YEAR_MS / NEAR)})`;
    default:
      return within();
  }
}

/**
 * The same condition by the least and the greatest moment of all spans of a parameter. Mostly they decide; `exact` looks at
 * each span where they do not.
 */
export function hullCondition(
  { prefix, span }: Dated,
  { least, greatest }: { least: () => string; greatest: () => string },
  bind: Bindings,
  exact: () => string,
): string {
  const start = () => bind(span.low, 'float8');
  const end = () => bind(span.high, 'float8');
  switch (prefix) {
    case 'ne':
      return `NOT (${least()} >= ${start()} AND ${greatest()} <= ${end()})`;
    case 'gt':
      return `${greatest()} > ${end()}`;
    case 'lt':
      return `${least()} < ${start()}`;
    case 'ge':
      return `(${greatest()} > ${end()} OR (${greatest()} >= ${start()} AND ${exact()}))`;
    case 'le':
      return `(${least()} < ${start()} OR (${least()} <= ${end()} AND ${exact()}))`;
    case 'sa':
      return `(${greatest()} > ${end()} AND ${exact()})`;
    case 'eb':
      return `(${least()} < ${start()} AND ${exact()})`;
    case 'ap':
      return exact();
    default:
      return `(${least()} <= ${end()} AND ${greatest()} >= ${start()} AND ${exact()})`;
  }
}

/** The condition on the columns of a quantity row: in base units where the value names a unit that has some. */
export function quantityCondition(value: SearchValue, bind: Bindings): string {
  if (value.type !== 'number' && value.type !== 'quantity') return 'false';
  const { system, code } = value.type === 'quantity' ? value : { system: undefined, code: undefined };
  const base = baseOf({ low: value.low, high: value.high }, system ?? '', code ?? '');
  const point = baseOf({ low: value.value, high: value.value }, system ?? '', code ?? '');
  if (base && point) {
    const numbers = { value: point.low, low: base.low, high: base.high };
    return `i.base_unit = ${bind(base.unit)} AND ${numberCondition(value.prefix, numbers, ['i.base_low', 'i.base_high'], bind)}`;
  }
  const conditions = [numberCondition(value.prefix, value, ['i.low', 'i.high'], bind)];
  if (system) conditions.push(`i.system = ${bind(system)}`);
  if (code && system) conditions.push(`i.code = ${bind(code)}`);
  else if (code) conditions.push(`(i.code = ${bind(code)} OR i.unit = ${bind(code)})`);
  return conditions.join(' AND ');
}

interface Numbers {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function numberCondition(
  prefix: string,
  { value, low, high }: Numbers,
  [least, greatest]: readonly [string, string],
  bind: Bindings,
): string {
  const number = (n: number) => bind(n, 'float8');
  const margin = Math.abs(value) / NEAR;
  switch (prefix) {
    case 'ne':
      return `NOT (${least} >= ${number(low)} AND ${greatest} < ${number(high)})`;
    case 'gt':
      return `${greatest} > ${number(value)}`;
    case 'lt':
      return `${least} < ${number(value)}`;
    case 'sa':
      return `${least} > ${number(value)}`;
    case 'eb':
      return `${greatest} < ${number(value)}`;
    case 'ge':
      return `${greatest} >= ${number(value)}`;
    case 'le':
      return `${least} <= ${number(value)}`;
    case 'ap':
      return `(${greatest} >= ${number(value - margin)} AND ${least} <= ${number(value + margin)})`;
    default:
      return `(${least} >= ${number(low)} AND ${greatest} < ${number(high)})`;
  }
}
