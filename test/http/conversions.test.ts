import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ADMISSION } from '../channel/mllp.ts';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const OFFICE = 'soudan-hikari';
const HOSPITAL_EHR = 'hospital-ehr';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const read = (path: string): Buffer => readFileSync(`examples/${path}`);
const convert = (query: string, body: Uint8Array | string, who = HOSPITAL_EHR) =>
  gateway.call(who, 'POST', `/fhir/$convert?${query}`, body, OCTETS);
const partOf = ({ json }: any, name: string): any => json.parameter.find((one: any) => one.name === name).resource;
const typesIn = (bundle: any): string[] => bundle.entry.map(({ resource }: any) => resource.resourceType);
const codesOf = (outcome: any): string[] => issuesOf(outcome).map(({ code }) => code);
const stored = async (): Promise<number> =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);
const reportIn = ({ json }: any) => json.entry.at(-1).resource;

describe('conversion', () => {
  test.each([
    ['admission-information', 'Composition', 'document'],
    ['discharge-information', 'Composition', 'document'],
    ['applicant-state', 'QuestionnaireResponse', 'collection'],
    ['monitoring-report', 'Composition', 'collection'],
  ])('%s, whose root is a %s, becomes the form and comes back, and nothing is stored', async (mapping, root, type) => {
    const before = await stored();
    const out = await convert(`mapping=${mapping}&to=form&format=json`, read(`${mapping}/bundle.json`));
    expect(out.status, JSON.stringify(out.json)).toBe(200);
    const form = Buffer.from(partOf(out, 'output').data, 'base64');
    const { fields } = JSON.parse(form.toString());
    const expected = JSON.parse(read(`${mapping}/form.json`).toString()).fields;
    expect(fields).toEqual(expected);
    const back = await convert(`mapping=${mapping}&to=fhir`, form);
    const bundle = partOf(back, 'output');
    expect([back.status, bundle.type, typesIn(bundle)[0]]).toEqual([200, type, root]);
    const xlsx = await convert(`mapping=${mapping}&to=form&format=xlsx`, read(`${mapping}/bundle.json`));
    const again = await convert(`mapping=${mapping}&to=fhir`, Buffer.from(partOf(xlsx, 'output').data, 'base64'));
    expect(typesIn(partOf(again, 'output'))).toEqual(typesIn(bundle));
    expect(await stored()).toBe(before);
  });

  test('a message of HL7 v2 becomes the transaction that it would be stored by, with what it leaves behind', async () => {
    const before = await stored();
    const file = ADMISSION.split('/').at(-1);
    const answer = await convert(`mapping=ssmix2-to-fhir&institution=1310000001&file=${file}`, readFileSync(ADMISSION));
    expect([answer.status, partOf(answer, 'output').type]).toEqual([200, 'transaction']);
    expect(typesIn(partOf(answer, 'output'))).toEqual([
      'Organization',
      'Location',
      'Practitioner',
      'Patient',
      'Encounter',
    ]);
    const nameless = await convert('mapping=ssmix2-to-fhir', readFileSync(ADMISSION));
    expect(codesOf(partOf(nameless, 'report'))).toContain('institution-missing');
    const v2 = await convert('mapping=ssmix2-to-fhir&institution=1310000001', read('ssmix2/v2/v2-A03.hl7'));
    expect([v2.status, typesIn(partOf(v2, 'output')).includes('Encounter')]).toEqual([200, true]);
    const cut = await convert('mapping=ssmix2-to-fhir', readFileSync(ADMISSION).subarray(0, 40));
    expect([cut.status, codesOf(cut.json)]).toEqual([400, ['hl7-unterminated']]);
    expect(await stored()).toBe(before);
  });

  test('a CDA document becomes a FHIR document, which the gateway then takes, once', async () => {
    const answer = await convert('mapping=cda-to-fhir', read('cda/discharge-summary.xml'));
    const document = partOf(answer, 'output');
    expect([answer.status, document.type, typesIn(document)[0]]).toEqual([200, 'document', 'Composition']);
    const first = await gateway.call(HOSPITAL_EHR, 'POST', '/fhir/Bundle', document);
    expect(first.status, JSON.stringify(issuesOf(first.json))).toBe(201);
    const again = await gateway.call(HOSPITAL_EHR, 'POST', '/fhir/Bundle', document);
    expect([again.status, again.json.id]).toEqual([200, first.json.id]);
    const broken = await convert('mapping=cda-to-fhir', read('cda/discharge-summary.xml').subarray(0, 900));
    expect([broken.status, issuesOf(broken.json)[0]?.code]).toEqual([400, 'cda-unreadable']);
  });
});

describe('a form whose root is no plan', () => {
  const send = (query: string, body: string) => gateway.call(OFFICE, 'POST', `/fhir/$form?${query}`, body, OCTETS);

  test.each([
    ['applicant-state', 'QuestionnaireResponse', []],
    ['admission-information', 'Composition', ['F10-02-contact', 'F10-02-number']],
  ])('%s is stored as a new %s and leaves as the same form', async (mapping, root, ofOffice) => {
    const form = JSON.parse(read(`${mapping}/form.json`).toString());
    // What the directory says of the office is not the form's to change.
    for (const field of ofOffice) delete form.fields[field];
    const tables = Object.fromEntries(
      Object.entries(form.tables).map(([table, rows]) => [table, (rows as any[]).map(({ fields }) => ({ fields }))]),
    );
    const body = JSON.stringify({ ...form, ids: {}, tables });
    const shown = await send(`form=${mapping}`, body);
    const done = await send(`form=${mapping}&commit=true&preview=${shown.json.meta?.versionId}`, body);
    expect(done.status, JSON.stringify(issuesOf(done.json))).toBe(200);
    expect(codesOf(reportIn(done))).toContain('form-stored');
    const { location } = done.json.entry.find(({ response }: any) => response.location?.includes(`/${root}/`)).response;
    const path = location.split('/fhir/')[1].split('/_history/')[0];
    const printed = await gateway.call(OFFICE, 'GET', `/fhir/${path}/$form?form=${mapping}`);
    expect([printed.status, printed.json.fields]).toEqual([200, expect.objectContaining(form.fields)]);
  });
});
