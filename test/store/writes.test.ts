import type { CarePlan, Communication, Observation, Patient } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyShipped } from '../../src/consent/index.ts';
import { openDatabase } from '../../src/database/index.ts';
import { createStore, resourceOf, type Store, type StoredWithFacts, type Writer } from '../../src/store/index.ts';
import { actor, consent, label, permit } from '../consent/make.ts';
import { freshDatabase } from '../database.ts';
import { HOSPITAL, NOW, OFFICE, openStore, PARAMETERS, pageOf, permitOf, queryOf, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
let store: Store;
beforeAll(async () => {
  store = await openStore(database);
});

const LATER = new Date('2026-05-11T01:00:00.000Z');
const person = (id: string, more: Partial<Patient> = {}): Patient => ({ resourceType: 'Patient', id, ...more });

async function current(writer: Writer, id: string): Promise<StoredWithFacts> {
  const stored = await writer.lockOwn(HOSPITAL, 'Patient', id);
  if (!stored) throw new Error('nobody there');
  return stored;
}

describe('a resource', () => {
  test('is empty before the first is stored', async () => {
    expect(await store.isEmpty()).toBe(true);
    await storeAll(store, [person(uuid(1), { gender: 'male', birthDate: '1980-03-03' })]);
    expect(await store.isEmpty()).toBe(false);
  });

  test('is answered with its type, id, version and time first', async () => {
    const stored = await store.read(permitOf(), 'Patient', uuid(1));
    expect(stored?.text).toBe(
      `{"resourceType":"Patient","id":"${uuid(1)}","meta":{"versionId":"1","lastUpdated":"2026-05-10T01:00:00.000Z"},"gender":"male","birthDate":"1980-03-03"}`,
    );
    expect(stored).toMatchObject({ version: 1, deleted: false, custodian: HOSPITAL, updated: NOW });
  });

  test('keeps its versions, newest first, and is found by its new values only', async () => {
    await store.write(LATER, async (writer) => {
      await writer.replace(await current(writer, uuid(1)), {
        resource: person(uuid(1), { gender: 'female' }),
        custodian: HOSPITAL,
      });
    });
    const versions = await store.history(permitOf(), 'Patient', uuid(1));
    expect(versions.map(({ version, updated }) => [version, updated])).toEqual([
      [2, LATER],
      [1, NOW],
    ]);
    expect(versions.map((stored) => (resourceOf(stored) as Patient).gender)).toEqual(['female', 'male']);
    expect((await pageOf(store, permitOf(), queryOf('Patient', 'gender=female'))).total).toBe(1);
    expect((await pageOf(store, permitOf(), queryOf('Patient', 'gender=male'))).total).toBe(0);
    expect((await pageOf(store, permitOf(), queryOf('Patient', 'birthdate=1980'))).total).toBe(0);
  });

  test('leaves no amount behind when a version without it follows', async () => {
    const weight = (kg?: number): Observation => ({
      resourceType: 'Observation',
      status: 'final',
      code: { text: '体重' },
      ...(kg === undefined ? {} : { valueQuantity: { value: kg, unit: 'kg' } }),
    });
    const [stored] = await storeAll(store, [weight(54.2)]);
    const heavier = async () => (await pageOf(store, permitOf(), queryOf('Observation', 'value-quantity=gt50'))).total;
    expect(await heavier()).toBe(1);
    await store.write(LATER, async (writer) => {
      const held = await writer.lockOwn(HOSPITAL, 'Observation', stored?.id ?? '');
      if (held) await writer.replace(held, { resource: weight(), custodian: HOSPITAL });
    });
    expect(await heavier()).toBe(0);
    await store.write(LATER, async (writer) => {
      const held = await writer.lockOwn(HOSPITAL, 'Observation', stored?.id ?? '');
      if (held) await writer.remove(held);
    });
  });

  test('that was deleted is found no more, and its history says when', async () => {
    const removed = await store.write(LATER, async (writer) => writer.remove(await current(writer, uuid(1))));
    expect(removed).toMatchObject({ version: 3, deleted: true, text: '' });
    expect(await pageOf(store, permitOf(), queryOf('Patient', ''))).toEqual({ rows: [], total: 0 });
    expect(await store.read(permitOf(), 'Patient', uuid(1))).toMatchObject({ version: 3, deleted: true, text: '' });
    const versions = await store.history(permitOf(), 'Patient', uuid(1));
    expect(versions.map(({ version, deleted }) => [version, deleted])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  test('that nobody holds, another holds, or that has no such id is not there', async () => {
    await storeAll(store, [person(uuid(2))], { custodian: OFFICE });
    expect(await store.read(permitOf(), 'Patient', uuid(2))).toBeUndefined();
    expect(await store.history(permitOf(), 'Patient', uuid(2))).toEqual([]);
    expect(
      await store.readMany(permitOf(), [`Patient/${uuid(2)}`, `Patient/${uuid(3)}`, 'Patient/x', 'no reference']),
    ).toEqual([]);
    expect(await store.history(permitOf(), 'Patient', 'x')).toEqual([]);
    await store.write(NOW, async (writer) => {
      expect(await writer.lockOwn(HOSPITAL, 'Patient', uuid(2))).toBeUndefined();
      expect(await writer.lockOwn(null, 'Patient', uuid(2))).toBeUndefined();
      expect(await writer.lockOwn(OFFICE, 'Patient', 'x')).toBeUndefined();
      expect(await writer.lockOwn(OFFICE, 'Patient', uuid(2))).toMatchObject({ id: uuid(2) });
    });
  });

  test('from the first or the last day of the calendar is stored and found', async () => {
    const message: Communication = {
      resourceType: 'Communication',
      status: 'completed',
      sent: '2026-05-10T00:00:00Z',
      received: '9999-12-31T23:59:59-10:00',
    };
    await storeAll(store, [person(uuid(4), { birthDate: '0001-01-01' }), message]);
    const count = async (type: string, query: string) => (await pageOf(store, permitOf(), queryOf(type, query))).total;
    expect(await count('Patient', 'birthdate=0001-01-01')).toBe(1);
    expect(await count('Patient', 'birthdate=lt0002')).toBe(1);
    expect(await count('Patient', 'birthdate=gt0001')).toBe(0);
    expect(await count('Communication', 'received=9999-12-31T23:59:59-10:00')).toBe(1);
    expect(await count('Communication', 'received=ge2026')).toBe(1);
  });
});

test('a transaction that fails leaves nothing behind, not even a version', async () => {
  const epoch = () => store.note('policy-epoch');
  const before = await epoch();
  await expect(
    store.write(NOW, async (writer) => {
      await writer.insert({ resource: person(uuid(20)), custodian: HOSPITAL }, uuid(20));
      await writer.insert({
        resource: { resourceType: 'Observation', status: 'final', code: {} },
        custodian: HOSPITAL,
      });
      throw new Error('the third is refused');
    }),
  ).rejects.toThrow('the third is refused');
  expect(await store.read(permitOf(), 'Patient', uuid(20))).toBeUndefined();
  expect((await pageOf(store, permitOf(), queryOf('Observation', ''))).total).toBe(0);
  const { rows } = await database.query<{ n: string }>('SELECT count(*) AS n FROM resource WHERE id = $1', [uuid(20)]);
  expect(rows[0]?.n).toBe('0');
  expect(await epoch()).toBe(before);
});

test('sixteen senders at two gateways who look first and then store make exactly one of each', async () => {
  const KEYS = 50;
  const SENDERS = 16;
  const second = openDatabase(database.url, { connectionsMax: 16 });
  try {
    const stores = [store, await createStore(second, { parameters: PARAMETERS })];
    const make = (gateway: Store, key: number): Promise<boolean> =>
      gateway.write(NOW, async (writer) => {
        const identifier = { system: 'urn:karte', value: String(key) };
        const held = await writer.claim(HOSPITAL, 'Patient', `urn:karte|${key}`);
        if (held.length > 0) return false;
        await writer.insert({ resource: { resourceType: 'Patient', identifier: [identifier] }, custodian: HOSPITAL });
        return true;
      });
    const made = await Promise.all(
      Array.from({ length: SENDERS }, async (_, sender) => {
        let first = 0;
        for (let key = 0; key < KEYS; key += 1) {
          if (await make(stores[sender % 2] ?? store, (key + sender * 3) % KEYS)) first += 1;
        }
        return first;
      }),
    );
    expect(made.reduce((sum, n) => sum + n, 0)).toBe(KEYS);
    expect((await pageOf(store, permitOf(), queryOf('Patient', 'identifier=urn:karte|'))).total).toBe(KEYS);
  } finally {
    await second.close();
  }
});

test('changes of one record at once take turns: each becomes a version of its own, and none is lost', async () => {
  const id = uuid(70);
  await storeAll(store, [person(id)]);
  const change = (n: number) =>
    store.write(LATER, async (writer) => {
      const held = resourceOf(await current(writer, id)) as Patient;
      const name = [...(held.name ?? []), { text: String(n) }];
      const locked = await current(writer, id);
      return writer.replace(locked, { resource: { ...held, name }, custodian: HOSPITAL });
    });
  await Promise.all(Array.from({ length: 12 }, (_, n) => change(n)));
  const versions = await store.history(permitOf(), 'Patient', id);
  expect(versions.map(({ version }) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const names = (resourceOf(versions[0] as StoredWithFacts) as Patient).name?.map(({ text }) => Number(text));
  expect(names?.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a version that a document tells is read as it was, for whom it and the current one are visible', async () => {
  const id = uuid(71);
  await storeAll(store, [person(id, { gender: 'male' })]);
  await store.write(LATER, async (writer) =>
    writer.replace(await current(writer, id), { resource: person(id, { gender: 'female' }), custodian: HOSPITAL }),
  );
  const first = `Patient/${id}/_history/1`;
  const genders = async (own: string[]) =>
    (await store.readPartVersions(permitOf({ own }), [first])).map((stored) => (resourceOf(stored) as Patient).gender);
  expect(await genders([HOSPITAL])).toEqual(['male']);
  expect(await genders([OFFICE])).toEqual([]);
  expect(await store.readMany(permitOf(), [`Patient/${id}`, `Patient/${id}`])).toHaveLength(1);
  await store.write(LATER, async (writer) => writer.remove(await current(writer, id)));
  expect(await genders([HOSPITAL])).toEqual([]);
  expect(await store.readMany(permitOf(), [`Patient/${id}`])).toEqual([]);
});

test('one holder’s identifier says nothing about another’s', async () => {
  await store.write(NOW, async (writer) => {
    const resource: Patient = { resourceType: 'Patient', identifier: [{ system: 'urn:n', value: '1' }] };
    await writer.insert({ resource, custodian: OFFICE });
    expect(await writer.claim(OFFICE, 'Patient', 'urn:n|1')).toHaveLength(1);
    expect(await writer.claim(HOSPITAL, 'Patient', 'urn:n|1')).toEqual([]);
    expect(await writer.claim(null, 'Patient', 'urn:n|1')).toEqual([]);
    expect(await writer.claim(OFFICE, 'Patient', 'urn:n|2')).toEqual([]);
  });
});

test('a document is seen only by who may see everything that it was stored as', async () => {
  const members = [`Patient/${uuid(30)}/_history/1`, `Organization/${uuid(31)}/_history/1`];
  const document = { resourceType: 'Bundle' as const, type: 'document' as const };
  await store.write(NOW, async (writer) => {
    await writer.insert({ resource: person(uuid(30)), custodian: HOSPITAL }, uuid(30));
    await writer.insert({ resource: { resourceType: 'Organization' }, custodian: OFFICE }, uuid(31));
    await writer.insert({ resource: document, custodian: OFFICE, members }, uuid(32));
    await writer.insert({ resource: document, custodian: OFFICE, members: [members[1] ?? ''] }, uuid(33));
    await writer.insert(
      { resource: document, custodian: OFFICE, members: [`Patient/${uuid(39)}/_history/1`] },
      uuid(34),
    );
  });
  const seenBy = async (own: string[]) => {
    const { rows } = await pageOf(store, permitOf({ own }), queryOf('Bundle', ''));
    return rows.map(({ id }) => id);
  };
  expect(await seenBy([HOSPITAL])).toEqual([uuid(32), uuid(33)]);
  expect(await seenBy([])).toEqual([uuid(33)]);
  expect(await seenBy([OFFICE])).toEqual([uuid(32), uuid(33), uuid(34)]);
  await store.write(LATER, async (writer) => writer.remove(await current(writer, uuid(30))));
  expect(await seenBy([HOSPITAL])).toEqual([uuid(33)]);
});

test('a label made stricter covers the old versions too, and a deletion does not lift it', async () => {
  const patient = { reference: `Patient/${uuid(60)}` };
  const plan = (level: string): CarePlan => ({
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    meta: { security: [level, 'PSY', 'service'].map(label) },
    subject: patient,
  });
  const allowed = consent(permit({ actor: [actor(OFFICE)], securityLabel: ['N', 'PSY', 'service'].map(label) }), {
    patient,
    performer: [patient],
  });
  const office = permitOf({
    request: { ...permitOf().request, actor: 'PractitionerRole/sw' },
    own: [OFFICE],
    consentsByPatient: new Map([[patient.reference, [allowed]]]),
    context: {
      directory: { 'PractitionerRole/sw': { organization: OFFICE } },
      patients: {},
      authority: {},
      policy: policyShipped,
      lookup: () => undefined,
    },
  });
  const id = uuid(61);
  const seen = async () => (await store.history(office, 'CarePlan', id)).map(({ version }) => version);
  const change = (act: (writer: Writer, stored: StoredWithFacts) => Promise<StoredWithFacts>) =>
    store.write(LATER, async (writer) => {
      const stored = await writer.lockOwn(HOSPITAL, 'CarePlan', id);
      return stored && act(writer, stored);
    });
  const relabel = (level: string) =>
    change((writer, stored) => writer.replace(stored, { resource: plan(level), custodian: HOSPITAL }));
  await store.write(NOW, (writer) => writer.insert({ resource: plan('N'), custodian: HOSPITAL }, id));
  expect(await seen()).toEqual([1]);
  await relabel('V');
  expect(await seen()).toEqual([]);
  await relabel('N');
  expect(await seen()).toEqual([3, 1]);
  await relabel('V');
  await change((writer, stored) => writer.remove(stored));
  expect(await seen()).toEqual([]);
  expect(await store.read(office, 'CarePlan', id)).toBeUndefined();
  expect((await store.history(permitOf(), 'CarePlan', id)).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
});

test('a note of the house is kept and replaced', async () => {
  expect(await store.note('colour')).toBeUndefined();
  await store.setNote('colour', '青');
  await store.setNote('colour', '緑');
  expect(await (await createStore(database, { parameters: PARAMETERS })).note('colour')).toBe('緑');
});

test('of many versions nothing stays when a write is given up while they are on their way', async () => {
  const stored = async () => (await database.query('SELECT count(*) AS n FROM resource')).rows[0];
  const before = await stored();
  const enough = new Error('enough');
  const write = store.write(NOW, async (writer) => {
    for (let n = 0; n < 1_100; n += 1) {
      const resource: Patient = { resourceType: 'Patient', active: true };
      await writer.insert({ resource, custodian: HOSPITAL });
    }
    throw enough;
  });
  await expect(write).rejects.toBe(enough);
  expect(await stored()).toEqual(before);
});
