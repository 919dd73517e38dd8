import type { RelatedPerson } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { authoritiesOf, authorityRecordsOf } from '../../src/consent/index.ts';

const part = (url: string, value: object) => ({ url, ...value });
const PARTS = [
  part('kind', { valueCode: 'guardian-of-adult' }),
  part('document', { valueIdentifier: { value: '登記 第1号' } }),
  part('verifiedBy', { valueReference: { reference: 'Practitioner/p' } }),
  part('verifiedOn', { valueDate: '2026-04-01' }),
  part('period', { valuePeriod: { start: '2026-04-01', end: '2027-03-31' } }),
];
const URL = 'https://kakehashi.example/fhir/StructureDefinition/verified-authority';
const relative = (more: object = {}, parts = PARTS): RelatedPerson =>
  ({
    resourceType: 'RelatedPerson',
    patient: { reference: 'Patient/a' },
    extension: [{ url: URL, extension: parts }],
    ...more,
  }) as RelatedPerson;

test('an authority is what was verified by a document, for the person and the time that it names', () => {
  expect(authoritiesOf(relative())).toEqual([
    {
      patient: 'Patient/a',
      kind: 'guardian-of-adult',
      verified: true,
      period: { start: '2026-04-01', end: '2027-03-31' },
    },
  ]);
});

test.each([
  ['without the document', 'document'],
  ['without who verified it', 'verifiedBy'],
  ['without the day on which it was', 'verifiedOn'],
])('one %s is not verified', (_, missing) => {
  const [authority] = authoritiesOf(
    relative(
      {},
      PARTS.filter(({ url }) => url !== missing),
    ),
  );
  expect(authority?.verified).toBe(false);
});

test('one without a period holds at no time', () => {
  const [authority] = authoritiesOf(
    relative(
      {},
      PARTS.filter(({ url }) => url !== 'period'),
    ),
  );
  expect(authority?.period).toEqual({ end: '0001-01-01' });
});

test.each<[string, object, object]>([
  ['a later start', { start: '2026-06-01' }, { start: '2026-06-01', end: '2027-03-31' }],
  ['an earlier end', { end: '2026-12' }, { start: '2026-04-01', end: '2026-12' }],
  ['a wider time', { start: '2020', end: '2030' }, { start: '2026-04-01', end: '2027-03-31' }],
  ['an end that cannot be read', { end: 'soon' }, { start: '2026-04-01', end: 'soon' }],
])('the relation narrows it: %s', (_, period, expected) => {
  expect(authoritiesOf(relative({ period }))[0]?.period).toEqual(expected);
});

test('a relationship by name, an identifier, or a record about nobody gives none', () => {
  const bare = { extension: [], active: true, identifier: [{ value: '1' }] };
  expect(authoritiesOf(relative({ ...bare, relationship: [{ coding: [{ code: 'GUARD' }] }] }))).toEqual([]);
  expect(authoritiesOf(relative({ active: false }))).toEqual([]);
  expect(authoritiesOf(relative({ patient: undefined }))).toEqual([]);
  expect(authorityRecordsOf({ ...relative(), resourceType: 'Patient' })).toEqual([]);
});
