import { readFileSync } from 'node:fs';
import type { Composition, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { basisOf, labelOnWrite, labelRulesShipped, sectionsOf } from '../../src/consent/index.ts';
import { label } from './make.ts';

const subject = { reference: 'Patient/a' };
const labels = (resource: object, sectionCodes: string[] = []) =>
  labelsOf(
    labelOnWrite(resource as Resource, { basis: basisOf(resource as Resource, { sections: sectionCodes }) }).resource,
  );
const labelsOf = ({ meta }: Resource) => (meta?.security ?? []).map(({ code }) => code);
const icd = (code: string) => ({
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }],
});
const own = (path: string) => `https://kakehashi.example/fhir/${path}`;

test.each([
  ['a diagnosis', { resourceType: 'Condition', subject, code: icd('F20.0') }, ['N', 'PSY', 'condition']],
  ['a prescription', { resourceType: 'MedicationRequest', subject }, ['N', 'PSY', 'medication']],
  ['a laboratory result', { resourceType: 'Observation', subject }, ['N', 'PSY', 'test']],
  ['a relative', { resourceType: 'RelatedPerson', patient: subject }, ['R', 'PSY', 'family']],
  ['a risk', { resourceType: 'RiskAssessment', subject }, ['R', 'PSY', 'risk']],
  [
    'dependence on alcohol',
    { resourceType: 'Condition', subject, code: icd('F10.2') },
    ['R', 'PSY', 'ETHUD', 'condition'],
  ],
  [
    'use of another substance',
    { resourceType: 'Condition', subject, code: icd('F152') },
    ['R', 'PSY', 'SUD', 'condition'],
  ],
  ['HIV', { resourceType: 'Condition', subject, code: icd('B24') }, ['R', 'PSY', 'HIV', 'condition']],
  ['the person', { resourceType: 'Patient', id: 'a' }, ['N', 'PSY']],
  [
    'the GAF score',
    {
      resourceType: 'Observation',
      subject,
      code: { coding: [{ system: own('CodeSystem/observation'), code: 'gaf' }] },
    },
    ['N', 'PSY', 'condition'],
  ],
  [
    'the disability support level',
    {
      resourceType: 'Observation',
      subject,
      code: { coding: [{ system: own('CodeSystem/observation'), code: 'disability-support-level' }] },
    },
    ['N', 'PSY', 'service'],
  ],
  ['a kind that no rule knows', { resourceType: 'Basic', subject, code: {} }, ['N', 'PSY', 'condition']],
])('%s is labelled', (_title, resource, expected) => {
  expect(labels(resource)).toEqual(expected);
});

test.each([
  ['in small letters', 'http://hl7.org/fhir/sid/icd-10', 'f10.2'],
  ['in wide letters', 'http://hl7.org/fhir/sid/icd-10', 'Ｆ１０２'],
  ['with a mark', 'http://hl7.org/fhir/sid/icd-10', 'F10.2†'],
  ['as a range', 'http://hl7.org/fhir/sid/icd-10', 'F10-F19'],
  ['as a block that holds others too', 'http://hl7.org/fhir/sid/icd-10', 'F1-'],
  ['with a version of the system', 'http://hl7.org/fhir/sid/icd-10|2016', 'F10.2'],
  ['with a slash after the system', 'http://hl7.org/fhir/sid/icd-10/', 'F10.2'],
  ['with the other scheme', 'https://hl7.org/fhir/sid/icd-10', 'F10.2'],
  ['in the clinical modification', 'http://hl7.org/fhir/sid/icd-10-cm', 'F10.20'],
  ['in that by its number', 'urn:oid:2.16.840.1.113883.6.90', 'F10.20'],
])('dependence on alcohol is labelled as such %s', (_, system, code) => {
  expect(labels({ resourceType: 'Condition', subject, code: { coding: [{ system, code }] } })).toContain('ETHUD');
});

test('a code of another disease, of another system, or none at all is not', () => {
  for (const [system, code] of [
    ['http://hl7.org/fhir/sid/icd-10', 'F20.0'],
    ['http://hl7.org/fhir/sid/icd-10', '-'],
    ['http://example.jp/codes', 'F10.2'],
  ])
    expect(labels({ resourceType: 'Condition', subject, code: { coding: [{ system, code }] } })).toEqual([
      'N',
      'PSY',
      'condition',
    ]);
});

test('an admission with its legal form is restricted', () => {
  const extension = [{ url: own('StructureDefinition/admission-legal-status') }];
  expect(labels({ resourceType: 'Encounter', subject, extension })).toEqual([
    'R',
    'PSY',
    'condition',
    'admission-status',
  ]);
  const meta = {
    profile: [`${own('StructureDefinition/kakehashi-psychiatric-encounter')}|1`],
  };
  expect(labels({ resourceType: 'Encounter', subject, meta })).toEqual(['R', 'PSY', 'condition', 'admission-status']);
  const type = [
    {
      coding: [{ system: own('CodeSystem/psych-admission-status'), code: 'voluntary' }],
    },
  ];
  expect(labels({ resourceType: 'Encounter', subject, type })).toEqual(['R', 'PSY', 'condition', 'admission-status']);
});

const example = (profile: string) => ({
  ...(JSON.parse(readFileSync(`examples/profiles/${profile}/good.json`, 'utf8')) as Resource),
  subject,
});

test.each([
  ['kakehashi-admission-information-composition', 'R PSY condition family finance living medication service wish'],
  ['kakehashi-applicant-state', 'R PSY condition family housing living service wish'],
  ['kakehashi-crisis-plan', 'N PSY crisis-plan service wish'],
  ['kakehashi-discharge-committee-record', 'R PSY admission-status condition housing service'],
  ['kakehashi-discharge-record-composition', 'N PSY condition crisis-plan living medication service wish'],
  ['kakehashi-discharge-support-plan', 'N PSY condition family housing service wish'],
  ['kakehashi-monitoring-report', 'N PSY condition living service wish'],
  ['kakehashi-post-involuntary-support-plan', 'R PSY admission-status crisis-plan family service wish'],
])('%s is as closed as what is written in it', (profile, expected) => {
  const [confidentiality, sensitivity, ...categories] = labels(example(profile));
  expect([confidentiality, sensitivity, ...categories.toSorted()].join(' ')).toBe(expected);
});

test('a plan after an involuntary admission tells of the admission even when it claims no profile', () => {
  const category = [{ coding: [{ system: own('CodeSystem/careplan-kind'), code: 'post-discharge-support' }] }];
  expect(labels({ resourceType: 'CarePlan', subject, category })).toEqual(['R', 'PSY', 'service', 'admission-status']);
});

test('a plan carries what is written in it', () => {
  const extension = ['person-wish', 'copay-ceiling'].map((id) => ({
    url: own(`StructureDefinition/${id}`),
  }));
  expect(labels({ resourceType: 'CarePlan', subject, extension })).toEqual(['N', 'PSY', 'service', 'wish', 'finance']);
});

const section = (code: string, more: object = {}) => ({
  code: {
    coding: [
      {
        system: 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section',
        code,
      },
    ],
  },
  ...more,
});

test('each section of a document carries its own category, and the document none of them', () => {
  const document = {
    resourceType: 'Composition',
    subject,
    section: [
      section('300', {
        section: [section('322'), section('444'), section('424')],
      }),
    ],
  };
  expect(labels(document)).toEqual(['N', 'PSY', 'condition']);
  const told = sectionsOf(document as Composition, { custodian: null, rules: labelRulesShipped }).map(
    ({ path, facts }) => [
      path,
      facts.conf,
      facts.sens.map((label) => label.split('|')[1]).filter((code) => code !== 'PSY'),
    ],
  );
  expect(told).toEqual([
    [[0], 3, ['condition']],
    [[0, 0], 4, ['admission-status']],
    [[0, 1], 3, ['medication']],
    [[0, 2], 3, ['condition', 'service']],
  ]);
  expect(labels({ resourceType: 'Composition', subject })).toEqual(['N', 'PSY', 'condition']);
});

test('a resource listed in a section carries that section’s category', () => {
  expect(labels({ resourceType: 'Observation', subject }, ['642'])).toEqual(['N', 'PSY', 'living']);
});

test('labels that came along are kept and only strengthened', () => {
  const written = (codes: string[]) => ({
    resourceType: 'RiskAssessment',
    subject,
    meta: { security: codes.map(label) },
  });
  expect(labels(written(['V', 'SDV']))).toEqual(['V', 'SDV', 'PSY', 'risk']);
  expect(labels(written(['U', 'PSY', 'NOPAT']))).toEqual(['R', 'PSY', 'NOPAT', 'risk']);
});

test.each([
  ['a diagnosis', { resourceType: 'Condition', subject, code: icd('F10') }],
  ['an observation of which no code says the matter', { resourceType: 'Observation', subject, code: {} }],
  ['a kind that no rule knows', { resourceType: 'Basic', subject, code: {} }],
  ['a document without sections', { resourceType: 'Composition', subject }],
  ['what its sender restricts', { resourceType: 'Goal', subject, meta: { security: [label('V'), label('SDV')] } }],
])('labelling %s twice is labelling it once', (_title, resource) => {
  const once = labelOnWrite(resource as Resource);
  expect(labelOnWrite(once.resource).resource).toEqual(once.resource);
});

const weight = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }],
};

test('a label of the rules that comes back from the sender goes when the rules no longer give it', () => {
  const written = labelOnWrite({
    resourceType: 'Observation',
    subject,
    meta: { security: [label('SDV')] },
  } as Resource);
  expect(labelsOf(written.resource)).toEqual(['N', 'SDV', 'PSY', 'test']);
  const before = { shown: written.resource.meta?.security ?? [], basis: written.basis };
  const sent = { ...written.resource, category: [weight] } as Resource;
  const again = labelOnWrite(sent, { basis: basisOf(sent, { before }) });
  expect(labelsOf(again.resource)).toEqual(['N', 'SDV', 'PSY', 'living']);
  expect(again.basis.supplied).toEqual([label('SDV')]);
});

test('a label that the sender adds later stays, whatever the rules give', () => {
  const written = labelOnWrite({ resourceType: 'Goal', subject } as Resource);
  const before = { shown: written.resource.meta?.security ?? [], basis: written.basis };
  const sent = {
    ...written.resource,
    meta: { security: [...(written.resource.meta?.security ?? []), label('R'), label('HIV')] },
  } as Resource;
  const again = labelOnWrite(sent, { basis: basisOf(sent, { before }) });
  expect(labelsOf(again.resource)).toEqual(['R', 'HIV', 'PSY', 'service']);
  expect(again.basis.supplied).toEqual([label('R'), label('HIV')]);
});

test('what a document listed in a section stays of that section’s category when it is changed', () => {
  const goal = { resourceType: 'Goal', subject } as Resource;
  const written = labelOnWrite(goal, { basis: basisOf(goal, { sections: ['322'] }) });
  expect(labelsOf(written.resource)).toEqual(['R', 'PSY', 'service', 'admission-status']);
  const before = { shown: written.resource.meta?.security ?? [], basis: written.basis };
  expect(labelsOf(labelOnWrite(goal, { basis: basisOf(goal, { before }) }).resource)).toEqual([
    'R',
    'PSY',
    'service',
    'admission-status',
  ]);
});

test('of several levels the highest stands alone, whoever gave it, and a level without a code is none', () => {
  const given = (...security: object[]) =>
    labelOnWrite({ resourceType: 'Goal', subject, meta: { security } } as Resource).resource.meta?.security;
  const goal = [label('PSY'), label('service')];
  const system = label('N').system;
  expect(given()).toEqual([label('N'), ...goal]);
  expect(given(label('V'), label('R'))).toEqual([label('V'), ...goal]);
  expect(given(label('M'), label('R'), label('U'))).toEqual([label('R'), ...goal]);
  expect(given({ system })).toEqual([label('N'), { system }, ...goal]);
  expect(given({ ...label('N'), display: 'normal' })).toEqual([{ ...label('N'), display: 'normal' }, ...goal]);
  expect(given(label('service'), label('PSY'))).toEqual([label('N'), label('service'), label('PSY')]);
  expect(given({ ...label('PSY'), system: 'urn:x' })).toEqual([
    label('N'),
    { ...label('PSY'), system: 'urn:x' },
    ...goal,
  ]);
});

test('a container carries the labels that the rules give to what it contains', () => {
  const holding = (...contained: object[]) => labels({ resourceType: 'Goal', subject, contained });
  expect(holding()).toEqual(['N', 'PSY', 'service']);
  expect(holding({ resourceType: 'RiskAssessment', id: 'x', subject })).toEqual(['R', 'PSY', 'service', 'risk']);
  expect(holding({ resourceType: 'Observation', id: 'x' })).toEqual(['N', 'PSY', 'service', 'test']);
  // R4 lets what is contained have no label of its own; if it has one, it does not take those of the rules away.
  const own = { resourceType: 'Observation', id: 'x', meta: { security: [label('finance')] } };
  expect(holding(own)).toEqual(['N', 'PSY', 'service', 'test']);
  const basic = { resourceType: 'Basic', subject, contained: [{ resourceType: 'RiskAssessment', id: 'x' }] };
  expect(labels(basic)).toEqual(['R', 'PSY', 'risk']);
  const inside = (resourceType: string) =>
    labels({ resourceType: 'Basic', subject, contained: [{ resourceType, id: 'x' }] });
  expect([inside('Observation'), inside('Basic')]).toEqual([
    ['N', 'PSY', 'test'],
    ['N', 'PSY', 'condition'],
  ]);
  expect(
    labels({ resourceType: 'Patient', id: 'a', contained: [{ resourceType: 'RiskAssessment', id: 'x' }] }),
  ).toEqual(['R', 'PSY', 'risk']);
});

test('what a sender calls by a category is of no other by default', () => {
  expect(labels({ resourceType: 'Basic', subject, meta: { security: [label('wish')] } })).toEqual(['N', 'wish', 'PSY']);
  expect(labels({ resourceType: 'Observation', subject, meta: { security: [label('wish')] } })).toEqual([
    'N',
    'wish',
    'PSY',
  ]);
  expect(labels({ resourceType: 'Observation', subject, meta: { security: [label('SDV')] } })).toEqual([
    'N',
    'SDV',
    'PSY',
    'test',
  ]);
});

test('what another document lists in its section is of both sections', () => {
  const goal = { resourceType: 'Goal', subject } as Resource;
  const before = { shown: [label('N')], basis: { supplied: [], sections: ['322', '642'] } };
  expect(basisOf(goal, { before, sections: ['642', '430'] })).toEqual({
    supplied: [],
    sections: ['322', '642', '430'],
  });
  expect(basisOf(goal, { before })).toEqual({ supplied: [], sections: ['322', '642'] });
  expect(basisOf(goal, {})).toEqual({ supplied: [], sections: [] });
});

test('what is about nobody is left as it came', () => {
  const office: Resource = {
    resourceType: 'Organization',
    name: '相談支援事業所',
    meta: { security: [label('N')] },
  };
  const labelled = labelOnWrite(office);
  expect(labelled.resource).toBe(office);
  expect([labelled.version, labelled.basis]).toEqual([
    labelRulesShipped.version,
    { supplied: [label('N')], sections: [] },
  ]);
});

test('beside the labels everything stays as it was sent, and the rules by which it was labelled are named', () => {
  const meta = { profile: ['urn:x'], tag: [{ code: 'x' }] };
  const goal = {
    resourceType: 'Goal',
    id: 'g',
    subject,
    meta,
    note: [{ text: '早く帰りたい' }],
  } as unknown as Resource;
  const { resource, version, basis } = labelOnWrite(goal);
  expect(resource).toEqual({ ...goal, meta: { ...meta, security: resource.meta?.security } });
  expect([version, basis]).toEqual([labelRulesShipped.version, { supplied: [], sections: [] }]);
});

test('the Patient is not hidden by what is written of them', () => {
  const extension = [{ url: own('StructureDefinition/admission-legal-status') }];
  const meta = { profile: [own('StructureDefinition/kakehashi-psychiatric-encounter')] };
  expect(labels({ resourceType: 'Patient', id: 'a', extension, meta }, ['322'])).toEqual(['N', 'PSY']);
});

test('a code or a level of another system is no section of a document and no confidentiality', () => {
  const code = { coding: [{ system: 'urn:x', code: '322' }] };
  expect(labels({ resourceType: 'Goal', subject, code })).toEqual(['N', 'PSY', 'service']);
  const foreign = { system: 'urn:x', code: 'V' };
  const meta = { security: [foreign] };
  expect(labelOnWrite({ resourceType: 'Goal', subject, meta } as Resource).resource.meta?.security).toEqual([
    label('N'),
    foreign,
    label('PSY'),
    label('service'),
  ]);
});

test('the labels of what several sections list do not depend on their order', () => {
  const goal = { resourceType: 'Goal', subject };
  expect(labels(goal, ['642', '322'])).toEqual(labels(goal, ['322', '642']));
});

test('what is known to be of no category leaves its container of the one that it would have alone', () => {
  const provenance = { resourceType: 'Provenance', target: [subject] };
  expect(labels(provenance)).toEqual(['R', 'PSY']);
  const basic = { resourceType: 'Basic', subject, contained: [{ ...provenance, id: 'x' }] };
  expect(labels(basic)).toEqual(['R', 'PSY', 'condition']);
});
