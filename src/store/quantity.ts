/** Numbers and quantities as spans: a search for `5.40` means 5.395 to 5.405. */

export interface Quantity {
  readonly low: number;
  readonly high: number;
  readonly system: string;
  readonly code: string;
  readonly unit: string;
}

interface QuantityLike {
  value?: number;
  system?: string;
  code?: string;
  unit?: string;
  currency?: string;
  low?: QuantityLike;
  high?: QuantityLike;
}

/** The span of a number, Quantity, Money or Range; nothing for a value without a number. */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value === 'number') return { low: value, high: value, system: '', code: '', unit: '' };
  if (typeof value !== 'object' || value === null) return undefined;
  const q = value as QuantityLike;
  if (q.low || q.high) {
    const { system = '', code = '', unit = '' } = q.low ?? q.high ?? {};
    return { low: q.low?.value ?? -Infinity, high: q.high?.value ?? Infinity, system, code, unit };
  }
  if (q.value === undefined) return undefined;
  return { low: q.value, high: q.value, system: q.system ?? '', code: q.code ?? q.currency ?? '', unit: q.unit ?? '' };
}

/** The span that a number written with its digits stands for, or nothing when it is no number. */
export function precisionSpan(text: string): { value: number; low: number; high: number } | undefined {
  if (!/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const half = 0.5 * 10 ** (Number(exponent) - decimals);
  return { value, low: value - half, high: value + half };
}
