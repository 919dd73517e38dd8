/** What a region adds to search by looks into nothing that some reader is not shown: neither sections nor parts of documents. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { sandboxGateway } from '../gateway.ts';
import { consentKept } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';

const parameter = (base: string, code: string, type: string, expression: string, more: object = {}) => ({
  resourceType: 'SearchParameter',
  url: `https://region.example/SearchParameter/${code}`,
  name: code.replaceAll('-', ''),
  status: 'active',
  description: code,
  code,
  base: [base],
  type,
  expression,
  ...more,
});
const PLACE = 'https://region.example/SearchParameter/section-place';
const PARAMETERS = [
  parameter('Bundle', 'part-code', 'token', 'Bundle.entry.resource.ofType(MedicationRequest).medication'),
  parameter('Bundle', 'part-title', 'string', 'Bundle.entry.resource.section.section.title'),
  parameter('Bundle', 'part-date', 'date', 'Bundle.entry.resource.authoredOn'),
  parameter('Bundle', 'document-number', 'token', 'Bundle.identifier'),
  parameter('Composition', 'section-title', 'string', 'Composition.section.section.title'),
  parameter('Composition', 'section-place', 'token', 'Composition.section.section.code'),
  parameter('Composition', 'whole-and-section', 'composite', 'Composition', {
    multipleAnd: false,
    component: [
      { definition: 'http://hl7.org/fhir/SearchParameter/Composition-title', expression: 'title' },
      { definition: PLACE, expression: 'section.section.code' },
    ],
  }),
  parameter('Composition', 'narrative', 'string', 'Composition.text.`div`'),
  parameter('Composition', 'inner', 'token', 'Composition.contained.code'),
  parameter('Composition', 'written-by', 'string', 'Composition.title'),
];

const total = async (who: string, path: string): Promise<number> => {
  const { status, json } = await call(who, 'GET', `/fhir/${encodeURI(path)}`);
  expect(status, `${path} ${JSON.stringify(json)}`).toBe(200);
  return json.total;
};

beforeAll(async () => {
  for (const one of PARAMETERS) {
    const { status, json } = await call('administrator', 'POST', '/fhir/SearchParameter', one);
    expect(status, JSON.stringify(json)).toBe(201);
  }
  const sent = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
  expect((await call('hospital-ehr', 'POST', '/fhir/Bundle', sent)).status).toBe(201);
  await consentKept(gateway.house, (consent) => {
    consent.provision.securityLabel.push({ system: CATEGORY, code: 'admission-status' });
  });
});

/** Of the document the office is shown a part; all that is asked for stands in another. */
test.each([
  ['Bundle', 'part-code:missing=false'],
  ['Bundle', 'part-code:text=ブロ'],
  ['Bundle', 'part-title=退院時投薬指示'],
  ['Bundle', 'part-title:missing=false'],
  ['Bundle', 'part-date=ge1900'],
  ['Composition', 'section-title=退院時投薬指示'],
  ['Composition', 'section-title:contains=投薬'],
  ['Composition', 'section-place=444'],
  ['Composition', 'section-place:missing=false'],
  ['Composition', 'whole-and-section=退院時サマリー$444'],
  ['Composition', 'narrative:missing=false'],
  ['Composition', 'inner:missing=false'],
])('%s?%s finds nothing, whoever asks', async (type, query) => {
  for (const who of ['soudan-hikari', 'hospital-ehr']) expect(await total(who, `${type}?${query}`)).toBe(0);
});

test('the order of an answer is that of the rest', async () => {
  for (const who of ['soudan-hikari', 'hospital-ehr'])
    for (const sort of ['section-title', '-section-place', 'narrative']) {
      const { json } = await call(who, 'GET', `/fhir/Composition?_sort=${sort},_id`);
      const plain = await call(who, 'GET', '/fhir/Composition?_sort=_id');
      expect(json.entry.map(({ resource }: any) => resource.id)).toEqual(
        plain.json.entry.map(({ resource }: any) => resource.id),
      );
    }
});

test('what a document says of itself is found by everybody who is shown it', async () => {
  for (const who of ['soudan-hikari', 'hospital-ehr']) {
    expect(await total(who, 'Bundle?document-number:missing=false')).toBe(1);
    expect(await total(who, 'Composition?written-by=退院時サマリー')).toBe(1);
  }
});
