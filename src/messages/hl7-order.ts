/** Whether the segments of a message stand in its order: what follows another speaks of it, so that swapped ones would mislead. */
import { type Refusal, refuse } from '#fhir';
import type { Hl7Record } from './hl7-record.ts';

/** The first of each of these segments, in the order in which the message must have them. */
export function checkOrder(names: readonly string[], { type, event, segments }: Hl7Record): Refusal | undefined {
  const firsts = names.map((name) => segments.findIndex((segment) => segment.name === name));
  const at = firsts.findIndex((place, index) => index > 0 && place < (firsts[index - 1] ?? 0));
  if (at < 0) return undefined;
  const [name = '', before = ''] = [names[at], names[at - 1]];
  const line = segments[firsts[at] ?? 0]?.index ?? 1;
  return refuse(422, {
    code: 'hl7-segment-order',
    type: 'structure',
    ja: `${type}^${event} の ${name} が ${before} より前にあります。セグメントの順序が入れ替わっているため取り込みません。`,
    en: `\`${name}\` stands before \`${before}\` in \`${type}^${event}\`: the segments are not in their order`,
    expression: `${name} (segment ${line})`,
    line,
  });
}
