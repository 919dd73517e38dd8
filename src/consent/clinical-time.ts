/** When a record's matter took place, as far as the record says. */
import { isObject, type Json, objectsOf } from './json.ts';
import { type Span, spanOf, spanOfPeriod } from './time.ts';

/** In this order the first element that holds a time counts; what was done or observed comes before what was written. */
const ELEMENTS = [
  'effective',
  'performed',
  'occurrence',
  'period',
  'started',
  'onset',
  'authoredOn',
  'sent',
  'date',
  'recorded',
  'recordedDate',
  'issued',
  'created',
];
const FORMS = ['', 'DateTime', 'Instant', 'Date', 'Period', 'Timing'];
const NAMES = ELEMENTS.flatMap((element) => FORMS.map((form) => `${element}${form}`));

/** The clinical time, or `undefined` when none is known: absent altogether, or present and unreadable. */
export function clinicalTimeOf(resource: Json): Span | undefined {
  for (const name of NAMES) {
    const value = resource[name];
    if (value !== undefined && !isWithoutTime(value)) return spanOfValue(value);
  }
  const meta = resource['meta'];
  return isObject(meta) ? spanOf(meta['lastUpdated']) : undefined;
}

const isTiming = (value: Json): boolean => 'event' in value || 'repeat' in value || 'code' in value;
const boundsOf = (timing: Json): readonly Json[] =>
  objectsOf(timing['repeat']).flatMap((repeat) => objectsOf(repeat['boundsPeriod']));
const eventsOf = (timing: Json): readonly unknown[] => (Array.isArray(timing['event']) ? timing['event'] : []);

/** A Timing that only says how often, as an age does, holds no time. */
const isWithoutTime = (value: unknown): boolean =>
  isObject(value) && isTiming(value) && boundsOf(value).length + eventsOf(value).length === 0;

function spanOfValue(value: unknown): Span | undefined {
  if (!isObject(value)) return spanOf(value);
  if (!isTiming(value)) return hull([spanOfPeriod(value)]);
  return hull([...boundsOf(value).map(spanOfPeriod), ...eventsOf(value).map(spanOf)]);
}

/** From the first to the last moment; unknown as soon as one span is, or ends before it starts. */
function hull(spans: readonly (Span | undefined)[]): Span | undefined {
  const known = spans.flatMap((span) => (span !== undefined && span.start <= span.end ? [span] : []));
  if (known.length < spans.length) return undefined;
  return {
    start: Math.min(...known.map(({ start }) => start)),
    end: Math.max(...known.map(({ end }) => end)),
  };
}
