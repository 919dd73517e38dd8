import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchStorage } from '../../src/channel/index.ts';
import { auditRecords } from '../audit-events.ts';
import { HOSPITAL, sandboxGateway } from '../gateway.ts';
import { replaced } from './mllp.ts';
import { operatorOf } from './operators.ts';
import { ADMITTED, BASICS, createStorage, DAY, DISCHARGED } from './storage.ts';

const gateway = await sandboxGateway();
const { house, database } = gateway;
const operator = await operatorOf(gateway, HOSPITAL);
const NOTHING = { stored: 0, kept: 0, superseded: 0, undone: 0, unsettled: 0, refused: 0 };
const read = (path: string) => readFileSync(join('examples/ssmix2', path));
const countVersions = async () =>
  Number((await database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);
const waiting = async () => (await operator.call('GET', '/admin/dead-letters?state=waiting')).json.deadLetters as any[];

/** The files of another person: what a walk does to one test must not be known from another. */
function personOf(number: string) {
  const named = (text: string) =>
    text.replaceAll('0000123', number).replace('000/012/', `${number.slice(0, 3)}/${number.slice(3, 6)}/`);
  const bytes = (path: string) => replaced(read(path), /0000123/g, number);
  return { named, bytes };
}

/** The stays of a person of the hospital, as they are now. */
async function staysOf(number: string): Promise<any[]> {
  const { json: people } = await gateway.call('hospital-ehr', 'GET', `/fhir/Patient?identifier=${number}`);
  const id = people.entry[0].resource.id;
  const { json } = await gateway.call('hospital-ehr', 'GET', `/fhir/Encounter?patient=${id}`);
  return (json.entry ?? []).map(({ resource }: any) => resource);
}

test('everything in the storage is taken in once, in the order of its issue, and a second walk does nothing', async () => {
  const storage = createStorage(house);
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 32 });
  const stays = await staysOf('0000123');
  expect(stays.map(({ status }) => status).sort()).toEqual(['arrived', 'in-progress']);
  const before = await countVersions();
  expect(await storage.walk()).toEqual(NOTHING);
  expect(await countVersions()).toBe(before);
  const records = (await auditRecords(database)).filter(({ method }) => method === 'FOLDER');
  expect(records.map(({ outcome, client, organization }) => [outcome, client?.id, organization])).toEqual(
    Array.from({ length: 32 }, () => ['success', 'hospital-ehr', HOSPITAL]),
  );
});

test('a walk that is stopped in the middle goes on where it was, also in another process', async () => {
  const { named, bytes } = personOf('0000201');
  const storage = createStorage(house, false);
  for (const path of [ADMITTED, BASICS, DISCHARGED]) storage.write(named(path), bytes(path));
  let asked = 0;
  const cut = await storage.walk({}, () => {
    asked += 1;
    return asked > 3;
  });
  expect(cut?.stored).toBe(2);
  const second = await gateway.second();
  expect(await storage.walk({ house: second.house })).toEqual({ ...NOTHING, stored: 1 });
  expect((await staysOf('0000201')).map(({ status }) => status)).toEqual(['finished']);
});

test('what a process had begun when it was killed is neither half stored nor lost', async () => {
  const { named, bytes } = personOf('0000202');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED]) storage.write(named(path), bytes(path));
  const before = await countVersions();
  // The ledger cannot be written: as if the process ended before its commit.
  const dying = {
    ...house,
    store: {
      ...house.store,
      write: ((now: Date, body: any) =>
        house.store.write(now, async (writer) => {
          await body(writer);
          throw Object.assign(new Error('terminated'), { code: '57P01' });
        })) as typeof house.store.write,
    },
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  expect(await storage.walk({ house: dying, log })).toEqual({ ...NOTHING, refused: 1 });
  expect(await countVersions()).toBe(before);
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 2 });
});

test('two processes that watch the same storage take each file in once', async () => {
  const { named, bytes } = personOf('0000203');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED, DISCHARGED]) storage.write(named(path), bytes(path));
  const second = await gateway.second();
  const reports = await Promise.all([storage.walk(), storage.walk({ house: second.house }), storage.walk()]);
  const walked = reports.filter((report) => report !== undefined);
  expect(walked.reduce((sum, { stored }) => sum + stored, 0)).toBe(3);
  expect(reports).toContain(undefined);
  expect(await storage.walk({ house: second.house })).toEqual(NOTHING);
});

test('a file that was just written is not read before it was left alone', async () => {
  const { named, bytes } = personOf('0000204');
  const storage = createStorage(house, false);
  const whole = bytes(ADMITTED);
  storage.write(named(ADMITTED), whole.subarray(0, 400));
  const at = (seconds: number) => ({ settleSeconds: 10, now: () => new Date(Date.now() + seconds * 1_000) });
  expect(await storage.walk(at(0))).toEqual({ ...NOTHING, unsettled: 1 });
  // It grows: its time begins again.
  writeFileSync(join(storage.root, named(ADMITTED)), whole);
  expect(await storage.walk(at(5))).toEqual({ ...NOTHING, unsettled: 1 });
  expect(await storage.walk(at(20))).toEqual({ ...NOTHING, stored: 1 });
});

test('where the clock of a share is ahead, a file is settled that looks the same for long enough', async () => {
  const { named, bytes } = personOf('0000205');
  const storage = createStorage(house, false);
  storage.write(named(ADMITTED), bytes(ADMITTED));
  const at = (seconds: number) => ({
    settleSeconds: 10,
    now: () => new Date(Date.now() - 3_600_000 + seconds * 1_000),
  });
  expect(await storage.walk(at(0))).toEqual({ ...NOTHING, unsettled: 1 });
  expect(await storage.walk(at(9))).toEqual({ ...NOTHING, unsettled: 1 });
  expect(await storage.walk(at(10))).toEqual({ ...NOTHING, stored: 1 });
});

test('a bad file is kept as a dead letter with its name, and those after it are taken in', async () => {
  const { named, bytes } = personOf('0000206');
  const storage = createStorage(house, false);
  const cut = bytes(ADMITTED).subarray(0, 400);
  storage.write(named(ADMITTED), cut);
  storage.write(named(BASICS), bytes(BASICS));
  storage.write(named(DISCHARGED), bytes(DISCHARGED));
  const broken = `${named(DAY)}/no-name-of-standard-storage`;
  storage.write(broken, bytes(ADMITTED));
  const report = await storage.walk();
  expect(report).toEqual({ ...NOTHING, stored: 2, kept: 2 });
  const letters = (await waiting()).filter(({ channel }) => channel === 'folder');
  expect(
    letters.map(({ kind, query, size, issues }) => [
      kind,
      new URLSearchParams(query).get('file'),
      size,
      issues[0].code,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['message', named(ADMITTED).split('/').at(-1), cut.length, expect.stringMatching(/^(hl7|encoding)-/)],
      ['message', 'no-name-of-standard-storage', bytes(ADMITTED).length, 'ssmix2-file-name'],
    ]),
  );
  expect(await storage.walk()).toEqual(NOTHING);
  // The hospital writes it whole: it is taken in, and the letter is settled.
  storage.write(named(ADMITTED), bytes(ADMITTED));
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 1 });
  const { json } = await operator.call('GET', '/admin/dead-letters?state=replaced');
  expect(json.deadLetters.map(({ size }: any) => size)).toEqual([cut.length]);
});

test('a file that was kept and is corrected by an operator counts as taken in, and can be taken back', async () => {
  const { named, bytes } = personOf('0000207');
  const storage = createStorage(house, false);
  storage.write(named(BASICS), bytes(BASICS));
  storage.write(named(ADMITTED), replaced(bytes(ADMITTED), '|0000207^^^^PI|', '||'));
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 1, kept: 1 });
  const [letter] = await waiting();
  const done = await operator.call('POST', `/admin/dead-letters/${letter.id}/replay`, bytes(ADMITTED));
  expect(done.status, JSON.stringify(done.json)).toBe(200);
  expect(await storage.walk()).toEqual(NOTHING);
  storage.rename(named(ADMITTED), named(ADMITTED).replace(/_1$/, '_0'));
  expect(await storage.walk()).toEqual({ ...NOTHING, undone: 1 });
  expect(await staysOf('0000207')).toEqual([]);
});

test('a stay whose file is marked as deleted is taken back, and comes again with its name', async () => {
  const { named, bytes } = personOf('0000208');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED]) storage.write(named(path), bytes(path));
  await storage.walk();
  const [stay] = await staysOf('0000208');
  expect(stay.resourceType).toBe('Encounter');
  const gone = named(ADMITTED).replace(/_1$/, '_0');
  storage.rename(named(ADMITTED), gone);
  expect(await storage.walk()).toEqual({ ...NOTHING, undone: 1 });
  expect((await gateway.call('hospital-ehr', 'GET', `/fhir/Encounter/${stay.id}`)).status).toBe(410);
  expect(await storage.walk()).toEqual(NOTHING);
  storage.rename(gone, named(ADMITTED));
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 1 });
  expect(await staysOf('0000208')).toHaveLength(1);
  storage.rename(named(ADMITTED), gone);
  expect(await storage.walk()).toEqual({ ...NOTHING, undone: 1 });
  expect(await staysOf('0000208')).toEqual([]);
});

test('a discharge that is marked as deleted leaves the stay as it was before', async () => {
  const { named, bytes } = personOf('0000209');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED, DISCHARGED]) storage.write(named(path), bytes(path));
  await storage.walk();
  const [ended] = await staysOf('0000209');
  expect([ended.status, typeof ended.period.end]).toEqual(['finished', 'string']);
  storage.rename(named(DISCHARGED), named(DISCHARGED).replace(/_1$/, '_0'));
  expect(await storage.walk()).toEqual({ ...NOTHING, undone: 1 });
  const [open] = await staysOf('0000209');
  expect([open.id, open.status, open.period.end]).toEqual([ended.id, expect.not.stringMatching('finished'), undefined]);
});

test('an update is a new file and an old one marked as replaced: nothing is taken back, what is new is written over', async () => {
  const { named, bytes } = personOf('0000210');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED]) storage.write(named(path), bytes(path));
  await storage.walk();
  storage.rename(named(ADMITTED), named(ADMITTED).replace(/_1$/, '_0'));
  const newer = named(ADMITTED).replace('20231016143515123', '20231017090000000');
  storage.write(newer, bytes(ADMITTED));
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 1, superseded: 1 });
  expect(await staysOf('0000210')).toHaveLength(1);
  expect(await storage.walk()).toEqual(NOTHING);
  // All of the record is marked as deleted: what both files brought is taken back.
  storage.rename(newer, newer.replace(/_1$/, '_0'));
  expect(await storage.walk()).toEqual({ ...NOTHING, undone: 1, superseded: 1 });
  expect(await staysOf('0000210')).toEqual([]);
});

test('what came after a deleted file is never taken back with it: somebody must decide', async () => {
  const { named, bytes } = personOf('0000211');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED, DISCHARGED]) storage.write(named(path), bytes(path));
  await storage.walk();
  const [stay] = await staysOf('0000211');
  storage.rename(named(ADMITTED), named(ADMITTED).replace(/_1$/, '_0'));
  storage.rename(named(BASICS), named(BASICS).replace(/_1$/, '_0'));
  expect(await storage.walk()).toEqual({ ...NOTHING, kept: 2 });
  expect(await staysOf('0000211')).toEqual([stay]);
  const undecided = (await waiting()).filter(({ issues }) => issues[0].code === 'undo-impossible');
  expect(undecided).toHaveLength(2);
  expect(await storage.walk()).toEqual(NOTHING);
});

test('what is no record is passed over: files that are being copied, those of operating systems, and links', async () => {
  const { named, bytes } = personOf('0000212');
  const storage = createStorage(house, false);
  const folder = named(DAY);
  storage.write(`${folder}/.${named(ADMITTED).split('/').at(-1)}`, bytes(ADMITTED));
  storage.write(`${named(ADMITTED)}.tmp`, bytes(ADMITTED));
  storage.write(`${folder}/Thumbs.db`, Buffer.from('x'));
  storage.write('000/021/0000212/index.txt', Buffer.from('x'));
  symlinkSync('/etc/passwd', join(storage.root, named(ADMITTED)));
  expect(await storage.walk()).toEqual(NOTHING);
  unlinkSync(join(storage.root, named(ADMITTED)));
  storage.write(named(ADMITTED), bytes(ADMITTED));
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 1 });
});

test('a file too large to be a record is kept by its name, and never read', async () => {
  const { named } = personOf('0000213');
  const storage = createStorage(house, false);
  storage.write(named(ADMITTED), Buffer.alloc(20_000_001, 0x41));
  expect(await storage.walk()).toEqual({ ...NOTHING, kept: 1 });
  const [letter] = await waiting();
  expect([letter.issues[0].code, letter.size]).toEqual(['hl7-too-large', 0]);
  expect(await storage.walk()).toEqual(NOTHING);
});

test('nothing comes in for a client that is not registered, and the files are tried again', async () => {
  const { named, bytes } = personOf('0000214');
  const storage = createStorage(house, false);
  for (const path of [BASICS, ADMITTED]) storage.write(named(path), bytes(path));
  const told: unknown[] = [];
  const log = { info: () => {}, warn: (what: object) => void told.push(what), error: () => {} };
  expect(await storage.walk({ client: 'nobody', log })).toEqual({ ...NOTHING, refused: 1 });
  expect(await storage.walk({ client: 'soudan-hikari', log })).toEqual({ ...NOTHING, refused: 1 });
  expect(told).toEqual([
    expect.objectContaining({ client: 'nobody', code: 'sender-unknown' }),
    expect.objectContaining({ client: 'soudan-hikari', code: 'sender-not-a-hospital' }),
  ]);
  expect(JSON.stringify(told)).not.toContain('0000214');
  expect(await storage.walk()).toEqual({ ...NOTHING, stored: 2 });
});

test('a watcher goes on while its folder is away, takes in what comes, and stops', async () => {
  const { named, bytes } = personOf('0000215');
  const storage = createStorage(house, false);
  const errors: object[] = [];
  let reports = 0;
  const log = {
    info: () => {
      reports += 1;
    },
    warn: () => {},
    error: (what: object) => void errors.push(what),
  };
  const folder = join(storage.root, '215');
  const options = { house, log, base: '', folder, client: 'hospital-ehr', settleSeconds: 0 };
  const watching = watchStorage(options, 0.05);
  await expect.poll(() => errors.length, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(JSON.stringify(errors)).not.toContain(storage.root);
  storage.write(`215/${named(ADMITTED)}`, bytes(ADMITTED));
  await expect.poll(() => reports, { timeout: 20_000 }).toBeGreaterThan(0);
  await watching.stop();
  expect(await staysOf('0000215')).toHaveLength(1);
});
