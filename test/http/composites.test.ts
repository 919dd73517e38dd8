/** Composites: all parts stand together at one place, however many of them have an order. */
import { expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { call, url } = await sandboxGateway();
const ask = (path: string) => call('hospital-ehr', 'GET', `/fhir/${path}`);

async function store(resource: { resourceType: string; [element: string]: unknown }): Promise<string> {
  const { status, json } = await call('hospital-ehr', 'POST', `/fhir/${resource.resourceType}`, resource);
  expect(status, json.issue?.[0].diagnostics).toBe(201);
  return json.id;
}
/** What each of these queries on one resource finds. */
async function totals(type: string, id: string, queries: readonly string[]): Promise<unknown> {
  const found: Record<string, number | undefined> = {};
  for (const query of queries) found[query] = (await ask(`${type}?_id=${id}&${query}`)).json.total;
  return found;
}
const allOf = (expected: Record<string, number>) => Object.keys(expected);

const sequence = (referenceSeq: object) => ({
  resourceType: 'MolecularSequence',
  coordinateSystem: 0,
  patient: { reference: `Patient/${PERSON_B}` },
  referenceSeq: { windowStart: 10, windowEnd: 20, ...referenceSeq },
  variant: [
    { start: 11, end: 12 },
    { start: 15, end: 18 },
  ],
});

test('a window of a chromosome is found by both of its ends', async () => {
  const chromosome = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/chromosome-human', code: '1' }] };
  const id = await store(sequence({ genomeBuild: 'GRCh37', chromosome }));
  const expected = {
    'chromosome-window-coordinate=1$10$20': 1,
    'chromosome-window-coordinate=1$ge5$le25': 1,
    'chromosome-window-coordinate=1$10$10': 0,
    'chromosome-window-coordinate=1$20$20': 0,
    'chromosome-window-coordinate=1$20$10': 0,
    'chromosome-window-coordinate=2$10$20': 0,
    'chromosome-window-coordinate=2$10$20,1$10$20': 1,
    'chromosome-window-coordinate:missing=false': 1,
    'chromosome-variant-coordinate=1$11$12': 1,
    'chromosome-variant-coordinate=1$15$18': 1,
    'chromosome-variant-coordinate=1$11$18': 0,
    'chromosome-variant-coordinate=1$gt11$lt18': 0,
    'chromosome-variant-coordinate=1$gt11$18': 1,
  };
  expect(await totals('MolecularSequence', id, allOf(expected))).toEqual(expected);
});

test('so is a window of a sequence that is known by its id', async () => {
  const id = await store(sequence({ referenceSeqId: { coding: [{ system: 'urn:seq', code: 'NC1' }] } }));
  const expected = {
    'referenceseqid-window-coordinate=urn:seq|NC1$10$20': 1,
    'referenceseqid-window-coordinate=NC1$10$10': 0,
    'referenceseqid-variant-coordinate=NC1$15$18': 1,
    'referenceseqid-variant-coordinate=NC1$11$18': 0,
    'chromosome-window-coordinate:missing=true': 1,
  };
  expect(await totals('MolecularSequence', id, allOf(expected))).toEqual(expected);
});

const regional = (expression: string, code: string, type: string, more: object = {}) => ({
  resourceType: 'SearchParameter',
  url: `https://region.example/SearchParameter/${code}`,
  name: code.replaceAll('-', ''),
  status: 'active',
  description: code,
  code,
  base: ['Observation'],
  type,
  expression,
  ...more,
});
test("a region's own composite takes any number of parts that have an order", async () => {
  const part = (expression: string, code: string, type: string) => regional(expression, code, type, { base: ['Goal'] });
  const definitions = [
    part('Goal.target.detail.ofType(Range)', 'aimed-range', 'quantity'),
    part('Goal.target.due.ofType(date)', 'aimed-day', 'date'),
    part('Goal.target.measure.text', 'aimed-words', 'string'),
  ];
  const whole = {
    ...part('Goal.target', 'aim', 'composite'),
    component: [
      { definition: definitions[2]?.url, expression: 'measure.text' },
      { definition: definitions[1]?.url, expression: 'due.ofType(date)' },
      { definition: definitions[0]?.url, expression: 'detail.ofType(Range)' },
    ],
  };
  for (const one of [...definitions, whole]) {
    const { status, json } = await call('administrator', 'POST', '/fhir/SearchParameter', one);
    expect(status, JSON.stringify(json)).toBe(201);
  }
  const range = (low: number, high: number) => ({
    low: { value: low, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    high: { value: high, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  });
  const id = await store({
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: '体重' },
    subject: { reference: `Patient/${PERSON_B}` },
    target: [
      { measure: { text: '体重' }, dueDate: '2026-06-01', detailRange: range(50, 60) },
      { measure: { text: '腹囲' }, dueDate: '2026-09-01', detailRange: range(80, 85) },
    ],
  });
  const expected = {
    'aim=体重$2026-06$gt55': 1,
    'aim=体重$2026-06$gt60': 0,
    'aim=体重$2026-09$gt55': 0,
    'aim=体重$2026-09$gt80': 0,
    'aim=腹囲$ge2026-09-01$lt82||kg': 1,
    'aim=腹囲$ge2026-09-01$lt82000|http://unitsofmeasure.org|g': 1,
    'aim=腹囲$ge2026-09-02$lt82': 0,
  };
  expect(await totals('Goal', id, allOf(expected))).toEqual(expected);
});

const administer = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await call('administrator', method, `/fhir/SearchParameter${path}`, body);
  return { status, id: json?.id as string, code: issuesOf(json ?? {})[0]?.code };
};

test("what a region adds changes no composite of R4's", async () => {
  const id = await store({
    resourceType: 'Observation',
    status: 'final',
    subject: { reference: `Patient/${PERSON_B}` },
    code: { coding: [{ system: 'https://region.example/codes', code: 'p1' }] },
    valueQuantity: { value: 1.5, system: 'http://unitsofmeasure.org', code: 'kg' },
  });
  const expected = { 'code-value-quantity=p1$gt1': 1, 'code-value-quantity=p1$gt2': 0 };
  const added = [
    regional('Observation.code', 'code-words', 'string'),
    regional('Observation.value.as(Quantity)', 'value-words', 'string'),
  ];
  for (const one of added) expect((await administer('POST', '', one)).status).toBe(201);
  expect(await totals('Observation', id, allOf(expected))).toEqual(expected);
});

test('a composite has all of its parts, for as long as it is there', async () => {
  const part = regional('Observation.value.ofType(Quantity)', 'part-value', 'quantity');
  const composite = (definition: string) =>
    regional('Observation', 'part-and-code', 'composite', {
      component: [
        { definition: 'http://hl7.org/fhir/SearchParameter/clinical-code', expression: 'code' },
        { definition, expression: 'value.ofType(Quantity)' },
      ],
    });
  const refused = { status: 422, code: 'search-parameter-unusable' };
  for (const one of [
    composite('http://nowhere.example/x'),
    composite('http://hl7.org/fhir/SearchParameter/Observation-code-value-quantity'),
    composite('http://hl7.org/fhir/SearchParameter/Patient-birthdate'),
  ])
    expect(await administer('POST', '', one)).toMatchObject(refused);
  const { id } = await administer('POST', '', part);
  const whole = await administer('POST', '', composite(part.url));
  expect(whole.status).toBe(201);
  const inUse = { status: 409, code: 'search-parameter-in-use' };
  expect(await administer('DELETE', `/${id}`)).toMatchObject(inUse);
  const elsewhere = { ...part, id, base: ['Goal'], expression: 'Goal.target.detail.ofType(Quantity)' };
  expect(await administer('PUT', `/${id}`, elsewhere)).toMatchObject(inUse);
  expect((await administer('DELETE', `/${whole.id}`)).status).toBe(204);
  expect((await administer('DELETE', `/${id}`)).status).toBe(204);
});

test('the target of a relation is written as references are, before the kind or after it', async () => {
  const document = (more: object) => ({
    resourceType: 'DocumentReference',
    status: 'current',
    subject: { reference: `Patient/${PERSON_B}` },
    content: [{ attachment: { contentType: 'text/plain', data: 'eA==' } }],
    ...more,
  });
  const before = await store(document({}));
  const other = await store(document({}));
  const id = await store(
    document({
      relatesTo: [
        { code: 'replaces', target: { reference: `DocumentReference/${before}` } },
        { code: 'appends', target: { reference: `DocumentReference/${other}` } },
      ],
    }),
  );
  const system = 'http://hl7.org/fhir/document-relationship-type';
  const expected = {
    [`relationship=replaces$DocumentReference/${before}`]: 1,
    [`relationship=replaces$${before}`]: 1,
    [`relationship=replaces$${url}/fhir/DocumentReference/${before}`]: 1,
    [`relationship=${system}|replaces$${before}`]: 1,
    [`relationship=DocumentReference/${before}$replaces`]: 1,
    [`relationship=${before}$replaces`]: 1,
    [`relationship=${url}/fhir/DocumentReference/${before}$${system}|replaces`]: 1,
    [`relationship=${other}$appends`]: 1,
    [`relationship=${other}$replaces`]: 0,
    [`relationship=replaces$${other}`]: 0,
    [`relationship=replaces$Patient/${before}`]: 0,
  };
  expect(await totals('DocumentReference', id, allOf(expected))).toEqual(expected);
  for (const value of [`${before}$${other}`, `DocumentReference/${before}$DocumentReference/${other}`, 'replaces']) {
    const { status, json } = await ask(`DocumentReference?relationship=${value}`);
    expect([status, issuesOf(json)[0]?.code]).toEqual([400, 'search-value-invalid']);
  }
});
