/** Numbers and quantities as spans, as they are written and in the base units of UCUM, so that 5.4 g is found by 5400 mg. */
import { baseUnitOf, UCUM } from '#terminology';

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
  if (q.low || q.high) return complete(q.low?.value ?? -Infinity, q.high?.value ?? Infinity, q.low ?? q.high ?? {});
  if (q.origin) return boundsOf(q);
  if (q.value === undefined) return undefined;
  const open = q.comparator?.charAt(0);
  return complete(open === '<' ? -Infinity : q.value, open === '>' ? Infinity : q.value, q);
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
  const base = system === UCUM && code !== '' ? baseUnitOf(code) : undefined;
  if (!base) return undefined;
  const [a, b] = [low, high].map((value) => rounded(value * base.factor + base.offset));
  return { unit: base.unit, low: Math.min(a ?? 0, b ?? 0), high: Math.max(a ?? 0, b ?? 0) };
}

/** Twelve digits: what comes out of two ways of reckoning compares as equal. */
const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);
