/** Says what of a message did not arrive: by the rule that declares it, or because there is no rule. */
import type { Issue } from '#fhir';
import { type Hl7Record, valuesOf } from './hl7-record.ts';
import type { Rule } from './mapping.ts';
import { issueAt, type MessageContext } from './ssmix2-reader.ts';

type Values = ReturnType<typeof valuesOf>;

/** Every value of a field whose loss the rule table declares. */
export function declareLoss(rule: Rule, components: Values, context: MessageContext): void {
  for (const component of components.filter(({ text, position }) => text !== '' && !context.mapped.has(position))) {
    context.reported.add(component.position);
    const ja = `「${rule.label}」は写しません。${rule.loss ?? ''}`;
    const en = `\`${rule.source}\` is not carried, as rule ${rule.id} declares`;
    context.issues.push(
      issueAt(component, {
        severity: 'information',
        code: 'mapping-declared-loss',
        type: 'informational',
        ja,
        en,
      }),
    );
  }
}

/** Whatever no rule carried and no rule declared: one issue for a whole unknown segment, else one for each value. */
export function reportRest(record: Hl7Record, context: MessageContext): void {
  for (const segment of record.segments) {
    const rest = valuesOf(segment).filter(
      ({ position }) => !context.mapped.has(position) && !context.reported.has(position),
    );
    if (rest.length === 0) continue;
    const whole = rest.length === valuesOf(segment).length;
    for (const value of rest) context.reported.add(value.position);
    if (whole) {
      const ja = `セグメント ${segment.name} には写す規則がありません（値 ${rest.length} 個）。`;
      const en = `no rule carries segment \`${segment.name}\` (${rest.length} values)`;
      const place = {
        position: `${segment.name} (segment ${segment.index})`,
        column: 1,
      };
      context.issues.push(
        issueAt(place, {
          severity: 'warning',
          code: 'mapping-unmapped',
          type: 'incomplete',
          ja,
          en,
        }),
      );
      continue;
    }
    context.issues.push(...rest.map(unmapped));
  }
}

function unmapped(value: Values[number]): Issue {
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
