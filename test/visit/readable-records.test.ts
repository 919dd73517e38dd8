import type { Goal, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { readableRecords } from '../../src/visit/readable-records.ts';
import { freshDatabase } from '../database.ts';
import { OFFICE, openStore, PARAMETERS, permitOf, storeAll, uuid } from '../store/world.ts';

const store = await openStore(await freshDatabase());
const PERSON = uuid(1);

const goal = (n: number, person = PERSON): Goal => ({
  resourceType: 'Goal',
  id: uuid(n),
  lifecycleStatus: 'active',
  description: { text: `目標${n}` },
  subject: { reference: `Patient/${person}` },
});
const ALL = Array.from({ length: 11 }, (_, n) => 100 + n);

test('all that may be seen of a person is read, however many pages it takes, and nothing of others', async () => {
  const plan: Resource = {
    resourceType: 'CarePlan',
    id: uuid(50),
    status: 'active',
    intent: 'plan',
    subject: { reference: `Patient/${PERSON}` },
  };
  await storeAll(store, [...ALL.map((n) => goal(n)), goal(200, uuid(2)), plan]);
  await storeAll(store, [goal(300)], { custodian: OFFICE });
  for (const searchCountMax of [1, 3, 11, 500]) {
    const house = {
      store,
      parameters: PARAMETERS,
      limits: { searchCountMax, bundleEntriesMax: 1, searchCostMax: 1_000 },
    };
    const read = await readableRecords(house, permitOf(), PERSON, ['CarePlan', 'Goal', 'ServiceRequest']);
    if (isRefusal(read)) throw new Error(read.issues[0]?.en);
    expect(read.rows.map(({ id }) => id)).toEqual([50, ...ALL].map(uuid));
    expect(read.resources.map(({ id }) => id)).toEqual([50, ...ALL].map(uuid));
  }
});
