import type { Consent } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import {
  hasEvidence,
  isConsentTotal,
  mayEndAlone,
  mayUndo,
  opensByEnding,
  type Policy,
  permitsAtRoot,
  refusesAnything,
} from '../../src/consent/index.ts';
import { actor, consent, context, deny, permit } from './make.ts';

const AT = Date.parse('2026-05-10T10:00:00+09:00');
const UNREADABLE = { type: 'sometimes' };
const CLOSING = { role: { coding: [{ code: 'IRCP' }] }, reference: { reference: 'Organization/soudan' } };
const OPTOUT = { policyRule: { coding: [{ code: 'OPTOUT' }] } };

describe('a consent refuses something', () => {
  test.each<[string, Consent, boolean]>([
    ['which denies', consent(deny()), true],
    ['which permits', consent(permit()), false],
    ['which permits with an exception that denies', consent(permit({}, deny({ actor: [CLOSING] }))), true],
    ['whose exception to an exception denies', consent(permit({}, permit({}, deny()))), true],
    ['whose second exception denies', consent(permit({}, permit(), deny())), true],
    ['whose policy rule is OPTOUT', consent(undefined, OPTOUT), true],
    ['which says nothing', consent(undefined), false],
    ['which cannot be read', consent(UNREADABLE), true],
  ])('one %s', (_, one, expected) => {
    expect(refusesAnything(one)).toBe(expected);
  });
});

const BTG = { purpose: [{ code: 'BTG' }] };

describe('an end opens something', () => {
  const denying = consent(deny());
  const mixed = consent(permit({}, deny()));
  const other = consent(permit(), { id: 'c2' });
  test.each<[string, Consent, Consent[], boolean]>([
    ['of a refusal', denying, [], true],
    ['of what permits alone', consent(permit()), [other], false],
    ['of a refusal that waits', consent(deny(), { status: 'proposed' }), [], false],
    ['of an exception, where nothing else permits', mixed, [mixed], false],
    ['of an exception, where another permits', mixed, [mixed, other], true],
    ['of an exception, where another has ended', mixed, [consent(permit(), { id: 'c2', status: 'inactive' })], false],
    ['of an exception, where another denies', mixed, [consent(deny(), { id: 'c2' })], false],
    ['of an exception, where another cannot be read', mixed, [consent(UNREADABLE, { id: 'c2' })], false],
    [
      'of an exception, where an exception of another permits',
      mixed,
      [consent(deny({}, permit()), { id: 'c2' })],
      true,
    ],
    ['of what cannot be read', consent(UNREADABLE), [], true],
    ['of an exception for emergencies, which no permit must open', consent(permit({}, deny(BTG))), [], true],
    ['of an exception within one for emergencies', consent(permit({}, permit({}, deny(BTG)))), [], true],
    ['of a permit for emergencies with an exception', consent(permit(BTG, deny())), [], false],
  ])('%s', (_, ending, others, expected) => {
    expect(opensByEnding(ending, others, { default: 'deny' })).toBe(expected);
  });

  test('of an exception, where silence opens', () => {
    const opens = (silence: Policy['default']) => opensByEnding(mixed, [], { default: silence });
    expect([opens('permit'), opens('treat-only'), opens('btg-only'), opens('deny')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what was refused is undone', () => {
  const by = (...references: string[]) => ({ performer: references.map((reference) => ({ reference })) });
  const guardian = { patient: 'Patient/a', kind: 'guardian-of-adult', verified: true };
  const world = {
    patients: context.patients,
    policy: context.policy,
    authority: {
      'RelatedPerson/guardian': guardian,
      'RelatedPerson/other': { ...guardian, patient: 'Patient/b' },
      'RelatedPerson/unverified': { ...guardian, verified: false },
      'RelatedPerson/past': { ...guardian, period: { end: '2026-05-09' } },
      'RelatedPerson/parent': { ...guardian, kind: 'parental' },
    },
  };
  const child = { ...world, patients: { 'Patient/a': { birthDate: '2016-05-10' } } };
  const ofPerson = consent(deny());
  const ofProxy = consent(deny(), by('RelatedPerson/guardian'));

  test.each<[string, Consent, Consent, boolean]>([
    ['by the person, their own refusal', ofPerson, consent(permit()), true],
    ['by the person, who is not named, their own refusal', ofPerson, consent(permit(), { performer: [] }), true],
    ['by the person, what a proxy refused', ofProxy, consent(permit()), true],
    ['by a guardian, what a guardian refused', ofProxy, consent(permit(), by('RelatedPerson/guardian')), true],
    [
      'by a guardian beside another, too',
      ofProxy,
      consent(permit(), by('RelatedPerson/x', 'RelatedPerson/guardian')),
      true,
    ],
    ['not by a guardian, the refusal of the person', ofPerson, consent(permit(), by('RelatedPerson/guardian')), false],
    [
      'by a guardian together with the person',
      ofPerson,
      consent(permit(), by('RelatedPerson/guardian', 'Patient/a')),
      true,
    ],
    [
      'not by a guardian, what both refused',
      consent(deny(), by('RelatedPerson/guardian', 'Patient/a')),
      consent(permit(), by('RelatedPerson/guardian')),
      false,
    ],
    [
      'not by a guardian, what nobody is named for: it is the person’s',
      consent(deny(), { performer: undefined }),
      consent(permit(), by('RelatedPerson/guardian')),
      false,
    ],
    ['not by a guardian of somebody else', ofProxy, consent(permit(), by('RelatedPerson/other')), false],
    ['not by one who was not verified', ofProxy, consent(permit(), by('RelatedPerson/unverified')), false],
    ['not by one whose time is over', ofProxy, consent(permit(), by('RelatedPerson/past')), false],
    ['not by a stranger', ofProxy, consent(permit(), by('RelatedPerson/nobody')), false],
    ['not by a parent of an adult', ofProxy, consent(permit(), by('RelatedPerson/parent')), false],
    [
      'not by anybody, where nobody can be told whose it is',
      consent(deny(), { patient: undefined }),
      consent(permit(), by('RelatedPerson/guardian')),
      false,
    ],
  ])('%s', (_, before, next, expected) => {
    expect(mayUndo(before, next, world, AT)).toBe(expected);
  });

  test('a child’s own refusal too is undone by no parent, only by the child’s own word, alone or with a parent', () => {
    const undoing = (...references: string[]) => mayUndo(ofPerson, consent(permit(), by(...references)), child, AT);
    expect(undoing('RelatedPerson/parent')).toBe(false);
    expect(undoing('Patient/a')).toBe(true);
    expect(undoing('RelatedPerson/parent', 'Patient/a')).toBe(true);
  });

  test('what a parent refused is ended by the person from the age of consent on, and before it by no child alone', () => {
    const before = consent(deny(), by('RelatedPerson/parent'));
    const aged = (birthDate: string) => ({ ...world, patients: { 'Patient/a': { birthDate } } });
    const ended = (birthDate: string, ...references: string[]) =>
      mayUndo(before, consent(permit(), by(...references)), aged(birthDate), AT);
    expect([ended('2010-05-10', 'Patient/a'), ended('2010-05-11', 'Patient/a')]).toEqual([true, false]);
    expect(ended('2010-05-11', 'Patient/a', 'RelatedPerson/parent')).toBe(true);
    // Of age, the person ends it, and the parent no more.
    expect([ended('2008-05-10', 'Patient/a'), ended('2008-05-10', 'RelatedPerson/parent')]).toEqual([true, false]);
    // Of whom no birth date is known counts as an adult (D13).
    expect(mayEndAlone(before, { ...child, patients: {} }, AT)).toBe(true);
    expect([mayEndAlone(before, aged('2010-05-11'), AT), mayEndAlone(ofPerson, aged('2018-05-11'), AT)]).toEqual([
      false,
      true,
    ]);
  });

  test('what a parent refused for a child is undone by a parent', () => {
    const before = consent(deny(), by('RelatedPerson/parent'));
    expect(mayUndo(before, consent(permit(), by('RelatedPerson/parent')), child, AT)).toBe(true);
  });
});

describe('the evidence of a consent', () => {
  const base = 'https://kakehashi.example/fhir/StructureDefinition';
  const witness = { url: `${base}/consent-witness`, valueReference: { reference: 'Practitioner/w' } };
  const signature = { url: `${base}/consent-signature`, valueSignature: { who: { reference: 'Patient/a' } } };
  const signedBy = (reference?: string) => ({ url: signature.url, valueSignature: { who: { reference } } });
  const seen = { verified: true, verificationDate: '2026-04-01', extension: [witness] };
  test.each<[string, Record<string, unknown>, boolean]>([
    ['none', {}, false],
    ['a form that is stored', { sourceReference: { reference: 'DocumentReference/d' } }, true],
    ['the number of a form', { sourceReference: { identifier: { value: '2026-0131' } } }, true],
    ['a form whose number is a blank', { sourceReference: { identifier: { value: ' ' } } }, false],
    ['a form whose number is invisible', { sourceReference: { identifier: { value: '\u200b' } } }, false],
    ['a form of a name alone', { sourceReference: { display: '同意書' } }, false],
    ['a form that is attached', { sourceAttachment: { title: '同意書' } }, true],
    ['a form with a blank title', { sourceAttachment: { title: '　' } }, false],
    ['a signature', { extension: [signature] }, true],
    ['the number of a signature', { extension: [{ url: signature.url, valueIdentifier: { value: '7' } }] }, true],
    ['a blank number of one', { extension: [{ url: signature.url, valueIdentifier: { value: ' ' } }] }, false],
    [
      'a signature of who consents',
      { performer: [{ reference: 'RelatedPerson/p' }], extension: [signedBy('RelatedPerson/p')] },
      true,
    ],
    ['a signature of somebody else', { extension: [signedBy('Practitioner/w')] }, false],
    ['a signature of nobody known', { extension: [signedBy(undefined)] }, false],
    ['another extension', { extension: [{ url: `${base}/other` }] }, false],
    ['the number of another extension', { extension: [{ url: 'x', valueIdentifier: { value: '7' } }] }, false],
    ['a signature of nobody', { extension: [{ url: signature.url, valueSignature: {} }] }, false],
    [
      'a signature of nobody known, of who has no reference',
      { performer: [{ display: '本人' }], extension: [signedBy(undefined)] },
      false,
    ],
    ['a signature about nobody', { patient: undefined, performer: [], extension: [signature] }, false],
    ['a signature beside another extension', { extension: [{ url: 'x' }, signature] }, true],
    ['a verification with a witness', { verification: [seen] }, true],
    ['a witness of a second verification', { verification: [{ verified: true }, seen] }, true],
    ['a witness beside another extension', { verification: [{ ...seen, extension: [{ url: 'x' }, witness] }] }, true],
    ['a verification without a witness', { verification: [{ ...seen, extension: undefined }] }, false],
    ['one with another extension', { verification: [{ ...seen, extension: [{ url: 'x' }] }] }, false],
    ['a witness who says no', { verification: [{ ...seen, verified: false }] }, false],
    ['a witness of no day', { verification: [{ ...seen, verificationDate: undefined }] }, false],
  ])('%s', (_, more, expected) => {
    expect(hasEvidence(consent(permit(), more))).toBe(expected);
  });
});

test.each<[string, Consent, boolean]>([
  ['permits', consent(permit()), true],
  ['permits by its policy rule', consent(undefined, { policyRule: { coding: [{ code: 'OPTIN' }] } }), true],
  ['permits now', consent(permit({ period: { start: '2026-05-10', end: '2026-05-10' } })), true],
  ['permits later', consent(permit({ period: { start: '2026-05-11' } })), false],
  ['denies', consent(deny()), false],
  ['permits as an exception alone', consent(deny({}, permit())), false],
  ['says nothing', consent(undefined), false],
  ['cannot be read', consent({ ...permit(), purpose: [{}] }), false],
])('a consent as a whole that %s', (_, one, expected) => {
  expect(permitsAtRoot(one, AT)).toBe(expected);
});

describe('the consent of a person is total', () => {
  const total = (...consents: Consent[]) => isConsentTotal(consents, 'Patient/a', context, AT);
  const whole = consent(permit());
  test.each<[string, Consent[], boolean]>([
    ['with one that permits without a condition', [whole], true],
    ['with none', [], false],
    ['with one that says nothing', [consent(undefined)], false],
    ['with one of a policy rule', [consent(undefined, { policyRule: { coding: [{ code: 'OPTIN' }] } })], true],
    ['with one that names somebody', [consent(permit({ actor: [actor('Organization/soudan')] }))], false],
    ['beside one that names somebody', [consent(permit({ actor: [actor('Organization/soudan')] })), whole], true],
    ['with an exception, even one that permits', [consent(permit({}, permit()))], false],
    ['with one that denies beside it', [whole, consent(deny(), { id: 'c2' })], false],
    ['with a denial that has ended beside it', [whole, consent(deny(), { id: 'c2', status: 'inactive' })], true],
    ['with one beside it that cannot be read', [whole, consent(UNREADABLE, { id: 'c2' })], false],
    ['with one alone that cannot be read', [consent(UNREADABLE)], false],
    ['with one in its period', [consent(permit({ period: { start: '2026-05-10' } }))], true],
    ['with one before its period', [consent(permit({ period: { start: '2026-05-11' } }))], false],
    ['with one that waits', [consent(permit(), { status: 'proposed' })], false],
    ['with one of another person', [consent(permit(), { patient: { reference: 'Patient/b' } })], false],
    ['with one that was verified as false', [consent(permit(), { verification: [{ verified: false }] })], false],
  ])('%s: %#', (_, consents, expected) => {
    expect(total(...consents)).toBe(expected);
  });

  test('but not by the permit of a child alone, nor of a proxy whom nobody verified', () => {
    const young = { ...context, patients: { 'Patient/a': { birthDate: '2016-05-10' } } };
    expect(isConsentTotal([whole], 'Patient/a', young, AT)).toBe(false);
    expect(total(consent(permit(), { performer: [{ reference: 'RelatedPerson/r' }] }))).toBe(false);
  });
});
