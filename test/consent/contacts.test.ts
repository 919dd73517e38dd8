/** The contacts in a Patient carry the labels of a relative, wherever the Patient stands. */
import type { Bundle, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import {
  factsOfContacts,
  hasContacts,
  labelOnWrite,
  labelRulesShipped,
  sectionsOfDocument,
  withoutContacts,
} from '../../src/consent/index.ts';
import { ACT } from './make.ts';

const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const HOSPITAL = 'Organization/hosp';
const text: Patient['text'] = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">母</div>' };
const patient = (more: object = {}): Patient => ({
  resourceType: 'Patient',
  id: 'a',
  name: [{ text: '花子' }],
  ...more,
});
const withMother = (more: object = {}) => patient({ contact: [{ name: { text: '母' } }], text, ...more });
const rules = labelRulesShipped;

test('besides its own the Patient has those of a relative; by no rules it stays as it came', () => {
  const security = [{ system: ACT, code: 'SDV' }];
  const facts = factsOfContacts(withMother({ meta: { security } }), { rules, custodian: HOSPITAL });
  expect([facts.type, facts.id, facts.patients, facts.custodian]).toEqual(['Patient', 'a', ['Patient/a'], HOSPITAL]);
  expect([facts.conf, facts.sens]).toEqual([4, [`${ACT}|SDV`, `${ACT}|PSY`, `${CATEGORY}|family`]]);
  expect(factsOfContacts(withMother(), { rules, custodian: null }).sens).toEqual([`${ACT}|PSY`, `${CATEGORY}|family`]);
  const bare = factsOfContacts(withMother(), { rules: undefined, custodian: HOSPITAL });
  expect([bare.conf, bare.sens]).toEqual([null, []]);
});

test('only a Patient has them, and without them its narrative is gone too', () => {
  const all: [Resource | undefined, boolean][] = [
    [withMother(), true],
    [patient(), false],
    [{ resourceType: 'Organization', contact: [{}] }, false],
    [undefined, false],
  ];
  for (const [resource, has] of all) expect(hasContacts(resource)).toBe(has);
  expect(withoutContacts(withMother())).toEqual(patient());
  const [work, ward] = ['w', 'v'].map((id) => ({ resourceType: 'Organization', id }));
  const both = {
    contact: [{ organization: { reference: '#w' } }],
    managingOrganization: { reference: '#v' },
    contained: [work, ward],
  };
  const kept = { managingOrganization: { reference: '#v' }, contained: [ward] };
  expect(withoutContacts(withMother(both))).toEqual(patient(kept));
});

test('what contains a Patient with contacts is of the family', () => {
  const codes = (contained: Patient) =>
    labelOnWrite<Observation>({
      resourceType: 'Observation',
      status: 'final',
      code: { text: '睡眠' },
      subject: { reference: 'Patient/a' },
      contained: [contained],
    }).resource.meta?.security?.map(({ code }) => code);
  expect(codes(withMother())).toEqual(['R', 'PSY', 'test', 'family']);
  expect(codes(patient())).toEqual(['N', 'PSY', 'test']);
});

test('in a document they are a section of their own: what is signed has to show it', () => {
  const document = (signature?: object): Bundle =>
    ({
      resourceType: 'Bundle',
      type: 'document',
      entry: [
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Composition', subject: { reference: 'urn:uuid:2' } } },
        { fullUrl: 'urn:uuid:2', resource: withMother({ id: 'sent' }) },
        { fullUrl: 'urn:uuid:3', resource: patient({ id: 'other' }) },
      ],
      ...(signature && { signature }),
    }) as unknown as Bundle;
  const members = ['Composition/p/_history/1', 'Patient/a/_history/3', 'Patient/b/_history/1'];
  const contacts = (signature?: object, known: typeof rules | undefined = rules) =>
    sectionsOfDocument(document(signature), members, { custodian: HOSPITAL, rules: known })
      ?.filter(({ facts }) => facts.type === 'Patient')
      .map(({ path, withholding, facts, entries, labelled }) => [
        path,
        withholding,
        facts.id,
        facts.sens,
        entries,
        labelled,
      ]);
  const family = [`${ACT}|PSY`, `${CATEGORY}|family`];
  expect(contacts()).toEqual([[[], 'removed', 'a', family, [], rules.version]]);
  expect(contacts({})).toEqual([[[], 'required', 'a', family, [], rules.version]]);
  expect(sectionsOfDocument(document(), members, { custodian: HOSPITAL, rules: undefined })?.at(2)?.labelled).toBe('');
});
