/** Values that are easily misread: a star, a schedule, an exponent, a version, a zone. */
import { beforeAll, describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const ask = (path: string) => gateway.call('hospital-ehr', 'GET', `/fhir/${path}`);
const PATIENT = `Patient/${PERSON_B}`;

async function store(resource: object): Promise<string> {
  const { status, json } = await gateway.call(
    'hospital-ehr',
    'POST',
    `/fhir/${(resource as any).resourceType}`,
    resource,
  );
  expect(status, json.issue?.map((one: any) => one.diagnostics).join()).toBe(201);
  return json.id;
}
const observed = (more: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: PATIENT },
  ...more,
});
const narrated = (words: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>`,
});
const totalOf = async (query: string) => {
  const { status, json } = await ask(query);
  return [query, status, json.total ?? issuesOf(json)[0]?.code];
};
const found = (query: string, total: number) => [query, 200, total];
const refused = (query: string, code: string) => [query, 400, code];

let star = '';
let plain = '';
beforeAll(async () => {
  star = await store(observed({ identifier: [{ system: 'urn:star', value: '*' }] }));
  plain = await store(observed({ identifier: [{ system: 'urn:star', value: 'tx' }] }));
});

test('a star is a value like any other', async () => {
  for (const [query, total] of [
    [`identifier=urn:star|*&_id=${star}`, 1],
    [`identifier=*&_id=${star}`, 1],
    [`identifier=urn:star|*&_id=${plain}`, 0],
    [`identifier=*|tx&_id=${plain}`, 0],
    [`identifier=*|&_id=${plain}`, 0],
    [`identifier=urn:star|&_id=${plain}`, 1],
    [`identifier=urn:star|&_id=${star}`, 1],
    [`identifier=tx&_id=${plain}`, 1],
    [`identifier=\\*&_id=${star}`, 0],
  ] as const)
    expect(await totalOf(`Observation?${query}`)).toEqual(found(`Observation?${query}`, total));
});

test('of a schedule the outer limits count', async () => {
  const id = await store(observed({ effectiveTiming: { event: ['2026-04-01', '2026-05-01'] } }));
  const bounded = await store(
    observed({
      effectiveTiming: {
        event: ['2026-04-10'],
        repeat: { boundsPeriod: { start: '2026-04-02', end: '2026-04-20' }, frequency: 1, period: 1, periodUnit: 'd' },
      },
    }),
  );
  for (const [one, query, total] of [
    [id, 'date=2026-04-01', 0],
    [id, 'date=2026-04', 0],
    [id, 'date=2026', 1],
    [id, 'date=ge2026-04-15', 1],
    [id, 'date=sa2026-03-31', 1],
    [id, 'date=sa2026-04-01', 0],
    [id, 'date=eb2026-05-01', 0],
    [bounded, 'date=2026-04', 1],
    [bounded, 'date=2026-04-10', 0],
    [bounded, 'date=sa2026-04-01', 1],
    [bounded, 'date=eb2026-04-20', 0],
  ] as const) {
    const path = `Observation?_id=${one}&${query}`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

test('a number with an exponent is as exact as R4 says of it', async () => {
  const measured = (value: number) =>
    store(observed({ valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' } }));
  for (const [value, total] of [
    [94, 0],
    [96, 1],
    [104, 1],
    [106, 0],
  ] as const) {
    const path = `Observation?_id=${await measured(value)}&value-quantity=1e2||kg`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

test('an extension in the place of a value is stored, and the values beside it are found', async () => {
  const absent = { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' };
  const beside = [{ extension: [absent] }, null];
  const name = [
    { text: '空欄 一', family: '空欄', given: [null, '一'], _given: beside, prefix: [null, '博士'], _prefix: beside },
  ];
  const address = [{ line: [null, '一丁目'], _line: beside, city: '空市' }];
  await store({ resourceType: 'Patient', gender: 'female', birthDate: '1970-01-01', name, address });
  for (const query of ['name=空欄', 'given=一', 'name=博士', 'address=一丁目'])
    expect(await totalOf(`Patient?family=空欄&${query}`)).toEqual(found(`Patient?family=空欄&${query}`, 1));
  expect(await totalOf('Patient?family=空欄&given=null')).toEqual(found('Patient?family=空欄&given=null', 0));
  const effectiveTiming = { event: [null, '2020-01-01'], _event: beside };
  const query = `Observation?_id=${await store(observed({ effectiveTiming }))}&date=2020-01-01`;
  expect(await totalOf(query)).toEqual(found(query, 1));
});

test('an end that a quantity does not reach is not found', async () => {
  const of = (value: number, comparator: string) =>
    store(
      observed({ valueQuantity: { value, comparator, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }),
    );
  const [below, upTo, above, from] = [await of(5.4, '<'), await of(5.4, '<='), await of(5.4, '>'), await of(5.4, '>=')];
  for (const [id, prefix, total] of [
    [below, 'ge', 0],
    [below, 'lt', 1],
    [upTo, 'ge', 1],
    [above, 'le', 0],
    [above, 'gt', 1],
    [from, 'le', 1],
  ] as const)
    for (const value of ['5.4|http://unitsofmeasure.org|mg', '0.0054|http://unitsofmeasure.org|g']) {
      const query = `Observation?_id=${id}&value-quantity=${prefix}${value}`;
      expect(await totalOf(query)).toEqual(found(query, total));
    }
});

test('a plan of insurance is found by its name and its aliases', async () => {
  await store({ resourceType: 'InsurancePlan', name: '国民健康保険', alias: ['国保'] });
  for (const word of ['国民', '国保'])
    expect(await totalOf(`InsurancePlan?name=${word}`)).toEqual(found(`InsurancePlan?name=${word}`, 1));
});

test('what would not mean what it says is refused', async () => {
  for (const [query, code] of [
    [`Observation?subject=${PATIENT}/_history/1`, 'search-value-invalid'],
    [`Observation?subject=${gateway.url}/fhir/${PATIENT}/_history/1`, 'search-value-invalid'],
    ['Observation?date=2026-04-01T10:00:00%2B25:00', 'search-value-invalid'],
    ['Observation?date=2026-04-01T10:00:00%2B14:30', 'search-value-invalid'],
    ['Observation?_include=Observation:subject&_summary=text', 'search-value-invalid'],
    ['Patient?_revinclude=Observation:subject&_summary=text', 'search-value-invalid'],
    [`Observation?subject:Group=${PATIENT}`, 'search-value-invalid'],
    [`Observation?subject:Group=${gateway.url}/fhir/${PATIENT}`, 'search-value-invalid'],
    ['Patient?name:=x', 'search-modifier-unknown'],
    ['Observation/_history?_since=2026&_since=2027', 'search-value-invalid'],
    ['Observation/_history?_count=1&_count=2', 'search-value-invalid'],
  ] as const)
    expect(await totalOf(query)).toEqual(refused(query, code));
});

test('a plus that arrives as a space is read in a history too', async () => {
  for (const query of ['date=ge2026-04-01T10:00:00+14:00', 'date=ge2026-04-01T10:00:00%2B09:00'])
    expect((await ask(`Observation?${query}`)).status).toBe(200);
  expect((await ask(`Observation/${star}/_history?_since=2020-01-01T00:00:00+09:00`)).json.total).toBe(1);
});

test('an amount of money has the system of currencies that R4 binds it to', async () => {
  const id = await store({
    resourceType: 'Invoice',
    status: 'issued',
    subject: { reference: PATIENT },
    totalNet: { value: 1200, currency: 'JPY' },
  });
  for (const [value, total] of [
    ['gt1000', 1],
    ['gt1000||JPY', 1],
    ['gt1000|urn:iso:std:iso:4217|JPY', 1],
    ['gt1000|urn:iso:std:iso:4217|', 1],
    ['1200|urn:iso:std:iso:4217|JPY', 1],
    ['gt1000|urn:iso:std:iso:4217|USD', 0],
    ['gt1000|http://unitsofmeasure.org|JPY', 0],
    ['gt1200|urn:iso:std:iso:4217|JPY', 0],
  ] as const) {
    const path = `Invoice?_id=${id}&totalnet=${value}`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

const sampled = (data: string, factor?: number) =>
  observed({
    valueSampledData: {
      origin: { value: 10, unit: 'mV', system: 'http://unitsofmeasure.org', code: 'mV' },
      period: 10,
      ...(factor === undefined ? {} : { factor }),
      dimensions: 1,
      data,
    },
  });

test('sampled data are found by their bounds', async () => {
  const id = await store(sampled('E 2 -4 10 0', 0.1));
  const beyond = await store(sampled('1 L 5'));
  const useless = await store(sampled('E E'));
  for (const [one, query, total] of [
    [id, 'value-quantity=ge11', 1],
    [id, 'value-quantity=gt11', 0],
    [id, 'value-quantity=lt9.7', 1],
    [id, 'value-quantity=lt9.6', 0],
    [id, 'value-quantity=sa9.5', 1],
    [id, 'value-quantity=10', 0],
    [id, 'value-quantity=ap10|http://unitsofmeasure.org|mV', 1],
    [id, 'value-quantity=gt10.9e3|http://unitsofmeasure.org|uV', 1],
    [id, 'value-quantity=gt10.9|http://unitsofmeasure.org|V', 0],
    [id, 'combo-value-quantity=ge11||mV', 1],
    [id, 'value-quantity:missing=false', 1],
    [beyond, 'value-quantity=lt-100', 1],
    [beyond, 'value-quantity=eb15.1', 1],
    [useless, 'value-quantity:missing=true', 1],
    [useless, 'value-quantity=gt0', 0],
  ] as const) {
    const path = `Observation?_id=${one}&${query}`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

test('what a parameter cannot read counts as missing', async () => {
  const performed = (more: object) => ({
    resourceType: 'Procedure',
    status: 'completed',
    subject: { reference: PATIENT },
    ...more,
  });
  const aged = await store(performed({ performedAge: { value: 40, system: 'http://unitsofmeasure.org', code: 'a' } }));
  const dated = await store(performed({ performedDateTime: '2026-04-01' }));
  for (const [id, query, total] of [
    [aged, 'date:missing=true', 1],
    [aged, 'date:missing=false', 0],
    [aged, 'date=ge1900', 0],
    [dated, 'date:missing=true', 0],
    [dated, 'date:missing=false', 1],
  ] as const) {
    const path = `Procedure?_id=${id}&${query}`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

test('a fraction of a second is one point of time, however many digits it has', async () => {
  const id = await store(observed({ effectiveDateTime: '2026-04-01T10:30:00.5+09:00' }));
  for (const [value, total] of [
    ['2026-04-01T10:30:00.5%2B09:00', 1],
    ['2026-04-01T10:30:00.50%2B09:00', 1],
    ['2026-04-01T10:30:00.500%2B09:00', 1],
    ['2026-04-01T01:30:00.500Z', 1],
    ['2026-04-01T10:30:00%2B09:00', 1],
    ['2026-04-01T10:30:00.55%2B09:00', 0],
    ['gt2026-04-01T10:30:00.500%2B09:00', 0],
    ['gt2026-04-01T10:30:00.49%2B09:00', 1],
    ['lt2026-04-01T10:30:00.501%2B09:00', 1],
    ['ne2026-04-01T10:30:00.500%2B09:00', 0],
  ] as const) {
    const path = `Observation?_id=${id}&date=${value}`;
    expect(await totalOf(path)).toEqual(found(path, total));
  }
});

test('a sharp s is found by two', async () => {
  const id = await store(observed({ valueString: 'Bahnhofstraße 4', text: narrated('Bahnhofstraße') }));
  const person = await store({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:sharp', value: '1' }],
    name: [{ text: 'Weiß Otto', family: 'Weiß' }],
    gender: 'male',
    birthDate: '1970-01-01',
  });
  for (const [path, total] of [
    [`Observation?_id=${id}&value-string=bahnhofstrasse`, 1],
    [`Observation?_id=${id}&value-string=Bahnhofstra%C3%9Fe`, 1],
    [`Observation?_id=${id}&value-string=BAHNHOFSTRA%E1%BA%9EE`, 1],
    [`Observation?_id=${id}&value-string:exact=Bahnhofstrasse%204`, 0],
    [`Observation?_id=${id}&_text=bahnhofstrasse`, 1],
    [`Observation?_id=${id}&_text=Bahnhofstra%C3%9Fe`, 1],
    [`Observation?_id=${id}&_text=BAHNHOFSTRA%E1%BA%9EE`, 1],
    [`Observation?_id=${id}&_text=bahnhofstrase`, 0],
    [`Observation?_id=${id}&_content=strasse`, 1],
    [`Patient?_id=${person}&family=weiss`, 1],
    [`Patient?_id=${person}&family=WEISS`, 1],
    [`Patient?_id=${person}&family=Wei%C3%9F`, 1],
    [`Patient?_id=${person}&family=weis`, 1],
    [`Patient?_id=${person}&_content=weiss`, 1],
  ] as const)
    expect(await totalOf(path)).toEqual(found(path, total));
});

describe('units', async () => {
  const UCUM = 'http://unitsofmeasure.org';
  const amount = (value: number, code: string) => ({ value, system: UCUM, code });
  const total = async (id: string, type: string, query: string) => (await totalOf(`${type}?_id=${id}&${query}`))[2];

  test('the ends of a range may have units of their own, where they can be compared', async () => {
    const aged = (low: object, high: object) =>
      store({
        resourceType: 'Condition',
        code: { text: 'x' },
        subject: { reference: PATIENT },
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
        },
        onsetRange: { low, high },
      });
    const id = await aged(amount(6, 'mo'), amount(2, 'a'));
    const expected = {
      'onset-age=gt1|http://unitsofmeasure.org|a': 1,
      'onset-age=ge18|http://unitsofmeasure.org|mo': 1,
      'onset-age=eb1|http://unitsofmeasure.org|a': 0,
      'onset-age=gt2.1|http://unitsofmeasure.org|a': 0,
      'onset-age=lt0.4|http://unitsofmeasure.org|a': 0,
    };
    for (const [query, count] of Object.entries(expected))
      expect([query, await total(id, 'Condition', query)]).toEqual([query, count]);
    const half = await aged({ value: 6 }, amount(24, 'mo'));
    expect(await total(half, 'Condition', `onset-age=gt1|${UCUM}|a`)).toBe(1);
  });

  test.each([
    [2.5, 'u[IU]/mL', { '2.5|m[IU]/L': 1, '2.5|m[iU]/L': 1, 'gt2|[IU]/m3': 1, '2.5|mmol/L': 0, "2.5|m[arb'U]/L": 0 }],
    [0.0025, '[IU]/L', { '2.5|m[IU]/L': 1, '2.5|u[IU]/mL': 1, 'lt2.4|m[IU]/L': 0 }],
    [3, '[CFU]/mL', { '3000|[CFU]/L': 1, '3000|[PFU]/L': 0, '3000|cd/L': 0 }],
    [3, '[IU].[CFU]', { '3|[IU].[CFU]': 1 }],
  ])('a unit of a procedure of its own is compared with itself only: %d %s', async (value, code, expected) => {
    const id = await store(observed({ valueQuantity: amount(value, code) }));
    for (const [said, count] of Object.entries(expected)) {
      const query = `value-quantity=${encodeURIComponent(said.replace('|', `|${UCUM}|`))}`;
      expect([said, await total(id, 'Observation', query)]).toEqual([said, count]);
    }
  });
});
