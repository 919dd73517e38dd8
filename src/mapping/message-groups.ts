/** Which segments of a message speak of one thing: an order with its timing and route, a specimen with its tests. */
import type { Hl7Segment } from './hl7-record.ts';
import type { MessageKind, MessageResource } from './message-kinds.ts';

/** One resource to be made: the segment that it begins with, and all that speak of it. */
export interface Instance {
  readonly anchor?: Hl7Segment;
  /** Place of the anchor among the segments of the message. */
  readonly at: number;
  readonly segments: readonly Hl7Segment[];
}

/** Notes belong to what they follow; everything else may stand before or after. */
const NOTES = 'NTE';

export function instancesOf(
  segments: readonly Hl7Segment[],
  kind: MessageKind,
  { anchors, segments: others = [] }: MessageResource,
): Instance[] {
  if (anchors === undefined) {
    const first = others.flatMap((name) => segments.find((segment) => segment.name === name) ?? []);
    return [{ at: 0, segments: first }];
  }
  const found: Instance[] = [];
  // A segment without a single value is nothing.
  const places = segments.flatMap(({ name, fields }, at) => (anchors.includes(name) && fields.length > 0 ? [at] : []));
  const groups = groupsOf(segments, kind);
  for (const [order, at] of places.entries()) {
    const anchor = segments[at] as Hl7Segment;
    const [start, end] = groups(at);
    const next = Math.min(places[order + 1] ?? end, end);
    const about = others.flatMap((name) => speaking(segments, name, { start, at, next, end }));
    found.push({ anchor, at, segments: [anchor, ...about] });
  }
  return found;
}

interface Span {
  readonly start: number;
  readonly at: number;
  readonly next: number;
  readonly end: number;
}

/** All up to the next of its kind; else the nearest one after, else the nearest before, within the group. */
function speaking(segments: readonly Hl7Segment[], name: string, { start, at, next, end }: Span): Hl7Segment[] {
  if (name === NOTES) return notesAfter(segments, at, end);
  const own: Hl7Segment[] = [];
  for (let i = at + 1; i < next; i += 1) if (segments[i]?.name === name) own.push(segments[i] as Hl7Segment);
  if (own.length > 0) return own;
  for (let i = next; i < end; i += 1) if (segments[i]?.name === name) return [segments[i] as Hl7Segment];
  for (let i = at - 1; i >= start; i -= 1) if (segments[i]?.name === name) return [segments[i] as Hl7Segment];
  return [];
}

function notesAfter(segments: readonly Hl7Segment[], at: number, end: number): Hl7Segment[] {
  const notes: Hl7Segment[] = [];
  for (let i = at + 1; i < end && segments[i]?.name === NOTES; i += 1) notes.push(segments[i] as Hl7Segment);
  return notes;
}

/** The group that a place lies in; the whole message where it lies in none. */
function groupsOf(segments: readonly Hl7Segment[], { group, breaks = [] }: MessageKind) {
  const starts: number[] = [];
  const inGroup = segments.map(({ name }) => {
    if (name === group) starts.push(starts.length);
    else if (breaks.includes(name)) starts.push(-1);
    return starts.length - 1;
  });
  const spans = new Map<number, [number, number]>();
  for (const [at, number] of inGroup.entries()) {
    const span = spans.get(number);
    if (span === undefined) spans.set(number, [at, at + 1]);
    else span[1] = at + 1;
  }
  return (at: number): readonly [number, number] => {
    const number = inGroup[at] ?? -1;
    const isGroup = number >= 0 && starts[number] !== -1;
    return (isGroup ? spans.get(number) : undefined) ?? [0, segments.length];
  };
}
