/** Which segments of a message speak of one thing: an order with its timing and route, a specimen with its tests. */
import type { Hl7Segment } from './hl7-record.ts';
import type { MessageKind, MessagePlan, MessageResource } from './message-kinds.ts';

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
  { kind, anchors: all }: Pick<MessagePlan, 'kind' | 'anchors'>,
  { anchors, heads = [], segments: details = [], shared = [] }: MessageResource,
): Instance[] {
  if (anchors === undefined) {
    const first = details.flatMap((name) => segments.find((segment) => segment.name === name) ?? []);
    return [{ at: 0, segments: first }];
  }
  const found: Instance[] = [];
  // A segment without a single value is nothing.
  const places = segments.flatMap(({ name, fields }, at) => (anchors.includes(name) && fields.length > 0 ? [at] : []));
  const groups = groupsOf(segments, kind);
  for (const [order, at] of places.entries()) {
    const anchor = segments[at] as Hl7Segment;
    const group = groups(at);
    const next = Math.min(places[order + 1] ?? group.end, group.end);
    const own = (name: string): Hl7Segment[] => between(segments, name, at + 1, next);
    const about = [
      ...heads.flatMap((name) => nearest(own(name), segments, name, { ...group, at, next })),
      ...details.flatMap((name) => (name === NOTES ? notesAfter(segments, at, all) : own(name))),
      ...shared.flatMap((name) => (own(name).length > 0 ? own(name) : after(segments, name, next, group.end))),
    ];
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

/** Between this and the next of its kind; else the nearest before, else the nearest after, within the group. */
function nearest(own: Hl7Segment[], segments: readonly Hl7Segment[], name: string, span: Span): Hl7Segment[] {
  if (own.length > 0) return own;
  for (let i = span.at - 1; i >= span.start; i -= 1) if (segments[i]?.name === name) return [segments[i] as Hl7Segment];
  return after(segments, name, span.next, span.end);
}

function between(segments: readonly Hl7Segment[], name: string, from: number, to: number): Hl7Segment[] {
  const found: Hl7Segment[] = [];
  for (let i = from; i < to; i += 1) if (segments[i]?.name === name) found.push(segments[i] as Hl7Segment);
  return found;
}

function after(segments: readonly Hl7Segment[], name: string, from: number, to: number): Hl7Segment[] {
  for (let i = from; i < to; i += 1) if (segments[i]?.name === name) return [segments[i] as Hl7Segment];
  return [];
}

/** Up to the next thing that something is made of. */
function notesAfter(segments: readonly Hl7Segment[], at: number, anchors: ReadonlySet<string>): Hl7Segment[] {
  const notes: Hl7Segment[] = [];
  for (let i = at + 1; i < segments.length && !anchors.has(segments[i]?.name ?? ''); i += 1)
    if (segments[i]?.name === NOTES) notes.push(segments[i] as Hl7Segment);
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
  return (at: number): { readonly start: number; readonly end: number } => {
    const number = inGroup[at] ?? -1;
    const isGroup = number >= 0 && starts[number] !== -1;
    const [start, end] = (isGroup ? spans.get(number) : undefined) ?? [0, segments.length];
    return { start, end };
  };
}
