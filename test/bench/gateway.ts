/** Create, read and search through the whole gateway, beside the bare floor: one table, one statement, no house around it. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSandboxKeys, registerSandboxClients, sandboxToken } from '../../src/cli/index.ts';
import { type Database, openDatabase, startEmbedded } from '../../src/database/index.ts';
import { loadSandbox, openHouse } from '../../src/exchange/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { compare, type Figure, rate } from './figure.ts';

const CLIENTS = 8;
const SECONDS = 2;
const ROUNDS = 3;
const PERSON = 'ec5f3496-2e1c-52dd-8a55-36decb1b8025';

export async function measureGateway(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const database = openDatabase(server.url);
  const house = await openHouse({ database, packages: [], limits: { bundleEntriesMax: 5_000, searchCountMax: 500 } });
  if (isRefusal(house)) throw new Error(house.issues[0]?.en);
  await loadSandbox(house);
  const gateway = await startGateway({
    house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: 1_000_000,
  });
  const keyFile = join(directory, 'keys.json');
  await registerSandboxClients(gateway.auth, keyFile);
  const tokens = { hospital: await sandboxToken(gateway.url, 'hospital-ehr', readSandboxKeys(keyFile)) };
  const bare = await bareServer(database);
  try {
    return [
      await creates(gateway.url, bare.url, tokens.hospital),
      await reads(gateway.url, bare.url, tokens.hospital),
      await searches(gateway.url, bare.url, tokens.hospital),
    ];
  } finally {
    bare.server.close();
    bare.server.closeAllConnections();
    await gateway.stop();
    await database.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

const observation = (day: number): string =>
  JSON.stringify({
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }], text: '体重' },
    subject: { reference: `Patient/${PERSON}` },
    effectiveDateTime: `2026-10-${String((day % 28) + 1).padStart(2, '0')}`,
    valueQuantity: { value: 60 + day / 10, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  });

async function send(url: string, token: string, body?: string): Promise<string> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
  };
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return text;
}

async function creates(url: string, bare: string, token: string): Promise<Figure> {
  let day = 0;
  const run = (base: string) => () =>
    rate(CLIENTS, SECONDS, () => send(`${base}/fhir/Observation`, token, observation(day++)));
  const { value, ratio } = await compare(ROUNDS, run(url), run(bare));
  return { name: 'create', value, unit: 'requests/s', against: 'bare INSERT behind node:http', ratio };
}

async function reads(url: string, bare: string, token: string): Promise<Figure> {
  const ours = JSON.parse(await send(`${url}/fhir/Observation`, token, observation(1))) as { id: string };
  const theirs = JSON.parse(await send(`${bare}/fhir/Observation`, token, observation(1))) as { id: string };
  const run = (path: string) => () => rate(CLIENTS, SECONDS, () => send(path, token));
  const { value, ratio } = await compare(
    ROUNDS,
    run(`${url}/fhir/Observation/${ours.id}`),
    run(`${bare}/fhir/Observation/${theirs.id}`),
  );
  return { name: 'read', value, unit: 'requests/s', against: 'bare SELECT behind node:http, no audit', ratio };
}

async function searches(url: string, bare: string, token: string): Promise<Figure> {
  const path = `/fhir/Condition?patient=${PERSON}`;
  const theirs = JSON.parse(await send(`${bare}/fhir/Observation`, token, observation(1))) as { id: string };
  const { value, ratio } = await compare(
    ROUNDS,
    () => rate(CLIENTS, SECONDS, () => send(`${url}${path}`, token)),
    () => rate(CLIENTS, SECONDS, () => send(`${bare}/fhir/Observation/${theirs.id}`, token)),
  );
  return { name: 'search', value, unit: 'requests/s', against: 'bare SELECT by id behind node:http, no audit', ratio };
}

/** The least that could be done: one durable row in, one row out, over the same HTTP and the same PostgreSQL. */
async function bareServer(database: Database): Promise<{ server: Server; url: string }> {
  await database.query('CREATE TABLE bare (id uuid PRIMARY KEY, content text NOT NULL)');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const text =
        request.method === 'POST'
          ? await insert(database, Buffer.concat(chunks).toString())
          : await select(database, request.url?.split('/').at(-1) ?? '');
      response.setHeader('Content-Type', 'application/fhir+json').end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function insert(database: Database, body: string): Promise<string> {
  const id = randomUUID();
  const content = JSON.stringify({ ...JSON.parse(body), id });
  await database.query('INSERT INTO bare (id, content) VALUES ($1, $2)', [id, content]);
  return content;
}

async function select(database: Database, id: string): Promise<string> {
  const { rows } = await database.query<{ content: string }>('SELECT content FROM bare WHERE id = $1', [id]);
  return rows[0]?.content ?? '';
}
