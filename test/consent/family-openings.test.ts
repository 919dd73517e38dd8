import type { Consent } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { familyOpeningsOf } from '../../src/consent/index.ts';

const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const R = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
const of = (...codes: string[]) => codes.map((code) => ({ system: CATEGORY, code }));
const consent = (provision: object, rule = 'OPTIN'): Consent =>
  ({ resourceType: 'Consent', policyRule: { coding: [{ code: rule }] }, provision }) as Consent;
const deny = (...codes: string[]) => ({ type: 'deny', securityLabel: of(...codes) });
const places = (provision: object, rule?: string) =>
  familyOpeningsOf(consent(provision, rule)).map(({ place }) => place);
const ROOT = 'Consent.provision';

test.each<[string, object, string[]]>([
  ['a permit that lists family', { securityLabel: [R, ...of('condition', 'family')] }, [ROOT]],
  ['one that lists other categories', { securityLabel: [R, ...of('condition')] }, []],
  ['one that lists other categories, some of no system', { securityLabel: [...of('condition'), { code: 'wish' }] }, []],
  ['one that lists a family of no system, which labels no record', { securityLabel: [{ code: 'family' }] }, []],
  ['one with an exception of no label', { provision: [{ type: 'deny' }] }, [ROOT]],
  ['one that lists no category', { securityLabel: [R] }, [ROOT]],
  ['one without any label', {}, [ROOT]],
  ['one with an exception for family', { provision: [deny('family')] }, []],
  ['one with an exception for something else', { provision: [deny('finance')] }, [ROOT]],
  [
    'one with an exception for a part of it',
    { provision: [{ ...deny('family'), class: [{ code: 'Observation' }] }] },
    [ROOT],
  ],
  [
    'one with an exception for family and all that is restricted',
    { provision: [{ type: 'deny', securityLabel: [R, ...of('family')] }] },
    [],
  ],
  [
    'one whose exception has an exception',
    { provision: [{ ...deny('family'), provision: [{ type: 'permit', code: [{ coding: [{ code: 'x' }] }] }] }] },
    [ROOT, `${ROOT}.provision[0].provision[0]`],
  ],
  [
    'an exception that lists family',
    { securityLabel: of('wish'), provision: [{ type: 'permit', securityLabel: of('family') }] },
    [`${ROOT}.provision[0]`],
  ],
  [
    'an exception that inherits it',
    { securityLabel: of('family'), provision: [deny('wish'), { type: 'permit', class: [{ code: 'Observation' }] }] },
    [ROOT, `${ROOT}.provision[1]`],
  ],
  ['a refusal', { type: 'deny' }, []],
  ['what cannot be read', { provision: [{}] }, []],
])('%s', (_, provision, expected) => {
  expect(places(provision)).toEqual(expected);
});

test('a base that refuses opens nothing by itself, but by its exception', () => {
  expect(places({}, 'OPTOUT')).toEqual([]);
  expect(places({ provision: [{ type: 'permit' }] }, 'OPTOUT')).toEqual([`${ROOT}.provision[0]`]);
  expect(familyOpeningsOf({ resourceType: 'Consent' } as Consent)).toEqual([]);
});

test('a policy rule that permits without any provision opens everything, and names nobody’s consent', () => {
  const ruled = (code: string) =>
    familyOpeningsOf({ ...consent({}, code), provision: undefined } as unknown as Consent);
  expect(ruled('OPTIN')).toEqual([{ place: 'Consent.policyRule', evidence: [], data: [] }]);
  expect(ruled('OPTOUT')).toEqual([]);
});

test('what is named of a family member is taken from its own parts, however little it is', () => {
  const url = 'https://kakehashi.example/fhir/StructureDefinition/family-consent';
  const valueReference = { reference: 'RelatedPerson/m' };
  const evidenceOf = (...extension: object[]) => familyOpeningsOf(consent({ extension }))[0]?.evidence;
  const numbered = [
    { url: 'member', valueReference: { reference: 5 } },
    { url: 'evidence', valueReference: { reference: 6 } },
  ];
  expect(evidenceOf({ url, extension: numbered })).toStrictEqual([{}]);
  expect(evidenceOf({ url }, { url: 'https://other.example/family-consent' }, { url, extension: [] })).toEqual([
    {},
    {},
  ]);
  expect(
    evidenceOf({
      url,
      extension: [
        { url: 'other', valueReference },
        { url: 'member', valueReference },
      ],
    }),
  ).toEqual([{ member: 'RelatedPerson/m' }]);
  expect(evidenceOf({ url, extension: [{ url: 'member', valueReference: { display: '姉' } }] })).toEqual([{}]);
  expect(
    evidenceOf({
      url,
      extension: [{ url: 'evidence', valueReference: { reference: 'Consent/c' } }, { url: 'member' }],
    }),
  ).toEqual([{ reference: 'Consent/c' }]);
});

test('evidence holds where it stands and below', () => {
  const part = (url: string, reference?: string) => ({ url, ...(reference ? { valueReference: { reference } } : {}) });
  const extension = [
    {
      url: 'https://kakehashi.example/fhir/StructureDefinition/family-consent',
      extension: [part('member', 'RelatedPerson/m'), part('evidence', 'DocumentReference/d')],
    },
  ];
  const named = { member: 'RelatedPerson/m', reference: 'DocumentReference/d' };
  const below = { type: 'permit', securityLabel: of('family') };
  expect(familyOpeningsOf(consent({ extension, securityLabel: of('wish'), provision: [below] }))).toEqual([
    { place: `${ROOT}.provision[0]`, evidence: [named], data: [] },
  ]);
  expect(familyOpeningsOf(consent({ provision: [{ ...below, extension }] }))).toEqual([
    { place: ROOT, evidence: [], data: [] },
    { place: `${ROOT}.provision[0]`, evidence: [named], data: [] },
  ]);
});

test('it is told to which records it is limited, also by what stands above', () => {
  const data = [{ meaning: 'dependents', reference: { reference: 'RelatedPerson/m' } }];
  const [opening] = familyOpeningsOf(
    consent({ data, securityLabel: of('wish'), provision: [{ type: 'permit', securityLabel: of('family') }] }),
  );
  expect(opening?.data).toEqual([{ meaning: 'dependents', reference: 'RelatedPerson/m' }]);
});
