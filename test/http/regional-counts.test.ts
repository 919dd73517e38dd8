import type { Consent, Patient } from '@medplum/fhirtypes';
import { beforeAll, expect, test } from 'vitest';
import { hasError } from '../../src/fhir/index.ts';
import { HIKARI, HOSPITAL, issuesOf, MINATO, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const { call, database, house } = gateway;
const NOW = new Date('2026-11-01T00:00:00Z');

beforeAll(async () => {
  await database.query(`UPDATE auth_client SET purpose = 'HQUALIMP' WHERE id IN ('city-a', 'health-centre')`);
  const patient = (gender: 'male' | 'female', city: string): Patient => ({
    resourceType: 'Patient',
    gender,
    birthDate: '1960-01-01',
    name: [{ family: '統計' }],
    address: [{ city }],
  });
  const woman = (n: number): Patient => ({
    ...patient('female', 'A市'),
    identifier: [{ system: 'urn:numbers', value: `${n}` }],
  });
  // An office has records of the same women later, and another one of men whom nobody else knows, and of ten in a town of
  // their own: one of them is known to the hospital too.
  await house.store.write(NOW, async (writer) => {
    const add = async (resource: Patient, custodian = HOSPITAL) => (await writer.insert({ resource, custodian })).id;
    for (let n = 0; n < 24; n += 1) await add(woman(n));
    for (let n = 0; n < 9; n += 1) await add(patient('male', 'B村'), MINATO);
    // Thirty records that were made one are one person, who refused by one of them.
    const survivor = await add(patient('female', 'C町'));
    for (let n = 0; n < 29; n += 1) {
      const link = [{ other: { reference: `Patient/${survivor}` }, type: 'replaced-by' as const }];
      const reference = `Patient/${await add({ ...patient('female', 'C町'), active: false, link })}`;
      if (n === 7) await writer.insert({ resource: refusal(reference, { type: 'deny' }), custodian: HOSPITAL });
    }
    const other = await add(patient('female', 'D町'));
    for (let n = 0; n < 19; n += 1) {
      const link = [{ other: { reference: `Patient/${other}` }, type: 'replaced-by' as const }];
      await add({ ...patient('female', 'D町'), active: false, link });
    }
    // Of ten men one refuses every use, and one the improvement of quality.
    for (let n = 0; n < 10; n += 1) {
      const reference = `Patient/${await add(patient('male', 'B村'))}`;
      if (n > 2) continue;
      const provision =
        n === 0 ? { type: 'deny' } : { type: n === 1 ? 'deny' : 'permit', purpose: [{ code: 'HQUALIMP' }] };
      await writer.insert({ resource: refusal(reference, provision), custodian: HOSPITAL });
    }
  });
  await house.store.write(new Date(NOW.getTime() + 1_000), async (writer) => {
    for (let n = 0; n < 24; n += 1) await writer.insert({ resource: woman(n), custodian: HIKARI });
    for (let n = 23; n < 33; n += 1)
      await writer.insert({ resource: { ...woman(n), address: [{ city: '試町' }] }, custodian: MINATO });
  });
});

const refusal = (reference: string, provision: object): Consent =>
  ({
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ text: '同意' }],
    patient: { reference },
    performer: [{ reference }],
    provision,
  }) as Consent;

const stratum = (report: any, id: string): Record<string, number | string> =>
  Object.fromEntries(
    report.group[0].stratifier
      .find((one: any) => one.id === id)
      .stratum?.map(({ value, population }: any) => [
        value.coding?.[0].code ?? value.text,
        population[0].count ?? population[0]._count.extension[0].valueCode,
      ]) ?? [],
  );

test('a meeting is told how many people there are, in tens, and of fewer nothing', async () => {
  const { status, json } = await call('city-a', 'GET', '/fhir/$regional-counts');
  expect(status).toBe(200);
  expect(json).toMatchObject({ resourceType: 'MeasureReport', type: 'summary', status: 'complete' });
  // 24 women, 8 men who did not refuse, and those of the sandbox; the same 24 women; 9 men and 10 women.
  expect(json.group[0].population[0].count).toBe(60);
  expect(stratum(json, 'sex')).toEqual({ male: expect.anything(), female: 50, other: 'masked' });
  // Who else knows one of the ten makes no difference: so nobody finds out by it.
  expect(stratum(json, 'municipality')).toEqual({ A市: 40, 試町: 10 });
  expect(stratum(json, 'admission')).toMatchObject({ voluntary: 'masked' });
  expect(JSON.stringify(json)).not.toMatch(/Patient\/|Organization\/|統計|B村|[0-9a-f]{8}-[0-9a-f]{4}/);
  const issues = await house.check.validate(json);
  expect(issues.filter((issue) => hasError([issue])).map(({ expression, en }) => [expression, en])).toEqual([]);
});

test('the counts stay as they are for the whole quarter, whoever asks', async () => {
  const first = await call('city-a', 'GET', '/fhir/$regional-counts');
  await house.store.write(NOW, async (writer) => {
    for (let n = 0; n < 10; n += 1)
      await writer.insert({ resource: { resourceType: 'Patient', gender: 'other' }, custodian: HOSPITAL });
  });
  for (const who of ['city-a', 'health-centre'])
    expect((await call(who, 'GET', '/fhir/$regional-counts')).json).toEqual(first.json);
});

test('they come as a table too, with the range that each number stands for', async () => {
  const { status, headers, bytes } = await call('city-a', 'GET', '/fhir/$regional-counts?format=csv');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const lines = Buffer.from(bytes).toString('utf8').split('\r\n');
  expect(lines.slice(0, 2)).toEqual(['\uFEFFdimension,項目,cell,from,to', 'people,人数,,60,87']);
  expect(lines).toContain('sex,性別,female,50,77');
  expect(lines).toContain('sex,性別,other,0,27');
});

test('one event without people is recorded, and nobody else is told', async () => {
  const before = await events();
  await call('city-a', 'GET', '/fhir/$regional-counts');
  const after = await events();
  expect(after.length - before.length).toBe(1);
  expect(JSON.stringify(after.at(-1))).not.toContain('Patient/');
  const { status, json } = await call('hospital-ehr', 'GET', '/fhir/$regional-counts');
  expect([status, issuesOf(json)[0]?.code]).toEqual([403, 'counts-purpose-needed']);
  for (const query of ['sex=male', 'format=xlsx'])
    expect((await call('city-a', 'GET', `/fhir/$regional-counts?${query}`)).status).toBe(400);
});

const events = async (): Promise<unknown[]> =>
  (await database.query<{ content: string }>(`SELECT content FROM audit_record ORDER BY number`)).rows
    .map(({ content }) => content)
    .filter((content) => JSON.stringify(content).includes('regional-counts'));
