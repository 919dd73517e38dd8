import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createShapes, readXml, type Shapes, writeXml } from '#representation';
import { issuesOf, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';

const XML = 'application/fhir+xml';
const FHIR = 'xmlns="http://hl7.org/fhir"';
const OBSERVATION = `<?xml version="1.0" encoding="UTF-8"?>
<Observation ${FHIR}>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">体重</div></text>
  <status value="final"/>
  <code><text value="体重"/></code>
  <subject><reference value="Patient/${PERSON_B}"/></subject>
  <valueQuantity><value value="61.5"/><unit value="kg"/></valueQuantity>
</Observation>`;

let gateway: TestGateway;
let shapes: Shapes;
beforeAll(async () => {
  gateway = await sandboxGateway();
  shapes = createShapes(gateway.house.definitions.structure);
}, 120_000);

const send = (path: string, body: string, headers: Record<string, string> = {}, method = 'POST') =>
  gateway.call('hospital-ehr', method, path, body, { 'Content-Type': XML, ...headers });

function jsonOf({ bytes }: { bytes: Uint8Array }): any {
  const json = readXml(new TextDecoder().decode(bytes), shapes);
  if (isRefusal(json)) throw new Error(json.issues[0]?.en);
  return JSON.parse(json);
}

function xmlOf(resource: unknown): string {
  const xml = writeXml(resource, shapes);
  if (isRefusal(xml)) throw new Error(xml.issues[0]?.en);
  return xml;
}

test('what is sent as XML is stored as the same resource that JSON would be, and changed by XML again', async () => {
  for (const type of [XML, 'application/xml', 'text/xml; charset=utf-8']) {
    const created = await send('/fhir/Observation', OBSERVATION, { 'Content-Type': type });
    expect([created.status, created.json.valueQuantity]).toEqual([201, { value: 61.5, unit: 'kg' }]);
    expect(created.json.text.div).toBe('<div xmlns="http://www.w3.org/1999/xhtml">体重</div>');
    const path = `/fhir/Observation/${created.json.id}`;
    const read = await gateway.call('hospital-ehr', 'GET', path, undefined, { Accept: XML });
    expect(read.headers.get('content-type')).toBe('application/fhir+xml; charset=utf-8');
    expect(jsonOf(read)).toEqual(created.json);
    const changed = xmlOf({ ...created.json, status: 'amended' });
    const put = await send(path, changed, { Accept: XML }, 'PUT');
    expect([put.status, put.headers.get('etag'), jsonOf(put).status]).toEqual([200, 'W/"2"', 'amended']);
  }
});

test('every answer of the house can be had as XML: searches, histories, operations, definitions, what it says of itself', async () => {
  const plan = (await gateway.call('hospital-ehr', 'GET', '/fhir/CarePlan?_count=1')).json.entry[0].resource.id;
  const paths = [
    '/fhir/metadata',
    '/fhir/Observation?_count=100',
    `/fhir/Patient/${PERSON_B}/_history`,
    `/fhir/Patient/${PERSON_B}/$disclosures`,
    `/fhir/CarePlan/${plan}/$validate`,
    '/fhir/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender',
    '/fhir/StructureDefinition?url=http://hl7.org/fhir/StructureDefinition/Patient',
  ];
  for (const path of paths) {
    const [xml, json] = [
      await gateway.call('hospital-ehr', 'GET', path, undefined, { Accept: XML }),
      await gateway.call('hospital-ehr', 'GET', path),
    ];
    expect([xml.status, xml.headers.get('content-type')], path).toEqual([200, 'application/fhir+xml; charset=utf-8']);
    // Two askings differ by what the first one left in the record, and by their time.
    if (!/disclosures|expand/.test(path)) expect(jsonOf(xml), path).toEqual(json.json);
    else expect(jsonOf(xml).resourceType, path).toBe(json.json.resourceType);
  }
});

test('a discharge summary in XML is received as the one in JSON is, and leaves as it came', async () => {
  const document = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  const asXml = await send('/fhir/Bundle', xmlOf(document));
  expect(asXml.status, JSON.stringify(asXml.json)).toBe(201);
  const path = new URL(asXml.headers.get('location') ?? '').pathname.replace(/\/_history.*/, '');
  const { id: _id, meta: _meta, ...stored } = (await gateway.call('hospital-ehr', 'GET', path)).json;
  const { id: _sent, meta: _same, ...sent } = document;
  expect(stored).toEqual(sent);
});

test('a transaction in XML is done, and answered in XML', async () => {
  const entry = {
    resource: JSON.parse(readXml(OBSERVATION, shapes) as string),
    request: { method: 'POST', url: 'Observation' },
  };
  const bundle = xmlOf({ resourceType: 'Bundle', type: 'transaction', entry: [entry, entry] });
  const answered = await send('/fhir', bundle, { Accept: XML });
  expect(jsonOf(answered).entry.map(({ response }: any) => response.status.slice(0, 3))).toEqual(['201', '201']);
});

test('XML that cannot be read is refused in both languages with its line and column, and nothing is stored', async () => {
  const count = async () => (await gateway.call('hospital-ehr', 'GET', '/fhir/Observation?_summary=count')).json.total;
  const before = await count();
  const broken: [string, string, number][] = [
    [OBSERVATION.replace('</code>', '</cod>'), 'xml-unreadable', 5],
    [
      OBSERVATION.replace('<status value="final"/>', '<status value="final"/><mood value="good"/>'),
      'xml-element-unknown',
      4,
    ],
    [OBSERVATION.replace('?>', '?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'), 'xml-doctype', 1],
    [OBSERVATION.replace('61.5', 'heavy'), 'xml-value-wrong', 7],
    [OBSERVATION.replace('UTF-8', 'Shift_JIS'), 'xml-unreadable', 1],
  ];
  for (const [body, code, line] of broken) {
    const { status, json } = await send('/fhir/Observation', body, { Accept: 'application/fhir+json' });
    const [issue] = issuesOf(json);
    expect([status, issue?.code], code).toEqual([400, code]);
    expect(issue?.ja).toMatch(new RegExp(`（${line} 行目 \\d+ 文字目）`));
    expect(issue?.en).toMatch(new RegExp(`\\(line ${line}, column \\d+\\)`));
    const { extension } = json.issue[0];
    expect(extension.find(({ url }: any) => url.endsWith('issue-line'))?.valueInteger).toBe(line);
  }
  expect(await count()).toBe(before);
});

test('what is wrong with a resource is found in XML as it is in JSON, without a line', async () => {
  const json = JSON.parse(readXml(OBSERVATION.replace('value="final"', 'value="finished"'), shapes) as string);
  const [asXml, asJson] = [
    await send('/fhir/Observation/$validate', xmlOf(json)),
    await gateway.call('hospital-ehr', 'POST', '/fhir/Observation/$validate', json),
  ];
  expect(issuesOf(asXml.json).map(({ code, expression }) => [code, expression])).toEqual(
    issuesOf(asJson.json).map(({ code, expression }) => [code, expression]),
  );
});
