import { expect, test } from 'vitest';
import { errors, HANAKO, profileOf, validatorWith } from './world.ts';

const careFor = profileOf('CareTeam', 'care-for', [
  {
    id: 'CareTeam.subject',
    path: 'CareTeam.subject',
    type: [
      {
        code: 'Reference',
        targetProfile: ['https://example.jp/StructureDefinition/adult'],
      },
    ],
  },
]);
const adult = profileOf('Patient', 'adult', [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }]);
const validator = await validatorWith([careFor, adult]);
const check = (resource: unknown, ...profiles: string[]): string[] =>
  errors(validator.validate(resource, { profiles }));

const PATIENT = 'urn:uuid:0b7a1a0e-7c58-4f0e-9d46-111111111111';
const COMPOSITION = 'urn:uuid:0b7a1a0e-7c58-4f0e-9d46-222222222222';
const composition = {
  resourceType: 'Composition',
  status: 'final',
  type: { text: '退院時サマリー' },
  subject: { reference: PATIENT },
  date: '2024-03-01',
  author: [{ display: '山本医師' }],
  title: '退院時サマリー',
};
const document = (
  change: object = {},
  entries: object[] = [
    { fullUrl: COMPOSITION, resource: composition },
    { fullUrl: PATIENT, resource: HANAKO },
  ],
) => ({
  resourceType: 'Bundle',
  type: 'document',
  identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' },
  timestamp: '2024-03-01T09:00:00+09:00',
  entry: entries,
  ...change,
});

test('a document with its composition first and everything it refers to is valid', () => {
  expect(check(document())).toEqual([]);
});

test.each([
  ['the identifier', { identifier: undefined }],
  ['the timestamp', { timestamp: undefined }],
])('a document without %s is refused', (_, change) => {
  expect(check(document(change))).toEqual(['invariant-failed Bundle']);
});

test('a document that does not begin with its composition is refused', () => {
  const turned = document({}, [
    { fullUrl: PATIENT, resource: HANAKO },
    { fullUrl: COMPOSITION, resource: composition },
  ]);
  expect(check(turned)).toEqual(['invariant-failed Bundle']);
});

test('a reference to what the document does not hold is an error at the reference', () => {
  expect(check(document({}, [{ fullUrl: COMPOSITION, resource: composition }]))).toEqual([
    'reference-unresolved Bundle.entry[0].resource.ofType(Composition).subject',
  ]);
});

test('each entry of a document has a fullUrl that is absolute, its own, and agrees with its id', () => {
  const first = { fullUrl: COMPOSITION, resource: composition };
  const person = { fullUrl: PATIENT, resource: HANAKO };
  expect(check(document({}, [first, person, { resource: { resourceType: 'Basic', code: { text: 'x' } } }]))).toContain(
    'bundle-entry-url Bundle.entry[2]',
  );
  expect(check(document({}, [first, person, { fullUrl: 'Patient/1', resource: { ...HANAKO, id: '1' } }]))).toContain(
    'bundle-url-relative Bundle.entry[2]',
  );
  expect(
    check(document({}, [first, person, { fullUrl: 'https://example.jp/fhir/Patient/1', resource: HANAKO }])),
  ).toContain('bundle-url-id Bundle.entry[2]');
  expect(check(document({}, [first, person, structuredClone(person)]))).toEqual([
    'invariant-failed Bundle',
    'reference-ambiguous Bundle.entry[0].resource.ofType(Composition).subject',
  ]);
});

test('a resource inside a bundle follows the profile that it claims itself', () => {
  const child = {
    ...HANAKO,
    birthDate: undefined,
    meta: { profile: [adult.url] },
  };
  const bundle = document({}, [
    { fullUrl: COMPOSITION, resource: composition },
    { fullUrl: PATIENT, resource: child },
  ]);
  expect(check(bundle)).toEqual(['cardinality-min Bundle.entry[1].resource.ofType(Patient)']);
});

test('a reference leads to a resource of the right type', () => {
  const team = {
    resourceType: 'CareTeam',
    subject: { reference: 'Organization/1' },
  };
  expect(check(team)).toEqual(['reference-target CareTeam.subject']);
  expect(check({ ...team, subject: { type: 'Organization', display: 'ひかり' } })).toEqual([
    'reference-target CareTeam.subject',
  ]);
  expect(
    check({
      ...team,
      subject: { reference: 'https://example.jp/fhir/Patient/1' },
    }),
  ).toEqual([]);
  expect(check({ ...team, subject: { display: '山田花子' } })).toEqual([]);
});

test('a profile of the target is asked of what is here, and of what is elsewhere only the type', () => {
  const team = (patient: object) => ({
    resourceType: 'CareTeam',
    contained: [patient],
    subject: { reference: '#hanako' },
  });
  expect(check(team(HANAKO), careFor.url ?? '')).toEqual([]);
  expect(check(team({ ...HANAKO, birthDate: undefined }), careFor.url ?? '')).toEqual([
    'reference-target CareTeam.subject',
  ]);
  expect(check({ resourceType: 'CareTeam', subject: { reference: 'Patient/1' } }, careFor.url ?? '')).toEqual([]);
});

test('what is contained is referred to, refers to what is there, and contains nothing itself', () => {
  const team = {
    resourceType: 'CareTeam',
    contained: [HANAKO],
    subject: { reference: '#hanako' },
  };
  expect(check(team)).toEqual([]);
  expect(check({ ...team, subject: { display: '山田花子' } })).toEqual([
    'contained-unreferenced CareTeam.contained[0]',
  ]);
  expect(check({ ...team, subject: { reference: '#taro' } })).toEqual([
    'contained-unreferenced CareTeam.contained[0]',
    'invariant-failed CareTeam.subject',
  ]);
  const nested = {
    ...HANAKO,
    contained: [{ resourceType: 'Organization', id: 'o', name: 'ひかり' }],
    managingOrganization: { reference: '#o' },
  };
  expect(check({ ...team, contained: [nested] })).toContain('invariant-failed CareTeam');
});

test('search results need ids, one link of each kind, and outcomes that are outcomes', () => {
  const { id: _, ...nameless } = HANAKO;
  const results = {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [
      { relation: 'self', url: 'https://example.jp/a' },
      { relation: 'self', url: 'https://example.jp/b' },
    ],
    entry: [
      { resource: nameless, search: { mode: 'match' } },
      { resource: HANAKO, search: { mode: 'outcome' } },
    ],
  };
  expect(check(results)).toEqual([
    'bundle-link-twice Bundle.link[1]',
    'bundle-search-entry Bundle.entry[0].resource',
    'bundle-search-entry Bundle.entry[1].resource',
  ]);
});

const narrative = (inner: string): string[] =>
  check({ ...HANAKO, text: { status: 'generated', div: inner } }).map((issue) => issue.split(' ')[0] ?? '');
const div = (inner: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;

test.each([
  ['a paragraph in Japanese', '<p lang="ja" xml:lang="ja">退院は4月です &amp; 家族が迎えます<br/></p>', []],
  ['a table', '<table class="grid"><tbody><tr><td colspan="2">朝</td></tr></tbody></table>', []],
  ['a script', '<script>alert(1)</script>', ['narrative-markup']],
  ['a form', '<form><input/></form>', ['narrative-markup']],
  ['an event', '<p onclick="x()">朝</p>', ['narrative-markup']],
  ['a script in a link', '<a href="javascript:x()">朝</a>', ['narrative-markup']],
  ['tags that cross', '<b><i>朝</b></i>', ['narrative-markup']],
  ['an entity that XML does not have', '朝&nbsp;夜', ['narrative-markup']],
  ['nothing to read', '<p> </p>', ['narrative-empty']],
])('a narrative with %s', (_, inner, codes) => {
  expect(narrative(div(inner))).toEqual(codes);
});

test('a narrative is one div of XHTML', () => {
  expect(narrative('<div>朝</div>')).toEqual(['narrative-markup']);
  expect(narrative(`${div('朝')}${div('夜')}`)).toEqual(['narrative-markup']);
  expect(narrative('朝')).toEqual(['narrative-markup']);
});

test('a link inside the narrative leads to something in it, or to what is contained', () => {
  expect(narrative(div('<a href="#goal">目標</a><p id="goal">家に帰る</p>'))).toEqual([]);
  expect(narrative(div('<a href="#goal">目標</a>'))).toEqual(['link-broken']);
});

test('a reference that is no reference at all is named as it stands', () => {
  expect(check({ resourceType: 'CareTeam', subject: { reference: '山田 花子' } })).toEqual([
    'reference-malformed CareTeam.subject',
  ]);
});
