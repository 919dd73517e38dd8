/** The legal form of admission (入院形態), from wherever this hospital keeps it: SS-MIX2 itself has no place for it. */
import { fieldOf, type Hl7Record, segmentsOf, textOf } from './hl7-record.ts';
import type { Ssmix2Parts } from './ssmix2-entries.ts';
import { issueAt, type MessageContext } from './ssmix2-reader.ts';

/** Where a hospital keeps the legal form of admission: SS-MIX2 has no place for it. */
export interface LegalStatusSource {
  /** `PV1-18` or `ZPV-3.1`. */
  readonly source: string;
  /** The hospital's own code → a code of `psych-admission-status`. */
  readonly codes: Readonly<Record<string, string>>;
}

/** An unknown code is reported and never guessed. */
export function takeLegalStatus(
  record: Hl7Record,
  legal: LegalStatusSource,
  parts: Ssmix2Parts,
  context: MessageContext,
): void {
  const written = textOf(record, legal.source);
  if (written === undefined || record.event === 'A08') return;
  const code = legal.codes[written];
  const [name = '', path = ''] = legal.source.split('-');
  const [field = '', component = '1'] = path.split('.');
  const [segment] = segmentsOf(record, name);
  const value =
    segment && fieldOf(segment, Number(field))?.repeats[0]?.find(({ number }) => number === Number(component));
  if (value === undefined) return;
  if (code !== undefined) {
    context.mapped.add(value.position);
    parts.carried.Encounter.add(value.position);
    parts.legalStatus = code;
    return;
  }
  context.reported.add(value.position);
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
