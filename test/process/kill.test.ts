import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/index.ts';
import { openDatabase } from '../../src/database/index.ts';
import { PERSON_B } from '../gateway.ts';
import {
  dataDirectory,
  endAll,
  freePort,
  isAlive,
  type RunningGateway,
  serverPid,
  startGatewayProcess,
} from './gateway.ts';

const ROUNDS = 20;
const CLIENTS = 3;
const directory = dataDirectory();
afterAll(async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** Numbers in [0, 1), the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Written {
  readonly path: string;
  /** The highest version that was acknowledged. */
  version: number;
}
const written: Written[] = [];
/** Marks of the transactions that were sent, and whether each was acknowledged. */
const sent = new Map<string, boolean>();

const observation = (mark: string) => ({
  resourceType: 'Observation',
  identifier: [{ system: 'urn:test:mark', value: mark }],
  status: 'final',
  code: { text: '体温' },
  subject: { reference: `Patient/${PERSON_B}` },
  effectiveDateTime: '2026-11-20T09:00:00+09:00',
});

interface Client {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

async function clientOf(gateway: RunningGateway): Promise<Client> {
  const Authorization = `Bearer ${await gateway.token('hospital-ehr')}`;
  return {
    send: (method, path, body, headers = {}) =>
      fetch(`${gateway.url}${path}`, {
        method,
        headers: { Authorization, 'Content-Type': 'application/fhir+json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** Creates, updates and small transactions, one after the other, until the gateway is gone. */
async function writeOn({ send }: Client, name: string): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    const mark = `${name}-${turn}`;
    const created = await send('POST', '/fhir/Observation', observation(mark));
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const one: Written = { path: `/fhir/Observation/${id}`, version: 1 };
    written.push(one);
    const updated = await send(
      'PUT',
      one.path,
      { ...observation(mark), id, status: 'amended' },
      { 'If-Match': 'W/"1"' },
    );
    expect(updated.status).toBe(200);
    one.version = 2;
    sent.set(`pair-${mark}`, false);
    const entry = [1, 2].map(() => ({
      resource: observation(`pair-${mark}`),
      request: { method: 'POST', url: 'Observation' },
    }));
    const together = await send('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(together.status).toBe(200);
    await together.arrayBuffer();
    sent.set(`pair-${mark}`, true);
  }
}

/** The processes below one, as Linux tells them. */
const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) /s, '')
            .split(' ')[1] === String(pid)
        );
      } catch {
        return false;
      }
    })
    .map(Number);

async function killServer(pid: number): Promise<void> {
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  while (isAlive(pid)) await wait(10);
}

async function checkWhole(client: Client, from: { written: number; sent: ReadonlySet<string> }): Promise<void> {
  for (const { path, version } of written.slice(from.written)) {
    const now = (await (await client.send('GET', path)).json()) as { meta: { versionId: string } };
    expect(Number(now.meta.versionId), path).toBeGreaterThanOrEqual(version);
    const history = (await (await client.send('GET', `${path}/_history`)).json()) as {
      entry: { resource: { meta: { versionId: string } } }[];
    };
    const versions = history.entry.map(({ resource }) => Number(resource.meta.versionId)).sort();
    expect(versions, path).toEqual(Array.from({ length: Number(now.meta.versionId) }, (_, i) => i + 1));
  }
  for (const [mark, acknowledged] of sent) {
    if (from.sent.has(mark)) continue;
    const search = `/fhir/Observation?identifier=urn:test:mark%7C${mark}&_total=accurate`;
    const { total } = (await (await client.send('GET', search)).json()) as { total: number };
    expect(acknowledged ? [2] : [0, 2], mark).toContain(total);
  }
  const home = join(directory, 'sandbox');
  const port = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  const database = openDatabase(`postgres://kakehashi:${password}@127.0.0.1:${port}/postgres`, { connectionsMax: 2 });
  const { broken } = await verifyChain(database);
  await database.close();
  expect(broken).toBeUndefined();
}

test('whatever was acknowledged outlives the sudden death of gateway and server, and nothing is half done', async () => {
  const random = seeded(20_261_128);
  const environment = { KAKEHASHI_DATA_DIR: directory, KAKEHASHI_PORT: String(await freePort()) };
  let gateway = await startGatewayProcess(['--sandbox'], environment);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = { written: written.length, sent: new Set(sent.keys()) };
    const client = await clientOf(gateway);
    const writing = Array.from({ length: CLIENTS }, (_, i) =>
      writeOn(client, `${round}-${i}`).catch((error: unknown) => {
        // Only the loss of the gateway may end it.
        if (!(error instanceof TypeError)) throw error;
      }),
    );
    await wait(100 + random() * 500);
    const server = serverPid(directory);
    const withServer = round % 2 === 0;
    await gateway.end('SIGKILL');
    if (withServer) await killServer(server);
    await Promise.all(writing);
    gateway = await startGatewayProcess(['--sandbox'], environment);
    await checkWhole(await clientOf(gateway), before);
  }
  await checkWhole(await clientOf(gateway), { written: 0, sent: new Set() });
  expect(written.length).toBeGreaterThan(ROUNDS);
  expect(await gateway.end('SIGTERM')).toBe(0);
}, 180_000);
