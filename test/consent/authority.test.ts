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
  ['a start that cannot be read', { start: 'soon' }, { start: 'soon', end: '2027-03-31' }],
  ['no time of its own', {}, { start: '2026-04-01', end: '2027-03-31' }],
  ['the same days', { start: '2026-04-01', end: '2027-03-31' }, { start: '2026-04-01', end: '2027-03-31' }],
])('the relation narrows it: %s', (_, period, expected) => {
  expect(authoritiesOf(relative({ period }))[0]?.period).toEqual(expected);
});

test.each<[string, object, object, object]>([
  ['an end that cannot be read', { end: 'soon' }, { end: '2026-12' }, { end: 'soon' }],
  ['a start that cannot be read', { start: 'soon' }, { start: '2026' }, { start: 'soon' }],
  ['no start', { end: '2026' }, { start: '2026-02' }, { start: '2026-02', end: '2026' }],
  ['no end', { start: '2026' }, { end: '2026-02' }, { start: '2026', end: '2026-02' }],
  ['no ends at all', {}, {}, {}],
])('a period of the authority with %s is kept within the relation', (_, valuePeriod, period, expected) => {
  const parts = PARTS.map((one) => (one.url === 'period' ? part('period', { valuePeriod }) : one));
  expect(authoritiesOf(relative({ period }, parts))[0]?.period).toStrictEqual(expected);
});

test('a document that is stored proves it as one with a number does', () => {
  const stored = part('document', { valueReference: { reference: 'DocumentReference/d' } });
  const parts = PARTS.map((one) => (one.url === 'document' ? stored : one));
  expect(authoritiesOf(relative({}, parts))[0]?.verified).toBe(true);
});

test.each<[object, boolean]>([
  [{ valueReference: { identifier: { value: '第1号' } } }, true],
  [{ valueReference: { identifier: { value: '　' } } }, false],
  [{ valueReference: { reference: ' ' } }, false],
  [{ valueReference: { display: '登記事項証明書' } }, false],
  ...['', ' ', '　', '\u200b', '\u3164', '---'].map(
    (value) => [{ valueIdentifier: { value } }, false] as [object, boolean],
  ),
  [{ valueIdentifier: { system: 'urn:x' } }, false],
])('a document that is given as %j proves it: %s', (document, verified) => {
  const parts = PARTS.map((one) => (one.url === 'document' ? part('document', document) : one));
  expect(authoritiesOf(relative({}, parts))[0]?.verified).toBe(verified);
});

test('one of no kind is of none, and what says nothing is not verified', () => {
  const [authority] = authoritiesOf(
    relative(
      {},
      PARTS.filter(({ url }) => url !== 'kind'),
    ),
  );
  expect(authority).toMatchObject({ kind: '', verified: true });
  const empty = relative({ extension: [{ url: URL }] });
  expect(authoritiesOf(empty)).toEqual([
    { patient: 'Patient/a', kind: '', verified: false, period: { end: '0001-01-01' } },
  ]);
});

test('only what is said under its own name is a record of authority, and each is one', () => {
  const [record] = relative().extension ?? [];
  const other = { ...record, url: 'https://other.example/verified-authority' };
  const several = relative({ extension: [other, record, { ...record, extension: [] }] });
  expect(authorityRecordsOf(several)).toEqual([record, { ...record, extension: [] }]);
  expect(authoritiesOf(several).map(({ verified }) => verified)).toEqual([true, false]);
  expect(authorityRecordsOf({ resourceType: 'RelatedPerson' })).toEqual([]);
});

test('a relationship by name, an identifier, or a record about nobody gives none', () => {
  const bare = { extension: [], active: true, identifier: [{ value: '1' }] };
  expect(authoritiesOf(relative({ ...bare, relationship: [{ coding: [{ code: 'GUARD' }] }] }))).toEqual([]);
  expect(authoritiesOf(relative({ active: false }))).toEqual([]);
  expect(authoritiesOf(relative({ patient: undefined }))).toEqual([]);
  expect(authorityRecordsOf({ ...relative(), resourceType: 'Patient' })).toEqual([]);
});
