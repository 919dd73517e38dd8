/** An HL7 v2 message as it was written: decoded, split and unescaped, with the place of every value. */
import type { Issue } from '#fhir';
import type { JapaneseEncoding } from '#mapping';

/** One component of one repetition. `isNull` is HL7's `""`: delete the value, which is not the same as silence. */
export interface Hl7Component {
  readonly number: number;
  /** The whole component, sub-components joined by `&`. */
  readonly text: string;
  readonly subcomponents: readonly string[];
  readonly isNull: boolean;
  /** `PID-5.1 (segment 3)`, with `[2]` before the component for a second repetition. */
  readonly position: string;
  /** Counted in characters from 1. */
  readonly column: number;
}

export interface Hl7Field {
  readonly number: number;
  /** `PID-5 (segment 3)`. */
  readonly position: string;
  readonly column: number;
  readonly repeats: readonly (readonly Hl7Component[])[];
}

export interface Hl7Segment {
  readonly name: string;
  /** Counted from 1, MSH being the first; also the line. */
  readonly index: number;
  readonly fields: readonly Hl7Field[];
}

export interface Hl7Record {
  readonly encoding: JapaneseEncoding;
  readonly version: string;
  /** MSH-9: `ADT`, `A01`. */
  readonly type: string;
  readonly event: string;
  readonly segments: readonly Hl7Segment[];
  /** What was odd but readable: several messages, a character set other than the declared one. */
  readonly issues: readonly Issue[];
}

export const segmentsOf = (record: Hl7Record, name: string): readonly Hl7Segment[] =>
  record.segments.filter((segment) => segment.name === name);

export const fieldOf = (segment: Hl7Segment, number: number): Hl7Field | undefined =>
  segment.fields.find((field) => field.number === number);

/** The text of a component of the first repetition; absent, empty and `""` are all `undefined`. */
function textAt(field: Hl7Field | undefined, component = 1): string | undefined {
  const found = field?.repeats[0]?.find(({ number }) => number === component);
  return found === undefined || found.isNull || found.text === '' ? undefined : found.text;
}

/** The text of `PID-3` or `PID-3.1` in the first such segment. */
export function textOf(record: Hl7Record, path: string): string | undefined {
  const [, name = '', field = '', component = '1'] = /^([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?$/.exec(path) ?? [];
  const segment = segmentsOf(record, name)[0];
  return segment === undefined ? undefined : textAt(fieldOf(segment, Number(field)), Number(component));
}

/** Segments that name their own separators, which are structure and no values. */
export const HEADER_SEGMENTS: readonly string[] = ['MSH', 'FHS', 'BHS'];

/** Every value that a sender wrote, `""` included. */
export const valuesOf = (segment: Hl7Segment): Hl7Component[] =>
  segment.fields.flatMap((field) => valuesIn(segment, field));

export function valuesIn({ name }: Hl7Segment, { number, repeats }: Hl7Field): Hl7Component[] {
  if (number <= 2 && HEADER_SEGMENTS.includes(name)) return [];
  return repeats.flatMap((components) => components.filter(({ text }) => text !== ''));
}
