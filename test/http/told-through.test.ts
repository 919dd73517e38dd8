/** A search tells of what it leads through: where that is more than can be told of, it is refused. */
import { beforeAll, expect, test } from 'vitest';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const { call, database, house } = await sandboxGateway();
const MANY = 5_000;
let stay = '';

/** Copies of one record, as it stands in the store: made one by one they would take a minute. */
const copies = async (id: string, count: number): Promise<void> => {
  const { rows } = await database.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_name = 'resource' AND column_name NOT IN ('id', 'content')`,
  );
  const columns = rows.map(({ column_name: name }) => name).join(', ');
  await database.query(
    `INSERT INTO resource (id, content, ${columns}) SELECT made.id, replace(r.content, r.id::text, made.id::text), ${columns}
      FROM resource r, (SELECT gen_random_uuid() AS id FROM generate_series(1, $2::int)) AS made WHERE r.id = $1::uuid`,
    [id, count],
  );
};

beforeAll(async () => {
  const insert = (resource: any) =>
    house.store.write(new Date(), (writer) => writer.insert({ resource, custodian: HOSPITAL }));
  const subject = { reference: `Patient/${PERSON_B}` };
  const coding = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' };
  stay = (await insert({ resourceType: 'Encounter', status: 'finished', class: coding, subject })).id;
  const encounter = { reference: `Encounter/${stay}` };
  const observed = { resourceType: 'Observation', status: 'final', code: { text: '睡眠' }, subject, encounter };
  const { id } = await insert({ ...observed, note: [{ text: '眠れた' }] });
  await copies(id, MANY - 1);
}, 120_000);

const ask = (path: string) => call('hospital-ehr', 'GET', `/fhir/${path}`);

test('so many records behind a link are told of, and one more is refused with the parameter that leads to them', async () => {
  const path = `Encounter?_id=${stay}&_has:Observation:encounter:status=final`;
  const told = await ask(path);
  expect([told.status, told.json.total]).toEqual([200, 1]);
  const { json } = await ask(`Observation?encounter=${stay}&_count=1`);
  await copies(json.entry[0].resource.id, 1);
  const refused = await ask(path);
  expect([refused.status, issuesOf(refused.json)[0]?.code]).toEqual([400, 'search-too-costly']);
  expect(issuesOf(refused.json)[0]?.en).toContain('`encounter`');
  // Where nothing is found, nothing is told of.
  expect((await ask(`Encounter?_id=${PERSON_B}&_has:Observation:encounter:status=final`)).json.total).toBe(0);
}, 120_000);
