import { expect, test } from 'vitest';
import { actor, consent, deny, permit, reasonOf } from './make.ts';

const CP = 'CONSENT_PERMIT';
const DD = 'DEFAULT_DENY';
const NC = 'NOT_COVERED';

const given = (more: object, patient: object = {}) =>
  reasonOf({ consents: [consent(permit(), more as never)], ...patient });

test.each([
  ['a proposed consent', { status: 'proposed' }, DD],
  ['a rejected consent', { status: 'rejected' }, DD],
  ['a consent to research', { scope: { coding: [{ code: 'research' }] } }, DD],
  ['a consent with its scope in words', { scope: { text: 'patient-privacy' } }, DD],
  ['a consent of somebody else', { patient: { reference: 'Patient/b' } }, DD],
  ['a consent of nobody', { patient: undefined }, DD],
  ['a consent that has ended', { provision: permit({ period: { end: '2026-05-09' } }) }, DD],
  ['a consent that begins today', { provision: permit({ period: { start: '2026-05-10' } }) }, CP],
  ['a consent without a performer', { performer: undefined }, CP],
  ['a consent by a relative without authority', { performer: [{ reference: 'RelatedPerson/k' }] }, DD],
  [
    'a consent by the person and a relative',
    {
      performer: [{ reference: 'RelatedPerson/k' }, { reference: 'Patient/a' }],
    },
    CP,
  ],
  ['a consent by somebody named in words', { performer: [{ display: '母' }] }, DD],
])('%s', (_title, more, reason) => {
  expect(given(more)).toBe(reason);
});

test.each([
  ['verified', [{ verified: true, verificationDate: '2026-05-01' }], CP],
  ['found untrue', [{ verified: false, verificationDate: '2026-05-01' }], NC],
  [
    'found untrue, later verified',
    [
      { verified: false, verificationDate: '2026-05-01' },
      { verified: true, verificationDate: '2026-05-02' },
    ],
    CP,
  ],
  [
    'verified, later found untrue',
    [
      { verified: false, verificationDate: '2026-05-02' },
      { verified: true, verificationDate: '2026-05-01' },
    ],
    NC,
  ],
  [
    'both on one day, one with its hour',
    [
      { verified: false, verificationDate: '2026-05-01T10:00:00+09:00' },
      { verified: true, verificationDate: '2026-05-01' },
    ],
    NC,
  ],
  [
    'both on one day',
    [
      { verified: false, verificationDate: '2026-05-01' },
      { verified: true, verificationDate: '2026-05-01' },
    ],
    NC,
  ],
  ['verified, and without an answer at no known date', [{ verified: true, verificationDate: '2026-05-02' }, {}], NC],
])('a consent %s', (_title, verification, reason) => {
  expect(given({ verification })).toBe(reason);
  expect(reasonOf({ consents: [consent(deny(), { verification })] })).toBe('CONSENT_DENY');
});

const byProxy = (authority: object, birthDate?: string) =>
  given(
    { performer: [{ reference: 'RelatedPerson/k' }] },
    {
      context: {
        authority: { 'RelatedPerson/k': authority },
        patients: birthDate === undefined ? {} : { 'Patient/a': { birthDate } },
      },
    },
  );
const guardian = {
  patient: 'Patient/a',
  kind: 'guardian-of-adult',
  verified: true,
};
const parent = { ...guardian, kind: 'parental' };

test.each([
  ['a verified guardian', guardian, '1980', CP],
  ['a guardian not verified', { ...guardian, verified: false }, '1980', DD],
  ['a guardian of whom nothing is verified', { patient: 'Patient/a', kind: 'guardian-of-adult' }, '1980', DD],
  ['a guardian of somebody else', { ...guardian, patient: 'Patient/b' }, '1980', DD],
  ['a guardian whose office has ended', { ...guardian, period: { end: '2026-05-09' } }, '1980', DD],
  ['a guardian in office', { ...guardian, period: { start: '2026-05-10' } }, '1980', CP],
  ['a guardian whose period cannot be read', { ...guardian, period: { start: 'x' } }, '1980', DD],
  ['the family that agreed to an admission', { ...guardian, kind: 'admission-consent' }, '1980', DD],
  ['a parent of a child', parent, '2008-05-11', CP],
  ['a parent of one who is eighteen today', parent, '2008-05-10', DD],
  ['a parent of one born in a month that is all that is known', parent, '2008-05', CP],
  ['a parent of one whose birth date is unknown', parent, undefined, DD],
  ['one of several authorities', [{ ...guardian, verified: false }, guardian], '1980', CP],
])('a consent by %s', (_title, authority, birthDate, reason) => {
  expect(byProxy(authority, birthDate)).toBe(reason);
});

test('a minor signs with an authorized parent, or not at all', () => {
  const minor = (authority: object) =>
    given(
      {
        performer: [{ reference: 'Patient/a' }, { reference: 'RelatedPerson/k' }],
      },
      {
        context: {
          authority: { 'RelatedPerson/k': authority },
          patients: { 'Patient/a': { birthDate: '2011' } },
        },
      },
    );
  expect([minor(parent), minor({ ...parent, verified: false })]).toEqual([CP, NC]);
});

test('whoever was born on 29 February comes of age on 1 March', () => {
  const at = (time: string) =>
    given(
      {},
      {
        request: { time },
        context: { patients: { 'Patient/a': { birthDate: '2012-02-29' } } },
      },
    );
  expect(at('2028-02-28T14:59:59.999Z')).toBe(NC);
  expect(at('2028-02-28T15:00:00Z')).toBe(CP);
  const eighteen = (time: string) =>
    given(
      { performer: [{ reference: 'RelatedPerson/k' }] },
      {
        request: { time },
        context: {
          authority: { 'RelatedPerson/k': parent },
          patients: { 'Patient/a': { birthDate: '2012-02-29' } },
        },
      },
    );
  expect([eighteen('2030-02-28T14:59:59.999Z'), eighteen('2030-02-28T15:00:00Z')]).toEqual([CP, DD]);
});

test('a team gives nothing while it is not active, nor to whom it does not count now', () => {
  const team = (entry: object) =>
    reasonOf({
      consents: [consent(permit({ actor: [actor('CareTeam/t')] }))],
      request: { actor: 'Practitioner/p' },
      context: {
        directory: { 'CareTeam/t': { member: ['Practitioner/p'], ...entry } },
      },
    });
  expect([team({}), team({ status: 'inactive' }), team({ period: { end: '2026-05-09' } })]).toEqual([CP, NC, NC]);
  expect([team({ active: false }), team({ member: [{ ref: 'Practitioner/p', period: { start: '2027' } }] })]).toEqual([
    NC,
    NC,
  ]);
});

test('a team without members leads nobody anywhere', () => {
  const asked = { request: { actor: 'Practitioner/p' }, context: { directory: { 'CareTeam/t': {} } } };
  expect(reasonOf({ consents: [consent(permit({ actor: [actor('CareTeam/t')] }))], ...asked })).toBe(NC);
});

test('only roles, organizations, teams and groups lead on to others', () => {
  const directory = { 'Practitioner/p': { organization: 'Organization/soudan', partOf: 'Organization/soudan' } };
  const asked = { request: { actor: 'Practitioner/p' }, context: { directory } };
  expect(reasonOf({ consents: [consent(permit({ actor: [actor('Organization/soudan')] }))], ...asked })).toBe(NC);
  expect(reasonOf({ consents: [consent(permit({ actor: [actor('Practitioner/p')] }))], ...asked })).toBe(CP);
});

test('an undated verification counts as the latest, and of two that cannot be ordered a no outweighs', () => {
  const verified = (...verification: object[]) => reasonOf({ consents: [consent(permit(), { verification })] });
  const [yes, no] = [{ verified: true }, { verified: false }];
  const on = (verificationDate: string) => ({ verificationDate });
  expect(verified({ ...no, ...on('2026-05') }, yes)).toBe('CONSENT_PERMIT');
  expect(verified({ ...yes, ...on('2026-05') }, no)).toBe('NOT_COVERED');
  expect([verified(yes, no), verified(no, yes)]).toEqual(['NOT_COVERED', 'NOT_COVERED']);
  expect(verified({ ...no, ...on('2026') }, { ...yes, ...on('2026-05-01') })).toBe('NOT_COVERED');
  expect(verified({ ...no, ...on('2026-04-30') }, { ...yes, ...on('2026-05-01') })).toBe('CONSENT_PERMIT');
});

test('a scope is known by any of its codings', () => {
  const scope = { coding: [{ code: 'research' }, { code: 'patient-privacy' }] };
  expect(reasonOf({ consents: [consent(permit(), { scope })] })).toBe('CONSENT_PERMIT');
  expect(reasonOf({ consents: [consent(permit(), { scope: { coding: [{ code: 'research' }] } })] })).toBe(
    'DEFAULT_DENY',
  );
  expect(reasonOf({ consents: [consent(permit(), { scope: undefined })] })).toBe('DEFAULT_DENY');
});
