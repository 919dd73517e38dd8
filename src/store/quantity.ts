/** Numbers and quantities as spans, as they are written and in the base units of UCUM, so that 5.4 g is found by 5400 mg. */
import { type BaseUnit, baseUnitOf, UCUM } from '#terminology';

export interface Quantity {
  readonly low: number;
  readonly high: number;
  readonly system: string;
  readonly code: string;
  readonly unit: string;
  readonly base: Base | undefined;
}

/** The same in base units. */
export interface Base {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

interface QuantityLike {
  value?: number;
  comparator?: string;
  system?: string;
  code?: string;
  unit?: string;
  currency?: string;
  low?: QuantityLike;
  high?: QuantityLike;
  /** Of sampled data. */
  origin?: QuantityLike;
  factor?: number;
  data?: string;
}

/** The codes of Money, which has no system of its own, are bound to it. */
const CURRENCIES = 'urn:iso:std:iso:4217';

/**
 * The span of a number, Quantity, Money, Range or SampledData; nothing for a value without a number. `<5` reaches from below
 * to nearly 5.
 */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value === 'number') return complete(value, value, {});
  if (typeof value !== 'object' || value === null) return undefined;
  const q = value as QuantityLike;
  if (q.low || q.high) return rangeOf(q);
  if (q.origin) return boundsOf(q);
  if (q.value === undefined) return undefined;
  const open = q.comparator?.charAt(0);
  return complete(open === '<' ? -Infinity : q.value, open === '>' ? Infinity : q.value, q);
}

/** R4 wants both ends in one unit; where they are not, the other is reckoned into that of the low one, or nothing is said. */
function rangeOf({ low, high }: QuantityLike): Quantity | undefined {
  const unit = [low, high].find((end) => end?.code !== undefined) ?? low ?? high ?? {};
  const [from = -Infinity, to = Infinity] = [low, high].map((end) => end && valueIn(unit, end));
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : complete(from, to, unit);
}

/** NaN where the two cannot be compared; an end without a unit of its own has that of the other. */
function valueIn({ system, code }: QuantityLike, end: QuantityLike): number | undefined {
  if (end.value === undefined || end.code === undefined) return end.value;
  if (end.code === code && end.system === system) return end.value;
  const [unit, own] = [unitOf(system, code), unitOf(end.system, end.code)];
  if (unit === undefined || own === undefined || unit.unit !== own.unit) return Number.NaN;
  return rounded((end.value * own.factor + own.offset - unit.offset) / unit.factor);
}

/** The least and the greatest of what was sampled; beyond a limit of detection (`L`, `U`) nobody knows how far. */
function boundsOf({ origin = {}, factor = 1, data = '' }: QuantityLike): Quantity | undefined {
  const values = data.split(/\s+/).flatMap((point) => {
    if (point === 'L') return [-Infinity];
    if (point === 'U') return [Infinity];
    const number = Number(point);
    return point === '' || Number.isNaN(number) ? [] : [rounded((origin.value ?? 0) + number * factor)];
  });
  if (values.length === 0) return undefined;
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  return complete(low, high, origin);
}

function complete(
  low: number,
  high: number,
  { system, code, currency, unit = '', comparator }: QuantityLike,
): Quantity {
  const base = baseOf({ low, high }, system ?? '', code ?? '');
  return {
    ...withoutEnd({ low, high }, comparator),
    system: system ?? (currency === undefined ? '' : CURRENCIES),
    code: code ?? currency ?? '',
    unit,
    base: base && { ...base, ...withoutEnd(base, comparator) },
  };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** An end that is not reached itself lies the last digit that counts away from it. */
const withoutEnd = ({ low, high }: Ends, comparator: string | undefined): Ends => ({
  low: comparator === '>' ? low + lastDigitOf(low) : low,
  high: comparator === '<' ? high - lastDigitOf(high) : high,
});

const lastDigitOf = (value: number): number => Math.abs(value) * 1e-11 || 1e-11;

/** A span in base units; nothing where the unit is none of UCUM's, or its scale is no line. */
export function baseOf({ low, high }: Ends, system: string, code: string): Base | undefined {
  const base = unitOf(system, code);
  if (!base) return undefined;
  const [a, b] = [low, high].map((value) => rounded(value * base.factor + base.offset));
  return { unit: base.unit, low: Math.min(a ?? 0, b ?? 0), high: Math.max(a ?? 0, b ?? 0) };
}

const unitOf = (system: string | undefined, code = ''): BaseUnit | undefined =>
  system === UCUM && code !== '' ? baseUnitOf(code) : undefined;

/** Twelve digits: what comes out of two ways of reckoning compares as equal. */
const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);
