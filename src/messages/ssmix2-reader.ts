/** A field of a message that remembers which of its values a codec has carried, so that the rest can be reported. */
import type { Issue } from '#fhir';
import type { CodeTable, Rule } from '#mapping';
import { fieldOf, type Hl7Component, type Hl7Field, type Hl7Segment } from './hl7-record.ts';

/** What every codec of a message may know and may add to. */
export interface MessageContext {
  readonly event: string;
  /** The hospital's ten-digit number; without it, identifiers have no system. */
  readonly institution?: string;
  /** The institution number, or else the sender's own name: the namespace of every derived id. */
  readonly owner: string;
  /** PID-3 of the message. */
  readonly patient: string;
  readonly tables: Readonly<Record<string, CodeTable>>;
  /** The stay that is meant where the message names none. */
  readonly openStay: { readonly key: string; readonly start: string } | undefined;
  /** The field of an amount → the field of its unit. */
  readonly units: Readonly<Record<string, string>>;
  /** Codes that stand in the HL7 table of that number. */
  readonly hl7Tables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly issues: Issue[];
  /** Values that arrived on the FHIR side. */
  readonly mapped: Set<Hl7Component>;
  /** Values that an issue names. */
  readonly reported: Set<Hl7Component>;
  /** Makes a Practitioner once and gives its reference. */
  readonly practitioner: (id: string | undefined, name: string) => { reference: string; display: string };
  /** Makes a Location once and gives its reference. */
  readonly location: (parts: readonly (string | undefined)[], name: string) => { reference?: string; display: string };
}

export interface FieldReader {
  readonly rule: Rule;
  readonly table: CodeTable | undefined;
  readonly field: Hl7Field;
  readonly context: MessageContext;
  /** The repetitions that the target has room for. */
  readonly repeats: readonly RepeatReader[];
  /** The first repetition of another field of the same segment. */
  readonly sibling: (number: number) => RepeatReader;
  /** How many repetitions that field has. */
  readonly count: (number: number) => number;
}

export interface RepeatReader {
  /** The text of a component, now counted as carried; `""` and silence are undefined. */
  readonly take: (component: number) => string | undefined;
  /** The text without counting it. */
  readonly look: (component: number) => string | undefined;
  /** The sub-components of a component, counted as carried. */
  readonly parts: (component: number) => readonly string[];
  /** Says that a value was understood as wrong; it counts as reported. */
  readonly fail: (component: number, problem: Pick<Issue, 'code' | 'type' | 'ja' | 'en'>) => void;
}

export interface Reading {
  readonly rule: Rule;
  readonly table?: CodeTable;
  readonly segment: Hl7Segment;
  readonly field: Hl7Field;
  readonly context: MessageContext;
  /** Where what is taken is counted, until it is known that its resource is made. */
  readonly carry: (component: Hl7Component) => void;
}

export function readerOf(reading: Reading): FieldReader {
  const { rule, table, field, context, segment } = reading;
  const target = typeof rule.target === 'string' ? rule.target : '';
  // A rule that fills several elements has one place for each repetition, too.
  const many = target.endsWith('[]') || !target.includes('.');
  const repeats = many ? field.repeats : field.repeats.slice(0, 1);
  return {
    rule,
    table,
    field,
    context,
    repeats: repeats.map((components) => repeatReader(components, reading)),
    count: (number) => fieldOf(segment, number)?.repeats.length ?? 0,
    sibling: (number) => repeatReader(fieldOf(segment, number)?.repeats[0] ?? [], reading),
  };
}

function repeatReader(components: readonly Hl7Component[], { rule, context, carry }: Reading): RepeatReader {
  const at = (number: number): Hl7Component | undefined => {
    const found = components[number - 1];
    // Spaces alone say nothing, and no element of FHIR may hold them.
    return found === undefined || found.isNull || found.text.trim() === '' ? undefined : found;
  };
  const taken = (number: number): Hl7Component | undefined => {
    const found = at(number);
    if (found !== undefined) carry(found);
    return found;
  };
  return {
    look: (number) => at(number)?.text,
    take: (number) => taken(number)?.text,
    parts: (number) => taken(number)?.subcomponents ?? [],
    fail: (number, { code, type, ja, en }) => {
      const found = at(number);
      if (found === undefined || context.reported.has(found)) return;
      context.reported.add(found);
      context.issues.push(
        issueAt(found, {
          severity: 'warning',
          code,
          type,
          ja,
          en: `${en} (rule ${rule.id})`,
        }),
      );
    },
  };
}

/** An issue at a value's place in the file. */
export function issueAt(
  { position, column }: Pick<Hl7Component, 'position' | 'column'>,
  issue: Pick<Issue, 'severity' | 'code' | 'type' | 'ja' | 'en'>,
): Issue {
  const line = Number.parseInt(position.slice(position.lastIndexOf(' ') + 1), 10) || 1;
  return {
    ...issue,
    ja: `${position}: ${issue.ja}`,
    en: `${position}: ${issue.en}`,
    expression: position,
    line,
    column,
  };
}
