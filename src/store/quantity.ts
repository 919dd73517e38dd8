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
}

/** The span of a number, Quantity, Money or Range; nothing for a value without a number. `<5` reaches from below to nearly 5. */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value === 'number') return complete(value, value, {});
  if (typeof value !== 'object' || value === null) return undefined;
  const q = value as QuantityLike;
  if (q.low || q.high) return complete(q.low?.value ?? -Infinity, q.high?.value ?? Infinity, q.low ?? q.high ?? {});
  if (q.value === undefined) return undefined;
  return complete(...rangeOf(q.value, q.comparator), q);
}

/** From least to greatest: an end that is not reached itself lies the last digit that counts away from it. */
function rangeOf(value: number, comparator: string | undefined): [number, number] {
  const step = Math.abs(value) * LAST_DIGIT || LAST_DIGIT;
  switch (comparator) {
    case '<':
      return [-Infinity, value - step];
    case '<=':
      return [-Infinity, value];
    case '>=':
      return [value, Infinity];
    case '>':
      return [value + step, Infinity];
    default:
      return [value, value];
  }
}

const LAST_DIGIT = 1e-11;

function complete(low: number, high: number, { system = '', code, currency, unit = '' }: QuantityLike): Quantity {
  return { low, high, system, code: code ?? currency ?? '', unit, base: baseOf({ low, high }, system, code ?? '') };
}

/** A span in base units; nothing where the unit is none of UCUM's, or its scale is no line. */
export function baseOf({ low, high }: { low: number; high: number }, system: string, code: string): Base | undefined {
  const base = system === UCUM && code !== '' ? baseUnitOf(code) : undefined;
  if (!base) return undefined;
  const [a, b] = [low, high].map((value) => rounded(value * base.factor + base.offset));
  return { unit: base.unit, low: Math.min(a ?? 0, b ?? 0), high: Math.max(a ?? 0, b ?? 0) };
}

/** Twelve digits: what comes out of two ways of reckoning compares as equal. */
const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);
