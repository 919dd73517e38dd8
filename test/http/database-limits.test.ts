import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { openHouse } from '../../src/upkeep/index.ts';
import { issuesOf, PERSON_B, sandboxGateway, send } from '../gateway.ts';

const { database, token, url, call } = await sandboxGateway();
/** One connection for reads and writes, one for searches. */
const small = openDatabase(database.url, { connectionsMax: 2, connectionWaitMs: 200, searchTimeoutMs: 300 });
const house = await openHouse({
  database: small,
  packages: [],
  limits: { bundleEntriesMax: 50, searchCountMax: 100, searchCostMax: 1_000 },
});
if (isRefusal(house)) throw new Error(house.issues[0]?.en);
const gateway = await startGateway({
  house,
  log: createLog('silent'),
  host: '127.0.0.1',
  port: 0,
  bodyBytesMax: 300_000,
  publicUrl: url,
});
afterAll(async () => {
  await gateway.stop();
  await small.close();
});

/** So many that a list of them is kept in the database. */
const MANY = 30;
const bearer = await token('hospital-ehr');
const ask = (method: string, path: string, body?: unknown) =>
  send(gateway.listensAt, bearer, { method, path, body, headers: {} });
const read = () => ask('GET', `/fhir/Patient/${PERSON_B}`);
const observation = () => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '体温' },
  subject: { reference: `Patient/${PERSON_B}` },
  effectiveDateTime: '2026-11-20T09:00:00+09:00',
});

test('while every connection is taken a request is told when to come again, and afterwards it is answered', async () => {
  expect((await read()).status).toBe(200);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let taken = () => {};
  const begun = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const holding = small.transaction(async () => {
    taken();
    await held;
  });
  await begun;
  const refused = await read();
  release();
  await holding;
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect(issuesOf(refused.json)).toEqual([
    {
      code: 'too-busy',
      ja: 'ただいま混み合っていて、お答えできません。Retry-After の秒数だけ待ってやり直してください。',
      en: 'too many requests are being worked on at the moment; try again after the seconds of Retry-After',
      expression: undefined,
    },
  ]);
  expect((await read()).status).toBe(200);
});

test('searches that take every connection of theirs hold up no read, and are given up after their own time', async () => {
  const search = small.query('SELECT pg_sleep(30)', [], { search: true });
  const given = expect(search).rejects.toMatchObject({ code: '57014' });
  await wait(50);
  expect((await read()).status).toBe(200);
  await given;
  expect((await small.query('SELECT pg_sleep(0.4)')).rowCount).toBe(1);
  expect((await ask('GET', `/fhir/Patient?_id=${PERSON_B}`)).status).toBe(200);
});

test('a conditional write needs no second connection, however many people have consented', async () => {
  const example = readFileSync('examples/journey/consent.json', 'utf8');
  for (let n = 0; n < MANY; n += 1) {
    const person = await call('hospital-ehr', 'POST', '/fhir/Patient', {
      ...(await read()).json,
      id: undefined,
      identifier: undefined,
    });
    expect(person.status, JSON.stringify(person.json)).toBe(201);
    const consent = JSON.parse(example.replaceAll(PERSON_B, person.json.id));
    consent.provision.period = { start: '2026-01-01', end: '2099-12-31' };
    const given = await call('hospital-ehr', 'POST', '/fhir/Consent', consent);
    expect(given.status, JSON.stringify(given.json)).toBe(201);
  }
  const who = await token('soudan-hikari');
  const note = (words: string) => ({
    resourceType: 'Basic',
    identifier: [{ system: 'urn:notes', value: '1' }],
    code: { text: words },
  });
  const query = 'identifier=urn:notes|1';
  const entries = [{ resource: note('三'), request: { method: 'PUT', url: `Basic?${query}` } }];
  const acts: [string, string, unknown, Record<string, string>][] = [
    ['POST', '/fhir/Basic', note('一'), { 'If-None-Exist': query }],
    ['PUT', `/fhir/Basic?${query}`, note('二'), {}],
    ['POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: entries }, {}],
    ['DELETE', `/fhir/Basic?${query}`, undefined, {}],
  ];
  const statuses: number[] = [];
  for (const [method, path, body, headers] of acts)
    statuses.push((await send(gateway.listensAt, who, { method, path, body, headers })).status);
  expect(statuses).toEqual([201, 200, 200, 204]);
});

test('a write that others undo again and again is a conflict to be sent once more, and nothing of it is stored', async () => {
  await database.query(
    `CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END $$`,
  );
  await database.query('CREATE TRIGGER undo BEFORE INSERT ON resource FOR EACH ROW EXECUTE FUNCTION undo()');
  const refused = await ask('POST', '/fhir/Observation', observation());
  await database.query('DROP TRIGGER undo ON resource');
  expect(refused.status).toBe(409);
  expect(issuesOf(refused.json)).toMatchObject([
    { code: 'conflict-retry', en: 'others were changing the same at once, so nothing was stored; send it again' },
  ]);
  expect((await ask('POST', '/fhir/Observation', observation())).status).toBe(201);
});

test('a connection that is lost in the middle of a write is told as such, and the next request gets a new one', async () => {
  const { writing } = await database.transaction(async (sql) => {
    // The write waits for the last link of the audit, which is held here.
    await sql.query('SELECT * FROM audit_head FOR UPDATE');
    const writing = ask('POST', '/fhir/Observation', observation());
    for (let ended = 0; ended === 0; ) {
      const { rowCount } = await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%audit_append%'`,
      );
      ended = rowCount;
    }
    return { writing };
  });
  const refused = await writing;
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(issuesOf(refused.json)[0]?.code).toBe('database-unavailable');
  expect((await read()).status).toBe(200);
  expect((await call('hospital-ehr', 'GET', `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
});
