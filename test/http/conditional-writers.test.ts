import { randomUUID } from 'node:crypto';
import type { Basic } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { resourceOf } from '../../src/store/index.ts';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const SYSTEM = 'https://example.jp/records';
const record = (value: string, words: string): Basic => ({
  resourceType: 'Basic',
  identifier: [{ system: SYSTEM, value }],
  code: { text: words },
  subject: { reference: `Patient/${PERSON_B}` },
});
const criteria = (value: string) => `identifier=${encodeURIComponent(`${SYSTEM}|${value}`)}`;
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  gateway.call('hospital-ehr', method, path, body, headers);

async function stored(value: string): Promise<string> {
  const { status, json } = await call('POST', '/fhir/Basic', record(value, '前の人'));
  expect(status).toBe(201);
  return json.id;
}

/** Does `act` while another writer holds these records, who changes their identifiers once the act waits for it. */
async function whileAnotherChanges<T>(changes: Readonly<Record<string, string>>, act: () => Promise<T>): Promise<T> {
  let acting: Promise<T> | undefined;
  await gateway.house.store.write(new Date(), async (writer) => {
    for (const [id, value] of Object.entries(changes)) {
      const current = await writer.lockOwn(HOSPITAL, 'Basic', id);
      if (!current) throw new Error(`no Basic/${id}`);
      const resource = { ...(resourceOf(current) as Basic), ...record(value, '別の人') };
      acting ??= act();
      await somebodyWaits();
      await writer.replace(current, { resource, custodian: HOSPITAL });
    }
  });
  if (!acting) throw new Error('nothing was changed');
  return acting;
}

async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await gateway.database.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if (rows.length > 0) return;
  }
}

const wordsOf = async (id: string) => (await call('GET', `/fhir/Basic/${id}`)).json.code.text;

test('an update does not overwrite what no longer meets its criteria: it makes another', async () => {
  const id = await stored('moved');
  const answer = await whileAnotherChanges({ [id]: 'elsewhere' }, () =>
    call('PUT', `/fhir/Basic?${criteria('moved')}`, record('moved', '後の人')),
  );
  expect([answer.status, answer.json.code.text]).toEqual([201, '後の人']);
  expect(answer.json.id).not.toBe(id);
  expect(await wordsOf(id)).toBe('別の人');
});

test('an update goes to what meets its criteria by the time it is its turn', async () => {
  const [first, second] = [await stored('turn'), await stored('other')];
  const answer = await whileAnotherChanges({ [first]: 'other', [second]: 'turn' }, () =>
    call('PUT', `/fhir/Basic?${criteria('turn')}`, record('turn', '後の人')),
  );
  expect([answer.status, answer.json.id, answer.json.meta.versionId]).toEqual([200, second, '3']);
  expect(await wordsOf(first)).toBe('別の人');
});

test('a delete leaves what no longer meets its criteria', async () => {
  const id = await stored('kept');
  const answer = await whileAnotherChanges({ [id]: 'elsewhere' }, () =>
    call('DELETE', `/fhir/Basic?${criteria('kept')}`),
  );
  expect(answer.status).toBe(204);
  expect(await wordsOf(id)).toBe('別の人');
});

test('a patch finds nothing where nothing meets its criteria any more', async () => {
  const id = await stored('patched');
  const answer = await whileAnotherChanges({ [id]: 'elsewhere' }, () =>
    call(
      'PATCH',
      `/fhir/Basic?${criteria('patched')}`,
      JSON.stringify([{ op: 'replace', path: '/code/text', value: '後の人' }]),
      { 'Content-Type': 'application/json-patch+json' },
    ),
  );
  expect([answer.status, issuesOf(answer.json)[0]?.code]).toEqual([404, 'not-found']);
  expect(await wordsOf(id)).toBe('別の人');
});

test('who changes something else of it meanwhile is waited for, and not lost', async () => {
  const id = await stored('same');
  const answer = await whileAnotherChanges({ [id]: 'same' }, () =>
    call('PUT', `/fhir/Basic?${criteria('same')}`, record('same', '後の人')),
  );
  expect([answer.status, answer.json.id, answer.json.meta.versionId]).toEqual([200, id, '3']);
});

test('who is overtaken again and again is told to send it again', async () => {
  const TIMES = 5;
  const ids = [await stored('chased'), ...Array.from({ length: TIMES }, () => randomUUID())];
  /** Holds what the act waits for; before it lets go, it takes it out of the criteria and puts another in, which is held by the next. */
  const overtake = async (n: number, held: () => void, before?: Promise<void>): Promise<void> => {
    let next: Promise<void> | undefined;
    const done = Promise.withResolvers<void>();
    await gateway.house.store.write(new Date(), async (writer) => {
      await writer.lock(`Basic/${ids[n]}`);
      held();
      await before;
      await somebodyWaits();
      const current = await writer.lockOwn(HOSPITAL, 'Basic', ids[n] ?? '');
      if (!current) throw new Error(`no Basic/${ids[n]}`);
      if (n + 1 < TIMES) await new Promise<void>((resolve) => (next = overtake(n + 1, resolve, done.promise)));
      const resource = { ...(resourceOf(current) as Basic), ...record('elsewhere', '別の人') };
      await writer.replace(current, { resource, custodian: HOSPITAL });
      await writer.insert({ resource: record('chased', '別の人'), custodian: HOSPITAL }, ids[n + 1]);
    });
    done.resolve();
    await next;
  };
  let acting: ReturnType<typeof call> | undefined;
  await overtake(0, () => {
    acting = call('PUT', `/fhir/Basic?${criteria('chased')}`, record('chased', '後の人'));
  });
  const answer = await acting;
  expect([answer?.status, issuesOf(answer?.json)[0]?.code]).toEqual([409, 'conditional-unsettled']);
  expect(await wordsOf(ids[TIMES] ?? '')).toBe('別の人');
});
