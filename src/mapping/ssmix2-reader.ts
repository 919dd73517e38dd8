/** A field of a message that remembers which of its values a codec has carried, so that the rest can be reported. */
import type { Issue } from '#fhir';
import type { Hl7Component, Hl7Field } from './hl7-record.ts';
import type { CodeTable, Rule } from './mapping.ts';

/** What every codec of a message may know and may add to. */
export interface MessageContext {
  readonly event: string;
  /** The hospital's ten-digit number; without it, identifiers have no system. */
  readonly institution?: string;
  readonly tables: Readonly<Record<string, CodeTable>>;
  readonly issues: Issue[];
  /** Positions whose value arrived on the FHIR side. */
  readonly mapped: Set<string>;
  /** Positions that an issue names. */
  readonly reported: Set<string>;
  /** Makes a Practitioner once and gives its reference. */
  readonly practitioner: (id: string | undefined, name: string) => { reference: string; display: string };
}

export interface FieldReader {
  readonly rule: Rule;
  readonly field: Hl7Field;
  readonly context: MessageContext;
  /** The repetitions that the target has room for. */
  readonly repeats: readonly RepeatReader[];
}

export interface RepeatReader {
  /** The text of a component, now counted as carried; `""` and silence are undefined. */
  readonly take: (component: number) => string | undefined;
  /** The text without counting it. */
  readonly look: (component: number) => string | undefined;
  /** Says that a value was understood as wrong; it counts as reported. */
  readonly fail: (component: number, problem: Pick<Issue, 'code' | 'type' | 'ja' | 'en'>) => void;
}

export function readerOf(rule: Rule, field: Hl7Field, context: MessageContext): FieldReader {
  const many = typeof rule.target === 'string' && rule.target.endsWith('[]');
  const repeats = many ? field.repeats : field.repeats.slice(0, 1);
  return {
    rule,
    field,
    context,
    repeats: repeats.map((components) => repeatReader(components, rule, context)),
  };
}

function repeatReader(components: readonly Hl7Component[], rule: Rule, context: MessageContext): RepeatReader {
  const at = (number: number): Hl7Component | undefined => {
    const found = components.find((component) => component.number === number);
    return found === undefined || found.isNull || found.text === '' ? undefined : found;
  };
  return {
    look: (number) => at(number)?.text,
    take: (number) => {
      const found = at(number);
      if (found !== undefined) context.mapped.add(found.position);
      return found?.text;
    },
    fail: (number, { code, type, ja, en }) => {
      const found = at(number);
      if (found === undefined) return;
      context.reported.add(found.position);
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
  const line = Number(/segment (\d+)/.exec(position)?.[1] ?? 1);
  return {
    ...issue,
    ja: `${position}: ${issue.ja}`,
    en: `${position}: ${issue.en}`,
    expression: position,
    line,
    column,
  };
}
