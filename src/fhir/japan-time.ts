/** FHIR dates as spans of time. A date without zone is a day of Japan time (UTC+9, no summer time). */

/** First and last millisecond since 1970, both inclusive. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?)?)?)?$/;
const JAPAN_OFFSET_MS = 9 * 3_600_000;

/** The span that a FHIR date, dateTime or instant covers, or nothing when it is no such value. A leap second is the one after it. */
export function spanOf(text: string): Span | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const at = (y: number, m: number, d: number, h = 0, min = 0, s = 0): number => {
    const time = new Date(0);
    time.setUTCFullYear(y, m, d);
    time.setUTCHours(h, min, s);
    return time.getTime() - offsetOf(zone);
  };
  const y = Number(year);
  const m = Number(month ?? 1) - 1;
  const d = Number(day ?? 1);
  if (y === 0 || !isCalendarDay(y, m, d)) return undefined;
  if (month === undefined) return { low: at(y, 0, 1), high: at(y + 1, 0, 1) - 1 };
  if (day === undefined) return { low: at(y, m, 1), high: at(y, m + 1, 1) - 1 };
  if (hour === undefined) return { low: at(y, m, d), high: at(y, m, d + 1) - 1 };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const low = at(y, m, d, Number(hour), Number(minute), Number(second ?? 0));
  if (second === undefined) return { low, high: low + 59_999 };
  if (fraction === undefined) return { low, high: low + 999 };
  // Below a second R4 knows no precision: however many digits are written, a fraction is one point of time.
  const point = low + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { low: point, high: point };
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return JAPAN_OFFSET_MS;
  if (zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

/** A moment as Japan time with its offset, e.g. `2026-11-22T09:30:00.000+09:00`. */
export const toJapanTime = (moment: Date): string =>
  new Date(moment.getTime() + JAPAN_OFFSET_MS).toISOString().replace('Z', '+09:00');

/** The day of Japan time on which a moment falls, `YYYY-MM-DD`. */
export const japanDay = (moment: Date): string => toJapanTime(moment).slice(0, 10);
