import type { ElementDefinition } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { errors, found, HANAKO, profileOf, validatorWith } from './world.ts';

const at = (path: string, change: object): Partial<ElementDefinition> => ({ id: path, path, ...change });
const bundled = profileOf('CareTeam', 'bundled', [
  at('CareTeam.subject', {
    type: [
      {
        code: 'Reference',
        targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'],
        aggregation: ['bundled', 'contained'],
      },
    ],
  }),
]);
const extension = (id: string, more: object, elements: Partial<ElementDefinition>[] = []) => ({
  ...profileOf('Extension', id, [
    at('Extension.url', { fixedUri: `https://example.jp/StructureDefinition/${id}` }),
    ...elements,
  ]),
  ...more,
});
const part = (name: string): Partial<ElementDefinition>[] => [
  { id: `Extension.extension:${name}`, path: 'Extension.extension', sliceName: name, min: 0, max: '1' },
  { id: `Extension.extension:${name}.url`, path: 'Extension.extension.url', fixedUri: name },
];
const mobile = extension('mobile', {
  context: [{ type: 'fhirpath', expression: "Patient.telecom.where(system = 'phone')" }],
});
const dated = extension('dated', {
  context: [{ type: 'element', expression: 'Patient' }],
  contextInvariant: ['birthDate.exists()'],
});
const visit = extension('visit', {}, [
  at('Extension.extension', { slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' } }),
  ...part('ward'),
  ...part('bed'),
  at('Extension.value[x]', { max: '0' }),
]);
const validator = await validatorWith([bundled, mobile, dated, visit]);
const check = (resource: unknown, ...profiles: string[]): string[] =>
  errors(
    validator.validate(resource, { profiles: profiles.map((id) => `https://example.jp/StructureDefinition/${id}`) }),
  );

const uuid = (digit: number) => `urn:uuid:0b7a1a0e-7c58-4f0e-9d46-${String(digit).repeat(12)}`;
const { id: _, ...nameless } = HANAKO;
const composition = (more: object = {}) => ({
  resourceType: 'Composition',
  status: 'final',
  type: { text: '退院時サマリー' },
  subject: { reference: uuid(2) },
  date: '2024-03-01',
  author: [{ display: '山本医師' }],
  title: '退院時サマリー',
  ...more,
});
const bundle = (type: string, entry: object[], more: object = {}) => ({ resourceType: 'Bundle', type, entry, ...more });
const document = (...entries: object[]) =>
  bundle('document', entries, {
    identifier: { system: 'urn:ietf:rfc:3986', value: uuid(9) },
    timestamp: '2024-03-01T09:00:00+09:00',
  });
const hanako = { fullUrl: uuid(2), resource: nameless };

describe('what the first entry of a document names', () => {
  const inSection = (literal: string) =>
    composition({ section: [{ title: '経過', section: [{ title: '詳細', entry: [{ reference: literal }] }] }] });
  test.each([
    ['an absolute URL that is not in the bundle', 'https://example.jp/fhir/Condition/1'],
    ['a URN that is not in the bundle', uuid(7)],
    ['a relative reference that is not in the bundle', 'Condition/1'],
  ])('%s is an error at the place of the reference, however deep', (_name, literal) => {
    expect(check(document({ fullUrl: uuid(1), resource: inSection(literal) }, hanako))).toEqual([
      'reference-unresolved Bundle.entry[0].resource.ofType(Composition).section[0].section[0].entry[0]',
    ]);
  });

  test('an earlier document that this one replaces may be elsewhere', () => {
    const replaces = composition({
      relatesTo: [{ code: 'replaces', targetReference: { reference: 'https://example.jp/fhir/Composition/0' } }],
    });
    expect(check(document({ fullUrl: uuid(1), resource: replaces }, hanako))).toEqual([]);
  });

  test('what another entry names may be elsewhere, and a URN is only suspicious', () => {
    const cared = { fullUrl: uuid(2), resource: { ...nameless, managingOrganization: { reference: uuid(7) } } };
    const issues = validator.validate(document({ fullUrl: uuid(1), resource: composition() }, cared));
    expect(errors(issues)).toEqual([]);
    expect(found(issues, 'reference-unresolved')).toEqual([
      'warning Bundle.entry[1].resource.ofType(Patient).managingOrganization',
    ]);
  });
});

test('an entry of a document is tied to the composition, forwards or backwards', () => {
  const provenance = {
    resourceType: 'Provenance',
    target: [{ reference: uuid(1) }],
    recorded: '2024-03-01T09:00:00+09:00',
    agent: [{ who: { display: '山本医師' } }],
  };
  const first = { fullUrl: uuid(1), resource: composition() };
  expect(check(document(first, hanako, { fullUrl: uuid(3), resource: provenance }))).toEqual([]);
  const stranger = { fullUrl: uuid(4), resource: { resourceType: 'Organization', name: 'ひかり' } };
  expect(check(document(first, hanako, stranger))).toEqual(['bundle-entry-orphan Bundle.entry[2]']);
  const scan = { fullUrl: uuid(5), resource: { resourceType: 'Binary', contentType: 'image/png' } };
  const photo = { ...nameless, photo: [{ url: uuid(5) }] };
  expect(check(document(first, { fullUrl: uuid(2), resource: photo }, scan))).toEqual([]);
});

test('a message brings its focus, and what is not tied to it is only suspicious', () => {
  const header = (literal: string) => ({
    resourceType: 'MessageHeader',
    eventUri: 'https://example.jp/event',
    source: { endpoint: 'https://example.jp/a' },
    focus: [{ reference: literal }],
  });
  const message = (literal: string, ...more: object[]) =>
    bundle('message', [{ fullUrl: uuid(1), resource: header(literal) }, ...more]);
  expect(check(message(uuid(2), hanako))).toEqual([]);
  const issues = validator.validate(message(uuid(7), hanako));
  expect(errors(issues)).toEqual(['reference-unresolved Bundle.entry[0].resource.ofType(MessageHeader).focus[0]']);
  expect(found(issues, 'bundle-entry-orphan')).toEqual(['warning Bundle.entry[1]']);
});

test('a document or message has an entry, and its first one holds a resource', () => {
  expect(check(document())).toContain('bundle-empty Bundle');
});

describe('relative references in bundles', () => {
  const team = (literal: string) => ({ resourceType: 'CareTeam', subject: { reference: literal } });
  const PLACE = 'Bundle.entry[0].resource.ofType(CareTeam).subject';
  test('lead nowhere where their entry has no fullUrl', () => {
    expect(check(bundle('collection', [{ resource: team('Patient/1') }]))).toEqual([
      `reference-adrift ${PLACE}`,
      'bundle-entry-url Bundle.entry[0]',
    ]);
    expect(check(bundle('collection', [{ resource: team('https://example.jp/fhir/Patient/1') }]))).toEqual([]);
  });

  test('are written as type and id; a transaction may search', () => {
    const url = 'https://example.jp/fhir/CareTeam/1';
    expect(check(bundle('collection', [{ fullUrl: url, resource: team('1') }]))).toEqual([
      `reference-malformed ${PLACE}`,
    ]);
    expect(check(bundle('collection', [{ fullUrl: url, resource: team('Patient/1/_history/2') }]))).toEqual([]);
    const request = { method: 'POST', url: 'CareTeam' };
    expect(
      check(bundle('transaction', [{ fullUrl: uuid(1), resource: team('Patient?identifier=a'), request }])),
    ).toEqual([]);
  });

  test('a URN that a transaction does not bring is an error', () => {
    const request = { method: 'POST', url: 'CareTeam' };
    expect(check(bundle('transaction', [{ fullUrl: uuid(1), resource: team(uuid(7)), request }]))).toEqual([
      `reference-unresolved ${PLACE}`,
    ]);
  });
});

test('the type that a reference states is the type of what it leads to', () => {
  const team = (subject: object) => ({ resourceType: 'CareTeam', subject });
  expect(check(team({ reference: 'Patient/1', type: 'Patient' }))).toEqual([]);
  expect(check(team({ reference: 'Patient/1', type: 'http://hl7.org/fhir/StructureDefinition/Patient' }))).toEqual([]);
  expect(check(team({ reference: 'Patient/1', type: 'Group' }))).toEqual(['reference-type CareTeam.subject']);
});

test('a profile can ask that the target comes along', () => {
  const team = (literal: string) => ({
    resourceType: 'CareTeam',
    contained: [HANAKO],
    subject: { reference: literal },
    participant: [{ member: { reference: '#hanako' } }],
  });
  expect(check(team('#hanako'), 'bundled')).toEqual([]);
  expect(check(team('Patient/1'), 'bundled')).toEqual(['reference-aggregation CareTeam.subject']);
});

describe('links and search results', () => {
  test('a document has no next page', () => {
    const link = [
      { relation: 'self', url: 'https://example.jp/a' },
      { relation: 'next', url: 'https://example.jp/b' },
    ];
    expect(check({ ...bundle('collection', [hanako]), link })).toEqual(['bundle-link-paging Bundle.link[1].relation']);
    expect(
      check({
        ...bundle('searchset', [
          { fullUrl: 'https://example.jp/fhir/Patient/hanako', resource: HANAKO, search: { mode: 'match' } },
        ]),
        link,
      }),
    ).toEqual([]);
  });

  const results = (url: string, mode: string | undefined, resource: object) =>
    bundle('searchset', [{ resource, ...(mode === undefined ? {} : { search: { mode } }) }], {
      link: [{ relation: 'self', url }],
    });
  test.each([
    ['a match of the type that was asked for', 'https://example.jp/fhir/Patient?name=a', 'match', HANAKO, []],
    [
      'a match of another type',
      'https://example.jp/fhir/Condition?code=a',
      'match',
      HANAKO,
      ['bundle-search-entry Bundle.entry[0].resource'],
    ],
    ['an included one of another type', 'https://example.jp/fhir/Condition?code=a', 'include', HANAKO, []],
    ['one of several types', 'https://example.jp/fhir?_type=Condition,Patient', 'match', HANAKO, []],
    [
      'a match without an id',
      'https://example.jp/fhir/Patient',
      'match',
      nameless,
      ['bundle-search-entry Bundle.entry[0].resource'],
    ],
    [
      'an outcome that is none',
      'https://example.jp/fhir/Patient',
      'outcome',
      HANAKO,
      ['bundle-search-entry Bundle.entry[0].resource'],
    ],
    [
      'another type where no entry has a mode',
      'https://example.jp/fhir/Condition',
      undefined,
      HANAKO,
      ['bundle-search-entry Bundle.entry[0].resource'],
    ],
  ])('%s', (_name, url, mode, resource, expected) => {
    expect(check(results(url, mode, resource))).toEqual(expected);
  });
});

test('a definition is not kept at its own canonical, unless that is its place', () => {
  const url = 'https://example.jp/fhir/ValueSet/colours';
  const set = (id: string) => ({ resourceType: 'ValueSet', id, url, status: 'draft' });
  expect(check(bundle('collection', [{ fullUrl: url, resource: set('colours') }]))).toEqual([]);
  expect(check(bundle('collection', [{ fullUrl: url, resource: set('c') }]))).toEqual([
    'bundle-url-id Bundle.entry[0]',
    'bundle-url-canonical Bundle.entry[0]',
  ]);
});

describe('extensions', () => {
  const wish = (id: string, more: object = { valueString: '家' }) => [
    { url: `https://example.jp/StructureDefinition/${id}`, ...more },
  ];
  test('a FHIRPath context allows the places that it chooses', () => {
    const reached = (system: string) => ({ ...HANAKO, telecom: [{ system, value: '03', extension: wish('mobile') }] });
    expect(check(reached('phone'))).toEqual([]);
    expect(check(reached('fax'))).toEqual(['extension-context Patient.telecom[0]']);
  });

  test('a context invariant holds where the extension stands', () => {
    expect(check({ ...HANAKO, extension: wish('dated') })).toEqual([]);
    const { birthDate: _birth, ...ageless } = HANAKO;
    expect(check({ ...ageless, extension: wish('dated') })).toEqual(['extension-context Patient']);
  });

  test('a complex extension has the parts that its definition names', () => {
    const parts = (...names: string[]) => ({ extension: names.map((url) => ({ url, valueString: '東' })) });
    expect(check({ ...HANAKO, extension: wish('visit', parts('ward', 'bed')) })).toEqual([]);
    expect(check({ ...HANAKO, extension: wish('visit', parts('ward', 'floor')) })).toEqual([
      'extension-part Patient.extension[0].extension[1]',
    ]);
  });

  test('an extension is named without a version', () => {
    expect(check({ ...HANAKO, extension: wish('dated|1.0') })).toContain('extension-versioned Patient.extension[0]');
  });

  test.each([
    ['that HL7 published after R4', 'http://hl7.org/fhir/StructureDefinition/patient-multipleBirthTotal', 'warning'],
    [
      'that stands for an element of another version',
      'http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.photo',
      'warning',
    ],
    ['of an example domain', 'https://example.org/wish', 'information'],
    ['of anybody else', 'https://unknown.jp/wish', 'error'],
  ])('an unknown extension %s', (_name, url, severity) => {
    const issues = validator.validate({ ...HANAKO, extension: [{ url, valueInteger: 1 }] });
    expect(found(issues, 'extension-unknown')).toEqual([`${severity} Patient.extension[0]`]);
  });

  test('one that changes the meaning and is not known is always an error', () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/patient-newer';
    const issues = validator.validate({ ...HANAKO, modifierExtension: [{ url, valueInteger: 1 }] });
    expect(found(issues, 'extension-unknown')).toEqual(['error Patient.modifierExtension[0]']);
  });
});

test('a vital sign in SNOMED CT needs its LOINC code, and may last for a period', () => {
  const CATEGORY = { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' };
  const temperature = (...coding: object[]) => ({
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [CATEGORY] }],
    code: { coding },
    subject: { reference: 'Patient/hanako' },
    effectivePeriod: { start: '2024-03-01', end: '2024-03-02' },
    valueQuantity: { value: 36.8, unit: '℃', system: 'http://unitsofmeasure.org', code: 'Cel' },
  });
  const snomed = { system: 'http://snomed.info/sct', code: '386725007' };
  const loinc = { system: 'http://loinc.org', code: '8310-5' };
  expect(check(temperature(snomed, loinc))).toEqual([]);
  expect(check(temperature(snomed))).toEqual(['slice-min Observation.code']);
});
