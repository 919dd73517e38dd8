import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAudit, verifyChain } from '../../src/audit/index.ts';
import { type Alarm, createVigil, openSpool } from '../../src/vigil/index.ts';
import { entry, item } from '../audit/entries.ts';
import { auditRecords } from '../audit-events.ts';
import { issuesOf, PERSON_B } from '../gateway.ts';
import { emergencyHouse } from './emergency.ts';

// The jobs of the house look after the folder of the house only.
const [houseFolder, ownFolder] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'kakehashi-spool-'))) as [string, string];
let folder = houseFolder;
afterAll(() => {
  for (const one of [houseFolder, ownFolder]) rmSync(one, { recursive: true, force: true });
});
const alarms: Alarm[] = [];
const house = await emergencyHouse({
  vigil: { onAlarm: (alarm) => void alarms.push(alarm), spoolFolder: houseFolder },
});
const { ask, call, database, reviews } = house;
const PATIENT = `Patient/${PERSON_B}`;

/** Nothing can be added to the audit, while all else works. */
const failAudit = () =>
  database.query(`CREATE FUNCTION audit_is_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
    CREATE TRIGGER down BEFORE INSERT ON audit_batch FOR EACH ROW EXECUTE FUNCTION audit_is_down()`);
const mendAudit = () => database.query('DROP FUNCTION IF EXISTS audit_is_down CASCADE');
const files = (suffix = '.jsonl') => readdirSync(folder).filter((name) => name.endsWith(suffix));
const spooled = (): any[] =>
  files()
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(JSON.parse(line).entry));
beforeEach(async () => {
  alarms.length = 0;
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterEach(mendAudit);

describe('while the audit cannot be written', () => {
  test('a read is answered with 503 and nothing of the record, and so is one in an emergency that needed none', async () => {
    const usual = await house.token('hospital-ehr');
    const emergency = await house.breakGlass();
    await failAudit();
    for (const [token, path] of [
      [usual, `/fhir/${PATIENT}`],
      [usual, `/fhir/Condition?patient=${PERSON_B}`],
      [emergency, '/fhir/Organization'],
      [emergency, `/fhir/Condition?patient=${PERSON_B}&code=none&_summary=count`],
    ] as const) {
      const { status, json } = await ask(token, path);
      expect([path, status, json.resourceType, issuesOf(json)[0]?.code]).toEqual([
        path,
        503,
        'OperationOutcome',
        'audit-unavailable',
      ]);
    }
    expect(files()).toEqual([]);
  });

  const reading = (type: 'batch' | 'transaction', ...urls: string[]) => ({
    resourceType: 'Bundle',
    type,
    entry: urls.map((url) => ({ request: { method: 'GET', url } })),
  });

  test('what changes or asks for several things is answered with 503 too, and nothing is stored', async () => {
    const usual = await house.token('hospital-ehr');
    const flag = {
      resourceType: 'Flag',
      status: 'active',
      code: { text: 'x' },
      subject: { reference: PATIENT },
    };
    const count = async () => (await ask(usual, `/fhir/Flag?patient=${PERSON_B}&_summary=count`)).json.total;
    const before = await count();
    await failAudit();
    for (const [path, body] of [
      ['/fhir', reading('batch', PATIENT)],
      ['/fhir', reading('transaction', PATIENT)],
      ['/fhir/Flag', flag],
    ] as const) {
      const { status, headers, json } = await ask(usual, path, 'POST', body);
      expect([status, headers.get('retry-after'), issuesOf(json)[0]?.code]).toEqual([503, '5', 'audit-unavailable']);
    }
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    const token = await fetch(`${house.url}/oauth/token`, { method: 'POST', body: form });
    expect([token.status, token.headers.get('retry-after'), await token.json()]).toEqual([
      503,
      '5',
      { error: 'temporarily_unavailable' },
    ]);
    await mendAudit();
    expect(await count()).toBe(before);
  });

  test('an emergency is answered in a Bundle as well', async () => {
    const token = await house.breakGlass();
    await failAudit();
    for (const type of ['batch', 'transaction'] as const) {
      const { status, json } = await ask(token, '/fhir', 'POST', reading(type, PATIENT));
      expect([type, status, json.entry?.[0]?.resource?.id]).toEqual([type, 200, PERSON_B]);
    }
    expect(spooled().map(({ items }) => items.map(({ reason }: { reason: string }) => reason))).toEqual([
      ['BREAK_GLASS'],
      ['BREAK_GLASS'],
    ]);
  });

  test('what an emergency shows is answered, kept on the disk first, told by an alarm, and in the audit later', async () => {
    const token = await house.breakGlass();
    await failAudit();
    const first = await ask(token, `/fhir/${PATIENT}`);
    const second = await ask(token, `/fhir/Condition?patient=${PERSON_B}`);
    expect([first.status, second.json.total]).toEqual([200, 2]);
    const ids = [first, second].map(({ headers }) => headers.get('X-Request-Id'));
    expect(spooled().map(({ id, purposeReason }) => [id, purposeReason?.length > 0])).toEqual(
      ids.map((id) => [id, true]),
    );
    expect(files().map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(files().map(() => 0o600));
    expect(alarms.filter(({ kind }) => kind === 'spooled').map(({ id }) => id)).toEqual(ids);
    expect(await auditRecords(database, String(ids[0]))).toEqual([]);
    await expect(house.house.vigil.step(new Date())).rejects.toThrow('no room');
    expect(spooled().length).toBe(2);

    await mendAudit();
    await house.house.vigil.step(new Date());
    expect(files()).toEqual([]);
    const { rows } = await database.query<{ id: string }>(
      'SELECT id FROM audit_record WHERE id = ANY($1::uuid[]) ORDER BY number',
      [ids],
    );
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect((await verifyChain(database)).broken).toBeUndefined();
    const [review] = await reviews();
    expect([review?.['patient'], review?.['requests']]).toEqual([PATIENT, 2]);
    const { json } = await call('person-b', 'GET', `/fhir/${PATIENT}/$break-glass-notices`);
    expect(json.parameter.length).toBe((await reviews()).length);
  });
});

describe('the spool', () => {
  beforeEach(() => {
    folder = ownFolder;
  });
  const shown = (n: number) =>
    entry(n, {
      purpose: 'BTG',
      purposeReason: '意識がない',
      client: { id: 'c', name: 'c', tokenId: 'spooled' },
      items: [item({ reason: 'BREAK_GLASS', patients: [PATIENT] })],
    });
  const vigil = () =>
    createVigil(createAudit(database), {
      database,
      alarms: { log: (alarm) => void alarms.push(alarm) },
      spool: openSpool(folder),
    });
  const kept = async (): Promise<number[]> => {
    const { rows } = await database.query<{ id: string }>(
      `SELECT id FROM audit_record WHERE id::text LIKE '00000000-0000-4000-8000-0000000%' ORDER BY number`,
    );
    return rows.map(({ id }) => Number(id.slice(-12)));
  };
  const spool = async (...numbers: number[]) => {
    await failAudit();
    const { audit } = vigil();
    for (const n of numbers) await audit.record(shown(n));
    await mendAudit();
  };

  test('takes what was left of a run that was killed, in order, and nothing twice', async () => {
    await spool(101, 102, 103);
    // The first was committed before the run ended, and the last line was never finished.
    await vigil().audit.record(shown(101));
    const [name = ''] = files();
    appendFileSync(join(folder, name), '{"digest":"0');
    await Promise.all([vigil().step(new Date()), vigil().step(new Date())].map((step) => step.catch(() => undefined)));
    await vigil().step(new Date());
    expect(await kept()).toEqual([101, 102, 103]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('shows a line that was changed, one that was taken out and one that was put in, and keeps what can be read', async () => {
    const faults: [number, number, (lines: string[]) => string[]][] = [
      [201, 2, ([a, b = '', c]) => [a ?? '', b.replace('client', 'clienT'), c ?? '']],
      [211, 2, ([a = '', , c = '']) => [a, c]],
      [221, 3, ([a = '', b = '', c = '']) => [a, b, a, c]],
      [231, 2, ([a = '', , c = '']) => [a, 'no line', c]],
      [241, 2, ([a = '', b = '', c = '']) => [a, b.replace('BREAK_GLASS', 'x').replace('items', 'itemz'), c]],
    ];
    for (const [from, broken, change] of faults) {
      alarms.length = 0;
      await spool(from, from + 1, from + 2);
      const [name = ''] = files();
      const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
      writeFileSync(join(folder, name), `${change(lines).join('\n')}\n`);
      await vigil().step(new Date());
      const told = alarms.filter(({ kind }) => kind === 'spool-broken').map(({ id }) => id);
      expect(told).toEqual([`${name}:${broken}`]);
      expect([files(), files('.broken').length]).toEqual([[], 1]);
      rmSync(join(folder, files('.broken')[0] ?? ''));
    }
    expect((await kept()).filter((n) => n > 200)).toEqual([201, 202, 203, 211, 213, 221, 222, 223, 231, 233, 241, 243]);
  });

  test('leaves what another running process writes', async () => {
    await spool(301);
    const [name = ''] = files();
    const other = name.replace(`-${process.pid}-`, `-${process.ppid}-`);
    writeFileSync(join(folder, other), readFileSync(join(folder, name)));
    rmSync(join(folder, name));
    await vigil().step(new Date());
    expect(files()).toEqual([other]);
  });
});
