/** Dates, periods and timings as spans of milliseconds since 1970; open ends are infinite. */
import { spanOf } from '#fhir';

export interface DateSpan {
  readonly low: number;
  readonly high: number;
}

interface TimedValue {
  start?: string;
  end?: string;
  event?: string[];
  repeat?: { boundsPeriod?: { start?: string; end?: string } };
}

export function spansIn(value: unknown): DateSpan[] {
  if (typeof value === 'string') {
    const span = spanOf(value);
    return span ? [{ low: span.low, high: span.high }] : [];
  }
  const { start, end, event, repeat } = value as TimedValue;
  if (event) return event.flatMap(spansIn);
  if (repeat?.boundsPeriod) return spansIn(repeat.boundsPeriod);
  if (start === undefined && end === undefined) return [];
  const low = start === undefined ? undefined : spanOf(start);
  const high = end === undefined ? undefined : spanOf(end);
  return [{ low: low?.low ?? -Infinity, high: high?.high ?? Infinity }];
}
