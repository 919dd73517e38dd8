/** Reckons a moment from now by a duration in a unit of UCUM, as limits of dates are stated. */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  wk: 604_800_000,
};
const MONTHS: Readonly<Record<string, number>> = { mo: 1, a: 12 };

/** The moment as ISO 8601 in UTC; undefined where the duration has no unit of time. */
export function shiftNow(
  now: Date,
  { value, code }: { readonly value?: unknown; readonly code?: unknown },
  direction: 1 | -1,
): string | undefined {
  if (typeof value !== 'number' || typeof code !== 'string') return undefined;
  const amount = value * direction;
  const shifted = new Date(now);
  const months = MONTHS[code];
  const milliseconds = MILLISECONDS[code];
  if (months !== undefined) shifted.setUTCMonth(shifted.getUTCMonth() + Math.trunc(months * amount));
  else if (milliseconds !== undefined) shifted.setTime(shifted.getTime() + milliseconds * amount);
  else return undefined;
  return Number.isNaN(shifted.getTime()) ? undefined : shifted.toISOString();
}
