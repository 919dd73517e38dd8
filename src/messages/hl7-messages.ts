/** The messages of one file: a batch, or orders that a hospital wrote one after the other. */
import type { Hl7Record, Hl7Segment } from './hl7-record.ts';

/** Each from its MSH on. What frames a batch stays with the message that it stands beside. */
export function messagesOf(record: Hl7Record): Hl7Record[] {
  const parts: Hl7Segment[][] = [];
  let before: Hl7Segment[] = [];
  for (const segment of record.segments) {
    // A header without a single value is no message.
    if (segment.name === 'MSH' && (segment.fields.length > 2 || parts.length === 0)) {
      parts.push([...before, segment]);
      before = [];
    } else if (parts.length === 0) before.push(segment);
    else parts.at(-1)?.push(segment);
  }
  if (parts.length < 2) return [record];
  return parts.map((segments) => {
    const [type = '', event = ''] = typeOf(segments);
    return { ...record, segments, type, event, issues: [] };
  });
}

const typeOf = (segments: readonly Hl7Segment[]): (string | undefined)[] => {
  const header = segments.find(({ name }) => name === 'MSH');
  const [repeat] = header?.fields.find(({ number }) => number === 9)?.repeats ?? [];
  return [repeat?.[0]?.text, repeat?.[1]?.text];
};
