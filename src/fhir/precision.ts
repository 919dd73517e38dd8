/** Numbers as they are written: their digits say how exact they are. */

/** Without the dust of binary fractions: 5.4 − 0.05 is 5.35. */
const exact = (value: number): number => Number(value.toPrecision(15));

/**
 * The span that a number written with its digits stands for, or nothing when it is no number: `5.40` is 5.395 to 5.405. R4
 * § 3.1.1.4.6 gives one digit more to what has an exponent: `1e2` is 95 to 105.
 */
export function precisionSpan(text: string): { value: number; low: number; high: number } | undefined {
  if (!/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const [mantissa = '', exponent] = text.toLowerCase().split('e');
  const decimals = (mantissa.split('.')[1]?.length ?? 0) + (exponent === undefined ? 0 : 1);
  const half = 0.5 * 10 ** (Number(exponent ?? 0) - decimals);
  return { value, low: exact(value - half), high: exact(value + half) };
}
