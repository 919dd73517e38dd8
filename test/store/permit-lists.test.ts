import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { beforeAll, expect, test } from 'vitest';
import { type Permit, policyShipped } from '../../src/consent/index.ts';
import type { Store } from '../../src/store/index.ts';
import { CALLER, directory, signedConsents } from '../bench/consent/signed.ts';
import { freshDatabase } from '../database.ts';
import { openStore, permitOf, queryOf, storeAll } from './world.ts';

const PEOPLE = 40;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const N = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const SHOWN_CATEGORIES = ['condition', 'housing'];

const database = await freshDatabase();
/** Of whom there is no consent. */
const STRANGER = `Patient/${randomUUID()}`;
const people = Array.from({ length: PEOPLE }, () => `Patient/${randomUUID()}`);
let store: Store;

beforeAll(async () => {
  store = await openStore(database, { peopleKeptFrom: PEOPLE });
  await storeAll(store, [...people.flatMap(recordsOf), goal([STRANGER], 'condition')]);
});

/** One record of each category, and one about two people. */
const recordsOf = (patient: string, at: number): Resource[] => [
  ...SHOWN_CATEGORIES.map((code) => goal([patient], code)),
  goal([patient, people[(at + 1) % PEOPLE] ?? ''], 'condition'),
];

const goal = ([patient = '', other]: string[], category: string): Resource => ({
  resourceType: 'Goal',
  id: randomUUID(),
  meta: {
    security: [
      { system: N, code: 'N' },
      { system: CATEGORY, code: category },
    ],
  },
  lifecycleStatus: 'active',
  description: { text: category },
  subject: { reference: patient },
  ...(other === undefined ? {} : { addresses: [{ reference: other }] }),
});

/** Everybody signed; every second of them left out `housing`. */
const signedBy = (signers: readonly string[], silence: 'deny' | 'permit' = 'deny'): Permit =>
  permitOf({
    request: { actor: CALLER, purpose: 'COC', action: 'access', time: '2026-11-10T10:00:00+09:00' },
    own: [],
    consentsByPatient: new Map(signers.map((patient, n) => [patient, signedConsents(patient, (n % 2) << 6)])),
    context: {
      directory,
      patients: {},
      authority: {},
      policy: { ...policyShipped, default: silence },
      lookup: () => undefined,
    },
  });

const count = async (permit: Permit): Promise<number | undefined> => {
  const page = await store.search(permit, queryOf('Goal', '_summary=count'));
  return 'total' in page ? page.total : undefined;
};

const kept = async (): Promise<number[]> => {
  const { rows } = await database.query<{ n: number }>(
    `SELECT (SELECT count(*)::int FROM permit_list) AS n UNION ALL SELECT (SELECT count(*)::int FROM permit_formula)
     UNION ALL SELECT (SELECT count(*)::int FROM permit_person)`,
  );
  return rows.map(({ n }) => n);
};

test('a permit about many people shows by its list what it shows by the statement', async () => {
  const told = await count(signedBy(people));
  const permit = signedBy(people);
  await store.keepPeople(permit);
  expect(await kept()).toEqual([1, 2, PEOPLE]);
  expect(await count(permit)).toBe(told);
  expect(told).toBeGreaterThan(PEOPLE);
  expect(told).toBeLessThan(3 * PEOPLE);
});

test('the same people and decisions are kept once, and few people are not kept', async () => {
  const before = await kept();
  await store.keepPeople(signedBy(people));
  await store.keepPeople(signedBy(people.slice(1)));
  expect(await kept()).toEqual(before);
});

test('a list that is gone shows nobody, not even whom silence would show', async () => {
  const permit = signedBy(people, 'permit');
  const told = await count(permit);
  await store.keepPeople(permit);
  expect(await count(permit)).toBe(told);
  expect(told).toBe(((await count(signedBy(people))) ?? 0) + 1);
  await database.query('DELETE FROM permit_list; DELETE FROM permit_person; DELETE FROM permit_formula');
  expect(await count(permit)).toBe(0);
});

test('a list that nobody used for two days is removed with what it holds, a used one stays', async () => {
  await store.keepPeople(signedBy(people));
  await database.query(`UPDATE permit_list SET used = used - interval '3 days'`);
  await store.keepPeople(signedBy(people));
  expect(await store.forgetPeople()).toBe(false);
  expect(await kept()).toEqual([1, 2, PEOPLE]);
  await database.query(`UPDATE permit_list SET used = used - interval '3 days'`);
  expect(await store.forgetPeople()).toBe(true);
  expect(await kept()).toEqual([0, 0, 0]);
});
