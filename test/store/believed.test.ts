import type { Consent, Resource } from '@medplum/fhirtypes';
import { beforeAll, expect, test } from 'vitest';
import { createStore, type Store, type Writer } from '../../src/store/index.ts';
import { actor, consent, deny, permit } from '../consent/make.ts';
import { freshDatabase } from '../database.ts';
import { NOW, openStore, PARAMETERS, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
const PERSON = `Patient/${uuid(1)}`;
const HOSPITAL = `Organization/${uuid(2)}`;
const CORPORATION = `Organization/${uuid(3)}`;
const OFFICE = `Organization/${uuid(4)}`;
const ROLE = `PractitionerRole/${uuid(5)}`;
const TEAM = `CareTeam/${uuid(6)}`;
const STRANGER = `Organization/${uuid(7)}`;
const RELATIVE = `RelatedPerson/${uuid(8)}`;

let one: Store;
let other: Store;

beforeAll(async () => {
  one = await openStore(database);
  other = await createStore(database, { parameters: PARAMETERS });
  const idOf = (reference: string) => reference.slice(-36);
  await storeAll(
    one,
    [
      { resourceType: 'Patient', id: idOf(PERSON), birthDate: '1980-03-03' },
      { resourceType: 'Organization', id: idOf(HOSPITAL) },
      { resourceType: 'Organization', id: idOf(CORPORATION) },
      { resourceType: 'Organization', id: idOf(OFFICE), partOf: { reference: CORPORATION } },
      {
        resourceType: 'PractitionerRole',
        id: idOf(ROLE),
        organization: { reference: OFFICE },
        period: { start: '2026-04-01' },
        active: true,
      },
      {
        resourceType: 'CareTeam',
        id: idOf(TEAM),
        status: 'active',
        participant: [{ member: { reference: OFFICE } }, { member: { display: '家族' } }],
      },
      { resourceType: 'RelatedPerson', id: idOf(RELATIVE), patient: { reference: PERSON } },
    ] as Resource[],
    { custodian: null },
  );
});

const about = (provision: Record<string, unknown>, more: Record<string, unknown> = {}): Consent => {
  const { id: _id, ...rest } = consent(provision, {
    patient: { reference: PERSON },
    performer: [{ reference: PERSON }],
    ...more,
  });
  return rest as Consent;
};

/** Stores consents, asks what is believed about each actor, and withdraws the consents again. */
async function believedUnder(consents: Consent[], actors: readonly string[]): Promise<number[]> {
  const stored = await storeAll(one, consents, { custodian: HOSPITAL });
  const counts: number[] = [];
  for (const asking of actors) {
    const { consentsByPatient } = await other.believed(asking);
    counts.push(consentsByPatient.get(PERSON)?.length ?? 0);
  }
  await one.write(NOW, async (writer) => {
    for (const { id } of stored) {
      const current = await writer.lockOwn(HOSPITAL, 'Consent', id);
      if (current) await writer.remove(current);
    }
  });
  return counts;
}

test('a consent stored at one gateway is believed at the next question to another, and a withdrawal as well', async () => {
  expect((await other.believed(ROLE)).consentsByPatient.size).toBe(0);
  const [stored] = await storeAll(one, [about(permit({ actor: [actor(OFFICE)] }))], { custodian: HOSPITAL });
  const believed = await other.believed(ROLE);
  expect(believed.consentsByPatient.get(PERSON)?.map(({ id }) => id)).toEqual([stored?.id]);
  expect(believed.patients).toEqual({ [PERSON]: { birthDate: '1980-03-03' } });
  expect(believed.relatives.map(({ id }) => `RelatedPerson/${id}`)).toEqual([RELATIVE]);
  await one.write(NOW, async (writer) => {
    const current = await writer.lockOwn(HOSPITAL, 'Consent', stored?.id ?? '');
    if (current) await writer.remove(current);
  });
  expect((await other.believed(ROLE)).consentsByPatient.size).toBe(0);
});

test('what nobody changed is not loaded again', async () => {
  const first = await other.believed(ROLE);
  expect(await other.believed(ROLE)).toBe(first);
  await storeAll(one, [{ resourceType: 'Observation', status: 'final', code: {} }]);
  expect(await other.believed(ROLE)).toBe(first);
  await storeAll(one, [{ resourceType: 'Organization', name: '新しい事業所' }]);
  const second = await other.believed(ROLE);
  expect(second).not.toBe(first);
  expect(Object.keys(second.directory)).toHaveLength(Object.keys(first.directory).length + 1);
});

test('the directory says who belongs to whom, and since when', async () => {
  const { directory } = await other.believed(ROLE);
  expect(directory).toMatchObject({
    [OFFICE]: { partOf: CORPORATION },
    [ROLE]: { organization: OFFICE, period: { start: '2026-04-01' }, active: true },
    [TEAM]: { status: 'active', member: [{ ref: OFFICE }] },
    [HOSPITAL]: {},
  });
});

test('who belongs to whom is said by the one above or by the region, and by nobody else', async () => {
  const at = (n: number) => ({ reference: `Organization/${uuid(n)}` });
  const doctor = (n: number) => ({ reference: `Practitioner/${uuid(n)}` });
  const role = (n: number, practitioner: number, organization: number): Resource => ({
    resourceType: 'PractitionerRole',
    id: uuid(n),
    practitioner: doctor(practitioner),
    organization: at(organization),
  });
  const office = `Organization/${uuid(4)}`;
  await storeAll(one, [{ resourceType: 'Practitioner', id: uuid(30) }], { custodian: HOSPITAL });
  await storeAll(one, [{ resourceType: 'Practitioner', id: uuid(31) }], { custodian: office });
  await storeAll(
    one,
    [{ resourceType: 'Organization', id: uuid(32), partOf: at(2) }, role(33, 30, 2), role(34, 31, 4), role(35, 32, 4)],
    { custodian: office },
  );
  await storeAll(
    one,
    [{ resourceType: 'Organization', id: uuid(36), partOf: at(2) }, role(37, 30, 2), role(38, 31, 4)],
    {
      custodian: HOSPITAL,
    },
  );
  await storeAll(one, [{ resourceType: 'Organization', id: uuid(39), partOf: at(2) }, role(40, 30, 2)], {
    custodian: null,
  });
  const { directory } = await other.believed(ROLE);
  const entry = (type: string, n: number) => directory[`${type}/${uuid(n)}`];
  const hospital = `Organization/${uuid(2)}`;
  const [of30, of31] = [`Practitioner/${uuid(30)}`, `Practitioner/${uuid(31)}`];
  // What is not believed opens nothing, and may be refused.
  expect(entry('Organization', 32)).toEqual({ claimed: [hospital] });
  expect(entry('PractitionerRole', 33)).toEqual({ claimed: [of30, hospital] });
  expect(entry('PractitionerRole', 34)).toEqual({ practitioner: of31, organization: office });
  expect(entry('PractitionerRole', 35)).toEqual({ organization: office, claimed: [`Practitioner/${uuid(32)}`] });
  expect(entry('Organization', 36)).toEqual({ partOf: hospital });
  expect(entry('PractitionerRole', 37)).toEqual({ practitioner: of30, organization: hospital });
  expect(entry('PractitionerRole', 38)).toEqual({ claimed: [of31, office] });
  expect(entry('Organization', 39)).toEqual({ partOf: hospital });
  expect(entry('PractitionerRole', 40)).toEqual({ practitioner: of30, organization: hospital });
});

test('whoever deletes a record of somebody does not make another of them: an office stays in its corporation, a role ends', async () => {
  const at = (n: number) => ({ reference: `Organization/${uuid(n)}` });
  await storeAll(one, [{ resourceType: 'Practitioner', id: uuid(50) }], { custodian: HOSPITAL });
  await storeAll(
    one,
    [
      { resourceType: 'Organization', id: uuid(51), partOf: at(2) },
      {
        resourceType: 'PractitionerRole',
        id: uuid(52),
        practitioner: { reference: `Practitioner/${uuid(50)}` },
        organization: at(2),
      },
      { resourceType: 'CareTeam', id: uuid(53), status: 'active', participant: [{ member: at(2) }] } as Resource,
    ],
    { custodian: HOSPITAL },
  );
  const entries = async () => {
    const { directory } = await other.believed(ROLE);
    return [`Organization/${uuid(51)}`, `PractitionerRole/${uuid(52)}`, `CareTeam/${uuid(53)}`].map(
      (name) => directory[name],
    );
  };
  const role = { practitioner: `Practitioner/${uuid(50)}`, organization: HOSPITAL };
  const team = { status: 'active', member: [{ ref: HOSPITAL }] };
  const remove = (type: string, n: number) =>
    one.write(NOW, async (writer) => {
      const current = await writer.lockOwn(HOSPITAL, type, uuid(n));
      if (current) await writer.remove(current);
    });
  expect(await entries()).toEqual([{ partOf: HOSPITAL }, role, team]);
  await remove('Practitioner', 50);
  await remove('Organization', 51);
  expect(await entries()).toEqual([{ partOf: HOSPITAL }, role, team]);
  await remove('PractitionerRole', 52);
  await remove('CareTeam', 53);
  expect(await entries()).toEqual([{ partOf: HOSPITAL }, { ...role, active: false }, undefined]);
});

test.each([
  ['the office of a role', OFFICE],
  ['the corporation above it', CORPORATION],
  ['a team that the office is in', TEAM],
  ['the role itself', ROLE],
])('a consent that names %s concerns the role and no stranger', async (_what, named) => {
  expect(await believedUnder([about(permit({ actor: [actor(named)] }))], [ROLE, STRANGER])).toEqual([1, 0]);
});

test('a consent whose provision names nobody concerns everybody, whoever keeps it', async () => {
  const kept = { organization: [{ reference: HOSPITAL }] };
  expect(await believedUnder([about(permit(), kept)], [ROLE, STRANGER])).toEqual([1, 1]);
  expect(await believedUnder([about(permit({ actor: [actor(HOSPITAL, 'CST')] }), kept)], [ROLE, STRANGER])).toEqual([
    1, 1,
  ]);
});

test('with a consent that concerns a requester come all others of the person, since they may deny', async () => {
  const consents = [about(permit({ actor: [actor(OFFICE)] })), about(deny({ actor: [actor(STRANGER)] }))];
  expect(await believedUnder(consents, [ROLE])).toEqual([2]);
});

test('a provision below another that names a requester concerns the requester', async () => {
  const nested = permit({ actor: [actor(STRANGER)] }, deny({ actor: [actor(OFFICE)] }));
  expect(await believedUnder([about(nested)], [ROLE])).toEqual([1]);
});

test('a consent that is not committed is believed within its transaction alone, and afterwards by nobody', async () => {
  const failed = one.write(NOW, async (writer) => {
    await writer.insert({ resource: about(permit()), custodian: HOSPITAL });
    expect((await other.believed(ROLE)).consentsByPatient.size).toBe(0);
    expect((await writer.reader.believed(STRANGER)).consentsByPatient.get(PERSON)).toHaveLength(1);
    throw new Error('the write fails after all');
  });
  await expect(failed).rejects.toThrow('the write fails after all');
  expect((await one.believed(STRANGER)).consentsByPatient.size).toBe(0);
});

test('a consent that another writer of a shared transaction never committed is believed by nobody afterwards', async () => {
  await storeAll(one, [{ resourceType: 'Organization', name: '前の判断を忘れさせる事業所' }]);
  const opened = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const batch: Writer[] = [];
  // The two that come while this one is under way share the next transaction.
  const before = one.writeTogether(NOW, () => opened.promise);
  await new Promise(setImmediate);
  const recording = one.writeTogether(NOW, async (writer) => {
    batch.push(writer);
    await asked.promise;
    await writer.insert({ resource: about(permit()), custodian: HOSPITAL });
    await writer.sql.query('SELECT 1');
    throw new Error('the write fails after all');
  });
  const asking = one.writeTogether(NOW, async (writer) => {
    batch.push(writer);
    const believed = writer.reader.believed(STRANGER);
    asked.resolve();
    await believed;
    expect((await one.believed(STRANGER)).consentsByPatient.size).toBe(0);
  });
  opened.resolve();
  await before;
  await expect(recording).rejects.toThrow('the write fails after all');
  await asking;
  expect(batch[0]?.sql).toBe(batch[1]?.sql);
  expect((await one.believed(STRANGER)).consentsByPatient.size).toBe(0);
});

test('what a consent refers to is found by its reference, whoever holds it', async () => {
  const [plan] = await storeAll(
    one,
    [{ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: PERSON } }],
    {
      custodian: STRANGER,
    },
  );
  const reference = `CarePlan/${plan?.id}`;
  expect(Object.keys(await one.referredTo([reference, 'CarePlan/x', `CarePlan/${uuid(99)}`]))).toEqual([reference]);
  expect(await one.referredTo([])).toEqual({});
});
