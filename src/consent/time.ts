/** Reads FHIR dates as spans of Japan time (UTC+9): a day, month or year from its first to its last millisecond. */
import type { Json } from './json.ts';

/** Milliseconds since 1970-01-01T00:00:00Z, both ends inclusive; an open end is infinite. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const WRITTEN = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const JAPAN = '+09:00';
const DAY_MS = 86_400_000;

/** The span of a date, dateTime or instant, or `undefined` when it cannot be read. */
export function spanOf(written: unknown): Span | undefined {
  const found = typeof written === 'string' ? WRITTEN.exec(written) : null;
  if (!found) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone = JAPAN] = found;
  const date = `${year}-${month ?? '01'}-${day ?? '01'}`;
  // A leap second, which `Date` does not know, is the second after it.
  const leap = second === '60';
  const whole = `${hour ?? '00'}:${minute ?? '00'}:${leap ? '59' : (second ?? '00')}`;
  const milliseconds = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  const start = Date.parse(`${date}T${whole}.${milliseconds}${zone}`) + (leap ? 1_000 : 0);
  if (Number.isNaN(start) || !isCalendarDay(date)) return undefined;
  const last = hour === undefined ? endOfDate(year, month, day) : start + lengthOfTime(second, fraction);
  return { start, end: last - 1 };
}

/** The span of a Period, `undefined` when an end cannot be read. One whose ends are the wrong way round holds no moment. */
export function spanOfPeriod(period: Json): Span | undefined {
  const start = period['start'] === undefined ? -Infinity : spanOf(period['start'])?.start;
  const end = period['end'] === undefined ? Infinity : spanOf(period['end'])?.end;
  return start === undefined || end === undefined ? undefined : { start, end };
}

export const contains = (span: Span, at: number): boolean => span.start <= at && at <= span.end;

/** Whether `at` lies in an optional period; a period that cannot be read contains nothing. */
export function inPeriod(period: Json | undefined, at: number): boolean {
  if (period === undefined) return true;
  const span = spanOfPeriod(period);
  return span !== undefined && contains(span, at);
}

/** Whether a person is younger than so many years; D13: without a birth date the person counts as an adult. */
export const isYounger = (birthDate: string | undefined, years: number, at: number): boolean =>
  at < (comingOfAge(birthDate, years) ?? -Infinity);

/** The moment at which a person becomes so many years old: ages change at 00:00 Japan time of the birthday. */
export function comingOfAge(birthDate: string | undefined, years: number): number | undefined {
  const born = spanOf(birthDate);
  if (born === undefined) return undefined;
  const day = new Date(born.end + 1 - DAY_MS + offsetMs()); // A partial date is the latest day that it allows.
  // Date.UTC carries 29 February of a common year over to 1 March.
  return Date.UTC(day.getUTCFullYear() + years, day.getUTCMonth(), day.getUTCDate()) - offsetMs();
}

const offsetMs = (): number => 9 * 3_600_000;

/** Of a date that was parsed: 30 February is taken for 2 March. */
const isCalendarDay = (date: string): boolean => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

function endOfDate(year: string, month: string | undefined, day: string | undefined): number {
  const next = new Date(`${year}-${month ?? '12'}-${day ?? '01'}T00:00:00Z`);
  if (day === undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCDate(next.getUTCDate() + 1);
  return next.getTime() - offsetMs();
}

function lengthOfTime(second: string | undefined, fraction: string | undefined): number {
  if (second === undefined) return 60_000;
  return 10 ** (3 - Math.min(3, fraction?.length ?? 0));
}
