/** The legal form of admission (入院形態), from wherever this hospital keeps it: SS-MIX2 itself has no place for it. */
import type { Extension } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from '#fhir';
import { fieldOf, type Hl7Record, segmentsOf, textOf } from './hl7-record.ts';
import type { MadeResource } from './message-resources.ts';
import { issueAt, type MessageContext } from './ssmix2-reader.ts';

/** Where a hospital keeps the legal form of admission: SS-MIX2 has no place for it. */
export interface LegalStatusSource {
  /** `PV1-18` or `ZPV-3.1`. */
  readonly source: string;
  /** The hospital's own code → a code of `psych-admission-status`. */
  readonly codes: Readonly<Record<string, string>>;
}

/** Adds it to the stay. An unknown code is reported and never guessed. */
export function takeLegalStatus(
  record: Hl7Record,
  legal: LegalStatusSource,
  stay: MadeResource,
  context: MessageContext,
): void {
  const written = textOf(record, legal.source);
  if (written === undefined) return;
  const code = legal.codes[written];
  const [name = '', path = ''] = legal.source.split('-');
  const [field = '', component = '1'] = path.split('.');
  const [segment] = segmentsOf(record, name);
  const value =
    segment && fieldOf(segment, Number(field))?.repeats[0]?.find(({ number }) => number === Number(component));
  if (value === undefined) return;
  if (code !== undefined) {
    context.mapped.add(value);
    const { start } = stay.tree['period'] as { start: string };
    stay.tree['extension'] = [legalStatus(code, start)];
    return;
  }
  context.reported.add(value);
  const ja = `入院形態のコード「${written}」は設定にありません。`;
  const en = `the legal status \`${written}\` is not in the hospital's settings`;
  context.issues.push(
    issueAt(value, {
      severity: 'warning',
      code: 'mapping-unknown-code',
      type: 'code-invalid',
      ja,
      en,
    }),
  );
}

const legalStatus = (code: string, start: string): Extension => ({
  url: profileUrl('admission-legal-status'),
  extension: [
    { url: 'status', valueCodeableConcept: { coding: [{ system: codeSystemUrl('psych-admission-status'), code }] } },
    { url: 'period', valuePeriod: { start } },
  ],
});
