import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { factsOf, instant, readRequest } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { CONF, deny, label, record, request, under } from './make.ts';

const of = (more: object) => factsOf(record(['N'], more as Record<string, unknown>));
const someone = { reference: 'Organization/x' };

test.each(['author', 'recorder', 'asserter', 'requester', 'sender', 'informationSource'])(
  'whoever is the %s is an author, by name or by an `actor`, and one who cannot be told stands there as such',
  (element) => {
    expect(of({ [element]: someone }).authors).toEqual(['Organization/x']);
    expect(of({ [element]: [{ actor: someone }, someone] }).authors).toEqual(['Organization/x']);
    expect(of({ [element]: { display: '田中' } }).authors).toEqual(['unresolved']);
  },
);

test('a performer is none of the authors, and one who cannot be told is nobody', () => {
  const { authors, performers } = of({ performer: [{ actor: someone }, { display: '田中' }] });
  expect([authors, performers]).toEqual([[], ['Organization/x']]);
});

test.each(['Composition', 'DocumentReference', 'DocumentManifest'])(
  'the type of a %s is one of its classes',
  (type) => {
    const coded = { type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }, { display: '要約' }] } };
    expect(of({ ...coded, resourceType: type }).classes).toEqual([type, 'http://loinc.org|18842-5']);
  },
);

test('the type of anything else is a code, and no class', () => {
  const { classes, codes } = of({ resourceType: 'Encounter', type: [{ coding: [{ system: 'urn:x', code: 'y' }] }] });
  expect([classes, codes]).toEqual([['Encounter'], ['urn:x|y']]);
});

test('codes are found wherever they stand but in `meta`, also in what is contained', () => {
  const coding = (code: string) => ({ coding: [{ system: 'urn:x', code }, { code: 'bare' }, { system: 'urn:x' }] });
  const inner = { resourceType: 'Basic', meta: { tag: [{ system: 'urn:x', code: 'inner' }] }, code: coding('c') };
  const { codes } = of({ category: [coding('a')], activity: [{ detail: { code: coding('b') } }], contained: [inner] });
  expect(codes).toEqual(['urn:x|a', '|bare', 'urn:x|b', 'urn:x|c']);
});

test('what a record refers to is named by type and id, and what is no such name is left out', () => {
  const refers = (...references: unknown[]) =>
    of({ subject: undefined, supportingInfo: references.map((reference) => ({ reference })) }).references;
  expect(refers('Goal/1', 'Goal/2/_history/12', 'Goal/1')).toEqual(['Goal/1', 'Goal/2']);
  expect(
    refers(
      'Goal/1#part',
      'Goal/1?x=y',
      'Goal/1|2',
      'Goal/1/2',
      'Goal/1/_history/',
      'Goal/1/_history/1/2',
      '#part',
      'urn:uuid:x',
      'https://other.example/Goal/1',
      ['Goal/1'],
      7,
    ),
  ).toEqual([]);
});

test('a record without an id or a custodian has neither', () => {
  const { id, custodian } = factsOf({ resourceType: 'Basic', code: {} } as Resource);
  expect([id, custodian]).toEqual(['', null]);
});

test('what PostgreSQL has no year for is an open end, and the last millisecond that it has a year for is not', () => {
  const [first, last] = ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
  const at = (iso: string, shift: number) => instant(Date.parse(iso) + shift);
  expect([at(first, 0), at(last, 0), at(first, -1), at(last, 1)]).toEqual([first, last, '-infinity', 'infinity']);
});

test('a level that cannot be read is none, beside every other level but V', () => {
  const conf = (...levels: string[]) =>
    factsOf(record([], { meta: { security: levels.map((code) => ({ system: CONF, code })) } })).conf;
  expect(['U', 'N', 'R', 'V'].map((level) => conf('X', level))).toEqual([null, null, null, 5]);
  expect([conf('X'), conf(), conf('N', 'U')]).toEqual([null, null, 3]);
  // As for a record without a level: who refused V refused it.
  const refused = deny({ securityLabel: [label('V')] });
  const resource = record(['R', 'PSY'], { meta: { security: [label('R'), { system: CONF, code: 'X' }] } });
  expect(under(refused, { resource })).toBe('CONSENT_DENY');
});

test('what is null stands for nothing', () => {
  const coding = [null, { system: 'urn:x', code: 'y' }];
  const { codes, references } = of({ category: [null, { coding }], note: null, supportingInfo: [null, someone] });
  expect([codes, references]).toEqual([['urn:x|y'], ['Patient/a', 'Organization/x']]);
});

test('a list and null are no requests', () => {
  for (const odd of [[request], null]) {
    const refusal = readRequest(odd);
    expect(isRefusal(refusal) && refusal.issues[0]?.expression).toBe('request');
  }
});
