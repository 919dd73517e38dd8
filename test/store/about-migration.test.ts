/** What an older store holds is filled as what is written today. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { HOSPITAL, NOW, openStore, storeAll, uuid } from './world.ts';

const FILL = readFileSync('src/store/migrations/011-about.sql', 'utf8').replace(
  /ALTER TABLE resource ADD COLUMN about .*;/,
  '',
);
const to = (reference: string) => ({ reference });

test('what was stored before is about the same as what is stored since', async () => {
  const database = await freshDatabase();
  const store = await openStore(database);
  const records: any[] = [
    { resourceType: 'Task', focus: to(`Goal/${uuid(9)}/_history/3`), for: to('Patient/a') },
    { resourceType: 'Provenance', target: [to('Patient/a'), to('Goal/g'), to('CarePlan/c'), to('Goal/g'), to('#x')] },
    { resourceType: 'Provenance', target: [to('Patient/a'), to('https://other.example/Goal/1')] },
    { resourceType: 'Communication', about: [{ display: '面談' }] },
    { resourceType: 'List', entry: [{ item: to('Goal/b') }, { item: to('Goal/a') }] },
    { resourceType: 'Group', member: [{ entity: to('Patient/b') }, { entity: to('Patient/a') }] },
    { resourceType: 'Observation', focus: [to('Goal/g')] },
  ].map((record, n) => ({ ...record, id: uuid(n + 1) }));
  await storeAll(store, records);
  await store.write(NOW, async (writer) => {
    await writer.remove((await writer.lockOwn(HOSPITAL, 'Task', uuid(1))) as never);
  });
  const abouts = async () =>
    (await database.query<{ about: string[] | null }>('SELECT about FROM resource ORDER BY id, version')).rows.map(
      ({ about }) => about,
    );
  const written = await abouts();
  expect(written).toEqual([
    [`Goal/${uuid(9)}`],
    [`Goal/${uuid(9)}`],
    ['Goal/g', 'CarePlan/c'],
    ['Patient/a'],
    null,
    ['Goal/b', 'Goal/a'],
    ['Patient/b', 'Patient/a'],
    null,
  ]);
  await database.query('UPDATE resource SET about = NULL');
  await database.query(FILL);
  expect(await abouts()).toEqual(written);
});
