/** A whole gateway with the sandbox region, on a database of its own, for one test file. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { RATE_LIMITS } from '../src/auth/index.ts';
import { readSandboxKeys, registerSandboxClients, sandboxToken } from '../src/cli/index.ts';
import { readPolicy } from '../src/consent/index.ts';
import { type Database, openDatabase } from '../src/database/index.ts';
import { isRefusal } from '../src/fhir/index.ts';
import { createLog, type Gateway, type GatewayOptions, startGateway } from '../src/http/index.ts';
import { loadSandbox, type OpenHouse, openHouse } from '../src/upkeep/index.ts';
import { type House, type Region, regionShipped } from '../src/visit/index.ts';
import { freshDatabase } from './database.ts';

export const PERSON_B = 'ec5f3496-2e1c-52dd-8a55-36decb1b8025';
export const HOSPITAL = 'Organization/a644ea91-a130-53c8-a5ab-3e8626396054';
export const HIKARI = 'Organization/2da38b40-c098-53aa-8a5c-bebe838658a4';
export const MINATO = 'Organization/57b6d2e7-c408-5a14-b3f2-2dbbaabc6e01';

const LIMITS = { bundleEntriesMax: 50, searchCountMax: 100, searchCostMax: 1_000 };
const BODY_BYTES_MAX = 300_000;

/** The region that is worked out in the examples, by which the sandbox works. */
export function exampleRegion(): Region {
  const policy = readPolicy(JSON.parse(readFileSync('examples/region/policy.json', 'utf8')));
  if (isRefusal(policy)) throw new Error(policy.issues[0]?.en);
  return { ...regionShipped, policy };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or nothing for an empty or other body. */
  readonly json: any;
  readonly bytes: Uint8Array;
}

export interface TestGateway {
  readonly url: string;
  readonly house: House;
  readonly gateway: Gateway;
  readonly database: Database & { url: string };
  /** Sends as a client of the sandbox; `body` is JSON unless it is bytes or text. */
  call(who: string, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  token(who: string): Promise<string>;
  /** A second gateway process' worth of rooms on the same database. */
  second(more?: Partial<OpenHouse>): Promise<Pick<TestGateway, 'url' | 'house'>>;
  runKeys(): ReturnType<typeof readSandboxKeys>;
}

export async function sandboxGateway(
  more: Partial<OpenHouse> = {},
  starting: Partial<GatewayOptions> = {},
): Promise<TestGateway> {
  const database = await freshDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-keys-'));
  const keyFile = join(directory, 'keys.json');
  const { house, gateway } = await open(database, starting, more);
  await registerSandboxClients(gateway.auth, keyFile);
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const tokens = new Map<string, Promise<string>>();
  const token = (who: string): Promise<string> => {
    const known = tokens.get(who) ?? sandboxToken(gateway.url, who, readSandboxKeys(keyFile));
    tokens.set(who, known);
    return known;
  };
  return {
    url: gateway.url,
    house,
    gateway,
    database,
    token,
    runKeys: () => readSandboxKeys(keyFile),
    call: async (who, method, path, body, headers = {}) =>
      send(gateway.url, await token(who), { method, path, body, headers }),
    second: async (others = {}) => {
      const other = openDatabase(database.url, { connectionsMax: 8 });
      const { house: secondHouse, gateway: secondGateway } = await open(other, { publicUrl: gateway.url }, others);
      afterAll(() => other.close());
      return { url: secondGateway.listensAt, house: secondHouse };
    },
  };
}

async function open(
  database: Database,
  starting: Partial<GatewayOptions>,
  more: Partial<OpenHouse> = {},
): Promise<{ house: House; gateway: Gateway }> {
  const house = await openHouse({ database, packages: [], limits: LIMITS, ...more });
  if (isRefusal(house)) throw new Error(house.issues[0]?.en);
  await loadSandbox(house);
  const gateway = await startGateway({
    house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: BODY_BYTES_MAX,
    rateLimits: {
      ...RATE_LIMITS,
      clientFailuresPerMinuteMax: 1_000,
      addressFailuresPerMinuteMax: 1_000,
      pageFailuresPerMinuteMax: 1_000,
    },
    ...starting,
  });
  afterAll(() => gateway.stop());
  return { house, gateway };
}

interface Sending {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

export async function send(url: string, token: string, { method, path, body, headers }: Sending): Promise<Answered> {
  const raw = body instanceof Uint8Array || typeof body === 'string';
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as Uint8Array<ArrayBuffer> | string) : JSON.stringify(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && bytes.length > 0;
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined,
  };
}

/** The code, Japanese and English text of each issue of an OperationOutcome. */
export function issuesOf(json: any): { code: string; ja: string; en: string; expression: string | undefined }[] {
  return (json?.issue ?? []).map((issue: any) => ({
    code: issue.details?.coding?.[0]?.code,
    ja: issue.details?.text,
    en: issue.diagnostics,
    expression: issue.expression?.[0],
  }));
}
