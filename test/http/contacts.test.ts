/** Who stands as a contact in a Patient is of the family, and shown only to who may see that. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditRecords } from '../audit-events.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { consentKept, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call, house, database } = gateway;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const OFFICE = 'soudan-hikari';
const HOLDER = 'hospital-ehr';
const WORK = { resourceType: 'Organization', id: 'work', name: '連絡田商店' };
const CONTACT = [
  {
    relationship: [{ text: '長女' }],
    name: { text: '連絡田良子' },
    telecom: [{ system: 'phone', value: '090-5555-0000' }],
  },
];
const AT_WORK = [{ ...CONTACT[0], organization: { reference: '#work' } }];
const TELLING = {
  status: 'additional',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">まず長女の連絡田良子へ</div>',
};
const ask = (who: string, path: string, method = 'GET') => call(who, method, `/fhir/${encodeURI(path)}`);
const told = ({ bytes }: { bytes: Uint8Array }): string => new TextDecoder().decode(bytes);

const during = async <T>(categories: readonly string[], act: () => Promise<T>): Promise<T> => {
  const id = await consentKept(house, (consent) => {
    delete consent.provision.provision;
    for (const code of ['admission-status', ...categories])
      consent.provision.securityLabel.push({ system: CATEGORY, code });
  });
  try {
    return await act();
  } finally {
    await withdraw(call, id);
  }
};
const withoutFamily = <T>(act: () => Promise<T>) => during([], act);
const withFamily = <T>(act: () => Promise<T>) => during(['family', 'test', 'risk'], act);

const post = async (type: string, resource: object): Promise<any> => {
  const { status, json } = await call(HOLDER, 'POST', `/fhir/${type}`, resource);
  expect(status, JSON.stringify(json)).toBe(201);
  return json;
};

const summary = (number: string, change: (bundle: any) => void = () => {}): any => {
  const bundle = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  bundle.identifier.value = `1310000001^2026^${number}`;
  const { resource } = bundle.entry.find(({ resource: one }: any) => one.resourceType === 'Patient');
  Object.assign(resource, { contact: AT_WORK, contained: [WORK], text: TELLING });
  change(bundle);
  return bundle;
};
const patientIn = ({ json }: any): any =>
  json.entry.find(({ resource }: any) => resource.resourceType === 'Patient').resource;

let documentId = '';
let version = '';
beforeAll(async () => {
  await call('administrator', 'POST', '/fhir/SearchParameter', {
    resourceType: 'SearchParameter',
    url: 'https://region.example/SearchParameter/contact-phone',
    name: 'contactphone',
    status: 'active',
    description: 'contact-phone',
    code: 'contact-phone',
    base: ['Patient'],
    type: 'token',
    expression: 'Patient.contact.telecom',
  });
  documentId = (await post('Bundle', summary('contacts'))).id;
  const { json: patient } = await ask(HOLDER, `Patient/${PERSON_B}`);
  const { status, json } = await call(HOLDER, 'PUT', `/fhir/Patient/${PERSON_B}`, {
    ...patient,
    contact: AT_WORK,
    contained: [WORK],
    text: TELLING,
  });
  expect(status, JSON.stringify(json)).toBe(200);
  version = json.meta.versionId;
});

describe('who may not see the family', () => {
  const PATHS = [
    `Patient/${PERSON_B}`,
    `Patient?_id=${PERSON_B}`,
    `Patient/${PERSON_B}/_history`,
    'Patient/_history',
    `Condition?_include=Condition:subject&patient=${PERSON_B}`,
    `Patient/${PERSON_B}/$everything`,
    `Patient?_id=${PERSON_B}&_elements=contact`,
  ];
  test.each(PATHS)('is shown nothing of the contacts by %s', async (path) => {
    const shown = await withoutFamily(() => ask(OFFICE, path));
    expect(shown.status).toBe(200);
    expect(told(shown)).toContain(PERSON_B);
    expect(told(shown)).not.toMatch(/連絡田|"contact":|長女/);
    // Else this test would hold of anything.
    expect(told(await ask(HOLDER, path))).toContain('連絡田良子');
  });

  test('nor by the version that tells them', async () => {
    const shown = await withoutFamily(() => ask(OFFICE, `Patient/${PERSON_B}/_history/${version}`));
    expect([shown.status, shown.json.contact, shown.json.text]).toEqual([200, undefined, undefined]);
    expect(shown.json.name).toEqual((await ask(HOLDER, `Patient/${PERSON_B}`)).json.name);
  });

  test('nor finds anybody by their words', async () => {
    const found = (who: string, query: string) => ask(who, `Patient?_id=${PERSON_B}&${query}`);
    for (const query of ['_content=連絡田', '_content=商店', '_text=連絡田', '_text=長女']) {
      expect((await withoutFamily(() => found(OFFICE, query))).json.total, query).toBe(0);
      expect((await found(HOLDER, query)).json.total, query).toBe(1);
    }
    expect((await withoutFamily(() => found(OFFICE, '_content=山本'))).json.total).toBe(
      (await found(HOLDER, '_content=山本')).json.total,
    );
  });

  test('nor by what a region adds to search by, which finds them for nobody', async () => {
    const found = (who: string) => ask(who, 'Patient?contact-phone=090-5555-0000');
    expect((await withoutFamily(() => found(OFFICE))).json.total).toBe(0);
    expect((await found(HOLDER)).json.total).toBe(0);
  });

  test('is shown the document without them, and the rest of it is valid', async () => {
    const shown = await withoutFamily(() => ask(OFFICE, `Bundle/${documentId}`));
    expect([shown.status, patientIn(shown).contact, patientIn(shown).text]).toEqual([200, undefined, undefined]);
    expect(told(shown)).not.toMatch(/連絡田|"contact":|長女/);
    const judged = await call(OFFICE, 'POST', '/fhir/Bundle/$validate', shown.json);
    expect(judged.json.issue.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  });

  test('is not shown one that is signed: it cannot lack anything', async () => {
    const [paper, patient] = ['30000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000002'];
    const signature = {
      type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
      when: '2026-10-31T16:00:00+09:00',
      who: { display: 'A市民こころの病院' },
      data: 'c2ln',
    };
    const report = (number: string, more: object, contact: object): any => ({
      resourceType: 'Bundle',
      type: 'document',
      identifier: { system: 'urn:reports', value: number },
      timestamp: '2026-10-31T16:00:00+09:00',
      entry: [
        {
          fullUrl: `urn:uuid:${paper}`,
          resource: {
            resourceType: 'Composition',
            status: 'final',
            type: { text: '報告' },
            title: '報告',
            date: '2026-11-01T09:00:00+09:00',
            subject: { reference: `urn:uuid:${patient}` },
            author: [{ display: 'A市民こころの病院' }],
            section: [
              { title: '経過', text: { ...TELLING, div: TELLING.div.replace(/<div(.*)>.*</, '<div$1>安定<') } },
            ],
          },
        },
        {
          fullUrl: `urn:uuid:${patient}`,
          resource: { resourceType: 'Patient', identifier, name: [{ text: '山本' }], ...contact },
        },
      ],
      ...more,
    });
    const {
      json: { identifier },
    } = await ask(HOLDER, `Patient/${PERSON_B}`);
    // Only the contact leads to where she works.
    const withWork = (bundle: any) => {
      const fullUrl = 'urn:uuid:30000000-0000-4000-8000-000000000003';
      bundle.entry[1].resource.contact = [{ ...CONTACT[0], organization: { reference: fullUrl } }];
      bundle.entry.push({ fullUrl, resource: { resourceType: 'Organization', name: '連絡田商店' } });
      return bundle;
    };
    const [told, signed, plain] = [
      await post('Bundle', withWork(report('1', {}, { contact: CONTACT }))),
      await post('Bundle', report('2', { signature }, { contact: CONTACT })),
      await post('Bundle', report('3', { signature }, {})),
    ];
    const shown = await withoutFamily(() =>
      Promise.all([told, signed, plain].map(({ id }) => ask(OFFICE, `Bundle/${id}`))),
    );
    expect(shown.map(({ status }) => status)).toEqual([200, 404, 200]);
    expect(patientIn(shown[0]).contact).toBeUndefined();
    const types = (answer: any) => answer.json.entry.map(({ resource }: any) => resource.resourceType);
    expect(types(shown[0])).toEqual(['Composition', 'Patient']);
    expect(types(await ask(HOLDER, `Bundle/${told.id}`))).toEqual(['Composition', 'Patient', 'Organization']);
    const whole = await withFamily(() => ask(OFFICE, `Bundle/${signed.id}`));
    expect([whole.status, patientIn(whole).contact]).toEqual([200, CONTACT]);
  });

  test('is not shown what contains a Patient with contacts', async () => {
    const resource = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: '睡眠' },
      subject: { reference: `Patient/${PERSON_B}` },
      contained: [{ resourceType: 'Patient', id: 'p', contact: CONTACT }],
      focus: [{ reference: '#p' }],
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'social-history' }] },
      ],
    };
    const { id } = await post('Observation', resource);
    const { id: plain } = await post('Observation', {
      ...resource,
      contained: [{ resourceType: 'Patient', id: 'p', birthDate: '1990-01-01' }],
    });
    const status = async (one: string) => (await ask(OFFICE, `Observation/${one}`)).status;
    expect(await withoutFamily(async () => [await status(id), await status(plain)])).toEqual([404, 200]);
    expect(await withFamily(() => status(id))).toBe(200);
  });
});

describe('who may see the family', () => {
  test('is shown them, and the record of disclosures says so by a category of its own', async () => {
    const shown = await withFamily(() => ask(OFFICE, `Patient/${PERSON_B}`));
    expect([shown.json.contact, shown.json.text]).toEqual([AT_WORK, TELLING]);
    const record = (await auditRecords(database, `"requestId":"${shown.headers.get('x-request-id')}"`))[0];
    const reference = `Patient/${PERSON_B}/_history/${version}`;
    expect(record?.shown.map(({ categories, references, reason }) => [categories, references, reason])).toEqual([
      [[], [reference], 'CONSENT_PERMIT'],
      [['family'], [reference], 'CONSENT_PERMIT'],
    ]);
  });

  test('where they are withheld nothing is recorded of the family', async () => {
    const shown = await withoutFamily(() => ask(OFFICE, `Patient/${PERSON_B}`));
    const record = (await auditRecords(database, `"requestId":"${shown.headers.get('x-request-id')}"`))[0];
    expect(record?.shown.map(({ categories }) => categories)).toEqual([[]]);
  });

  test('is not shown those of an older version once the Patient is labelled stricter', async () => {
    const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SDV' };
    const meta = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { security: [label] } }] };
    // Whoever may see the Patient in spite of the label may not see the family in spite of it.
    const shows = async () => (await ask(OFFICE, `Patient/${PERSON_B}/_history/${version}`)).json.contact;
    const kept = await consentKept(house, (consent) => {
      consent.provision.securityLabel = [
        { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
        { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' },
        label,
      ];
      delete consent.provision.provision;
    });
    try {
      expect(await withFamily(shows)).toEqual(AT_WORK);
      expect((await call(HOLDER, 'POST', `/fhir/Patient/${PERSON_B}/$meta-add`, meta)).status).toBe(200);
      expect(await withFamily(shows)).toBeUndefined();
    } finally {
      await withdraw(call, kept);
      await call(HOLDER, 'POST', `/fhir/Patient/${PERSON_B}/$meta-delete`, meta);
    }
  });
});
