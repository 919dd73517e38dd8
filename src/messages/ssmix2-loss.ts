/** Says what of a message did not arrive: by the rule that declares it, or because there is no rule. */
import type { Issue } from '#fhir';
import type { Rule } from '#mapping';
import {
  fieldOf,
  type Hl7Component,
  type Hl7Field,
  type Hl7Record,
  type Hl7Segment,
  valuesIn,
  valuesOf,
} from './hl7-record.ts';
import type { MessagePlan } from './message-kinds.ts';
import { issueAt, type MessageContext } from './ssmix2-reader.ts';

/** One issue for a whole segment that nothing knows, else one for each value. */
export function reportRest(record: Hl7Record, plan: MessagePlan, context: MessageContext): void {
  repeatedWords(record, plan, context);
  for (const segment of record.segments) {
    const rest: Hl7Component[] = [];
    for (const field of segment.fields) {
      const left = valuesIn(segment, field).filter(
        (value) => !context.mapped.has(value) && !context.reported.has(value),
      );
      if (left.length === 0) continue;
      const source = `${segment.name}-${field.number}`;
      const loss = plan.losses.get(source) ?? plan.partly.get(source) ?? plan.losses.get(segment.name);
      for (const value of left) {
        context.reported.add(value);
        if (loss === undefined || value.isNull) rest.push(value);
        else context.issues.push(declared(loss, value, source));
      }
    }
    if (rest.length > 0) context.issues.push(...restOf(segment, rest));
  }
}

/** The hospital's address stands in every order: what repeats the first one word for word has arrived with it. */
function repeatedWords({ segments }: Hl7Record, plan: MessagePlan, { mapped }: MessageContext): void {
  const first = new Map<string, Hl7Segment>();
  for (const segment of segments) {
    const before = first.get(segment.name);
    if (before === undefined) first.set(segment.name, segment);
    else if (isOnce(plan, segment.name))
      for (const field of segment.fields) arriveAlike(fieldOf(before, field.number), field, mapped);
  }
}

const isOnce = ({ rules }: MessagePlan, segment: string): boolean => rules.get('Organization')?.has(segment) === true;

function arriveAlike(before: Hl7Field | undefined, field: Hl7Field, mapped: Set<Hl7Component>): void {
  for (const [at, repeat] of field.repeats.entries())
    for (const value of repeat) {
      const twin = before?.repeats[at]?.[value.number - 1];
      if (twin !== undefined && twin.text === value.text && mapped.has(twin)) mapped.add(value);
    }
}

function declared(rule: Rule, value: Hl7Component, source: string): Issue {
  const ja = `「${rule.label}」は写しません。${rule.loss ?? ''}`;
  const en = `\`${source}\` is not carried, as rule ${rule.id} declares`;
  return issueAt(value, {
    severity: 'information',
    code: 'mapping-declared-loss',
    type: 'informational',
    ja,
    en,
  });
}

function restOf(segment: Hl7Segment, rest: readonly Hl7Component[]): Issue[] {
  if (rest.length < 2 || rest.length !== valuesOf(segment).length) return rest.map(unmapped);
  const ja = `セグメント ${segment.name} には写す規則がありません（値 ${rest.length} 個）。`;
  const en = `no rule carries segment \`${segment.name}\` (${rest.length} values)`;
  const place = {
    position: `${segment.name} (segment ${segment.index})`,
    column: 1,
  };
  const issue = { severity: 'warning', code: 'mapping-unmapped', type: 'incomplete', ja, en } as const;
  return [issueAt(place, issue)];
}

function unmapped(value: Hl7Component): Issue {
  if (value.isNull) {
    const ja = '値の削除（""）が指定されています。FHIR 側には値を書きません。';
    return issueAt(value, {
      severity: 'information',
      code: 'hl7-null',
      type: 'informational',
      ja,
      en: '`""` asks to delete; no value is written',
    });
  }
  const ja = 'この値を写す規則がありません。';
  return issueAt(value, {
    severity: 'warning',
    code: 'mapping-unmapped',
    type: 'incomplete',
    ja,
    en: 'no rule carries this value',
  });
}
