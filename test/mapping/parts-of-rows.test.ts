import { readFileSync } from 'node:fs';
import type { Bundle, PractitionerRole } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping, toFhir, toForm } from '#mapping';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const mapping = must(loadMapping('discharge-committee-record'));
const bundle: Bundle = JSON.parse(readFileSync('examples/discharge-committee-record/bundle.json', 'utf8'));
const form = must(toForm(mapping, bundle)).output;
const attendees = form.tables['attendees'] ?? [];
const at = attendees.findIndex(({ fields }) => fields['F13-02-office'] !== undefined);

/** The form with other words in the row of somebody who comes from an office. */
const withWords = (words: Readonly<Record<string, string | undefined>>): Form => {
  const fields = { ...attendees[at]?.fields };
  for (const [field, value] of Object.entries(words)) {
    if (value === undefined) delete fields[field];
    else fields[field] = { label: fields[field]?.label ?? '', value };
  }
  const rows = attendees.map((row, place) => (place === at ? { ...row, fields } : row));
  return { ...form, tables: { ...form.tables, attendees: rows } };
};
const rolesAt = ({ entry = [] }: Bundle, office: string): PractitionerRole[] =>
  entry.flatMap(({ resource }) =>
    resource?.resourceType === 'PractitionerRole' && resource.organization?.reference === office ? [resource] : [],
  );

test('somebody else who comes in place of an attendee comes from the same office, and the first stays there', () => {
  const changed = withWords({ 'F13-02': '別の 相談員' });
  const { output } = must(toFhir(mapping, changed, { ids: countingIds(700), base: bundle }));
  expect(must(toForm(mapping, output)).output.tables['attendees']?.[at]?.fields).toEqual(
    changed.tables['attendees']?.[at]?.fields,
  );
  const offices = ({ entry = [] }: Bundle) =>
    entry.filter(({ resource }) => resource?.resourceType === 'Organization').length;
  expect(offices(output)).toBe(offices(bundle));
  const office = `Organization/${attendees[at]?.ids?.['attendeeOffice']}`;
  const before = rolesAt(bundle, office);
  expect(before).toHaveLength(1);
  expect(rolesAt(output, office)).toEqual([...before, expect.objectContaining({ resourceType: 'PractitionerRole' })]);
});

test('an office without a name beside it is kept', () => {
  const { output } = must(toFhir(mapping, withWords({ 'F13-02': undefined }), { ids: countingIds(700), base: bundle }));
  expect(must(toForm(mapping, output)).output.tables['attendees']?.[at]?.fields['F13-02-office']).toEqual(
    attendees[at]?.fields['F13-02-office'],
  );
});
