/** Dates, periods and timings as spans of milliseconds since 1970; open ends are infinite. */
import { spanOf } from '#fhir';

export interface DateSpan {
  readonly low: number;
  readonly high: number;
}

interface TimedValue {
  start?: string;
  end?: string;
  event?: (string | null)[];
  repeat?: { boundsPeriod?: { start?: string; end?: string } };
}

export function spansIn(value: unknown): DateSpan[] {
  if (typeof value === 'string') {
    const span = spanOf(value);
    return span ? [{ low: span.low, high: span.high }] : [];
  }
  const { start, end, event, repeat } = value as TimedValue;
  if (event || repeat?.boundsPeriod)
    return hullOf(
      [event ?? [], repeat?.boundsPeriod ?? []].flat().flatMap((one) => (one === null ? [] : spansIn(one))),
    );
  if (start === undefined && end === undefined) return [];
  const low = start === undefined ? undefined : spanOf(start);
  const high = end === undefined ? undefined : spanOf(end);
  return [{ low: low?.low ?? -Infinity, high: high?.high ?? Infinity }];
}

/** R4 § 3.1.1.4.7: of a schedule its outer limits count. */
const hullOf = (spans: readonly DateSpan[]): DateSpan[] =>
  spans.length === 0
    ? []
    : [{ low: Math.min(...spans.map(({ low }) => low)), high: Math.max(...spans.map(({ high }) => high)) }];
