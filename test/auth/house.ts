/** An authorization server on loopback HTTP under a public address of its own, with a clock that stands still. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { afterAll, vi } from 'vitest';
import {
  type Auth,
  type AuthEvent,
  type AuthOptions,
  authMigrations,
  type ClientRecord,
  clientAssertion,
  createAuth,
  generateClientKey,
  type Jwk,
  type Presented,
  RATE_LIMITS,
  type Registration,
} from '../../src/auth/index.ts';
import { type Database, migrate } from '../../src/database/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { freshDatabase } from '../database.ts';

export const NOW = new Date('2026-04-01T00:00:00.000Z');
export const PUBLIC_URL = 'https://kakehashi.test';
export const TOKEN_URL = `${PUBLIC_URL}/oauth/token`;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; empty when it is not. */
  readonly body: Record<string, unknown>;
}

export interface House {
  readonly auth: Auth;
  /** Where it listens. */
  readonly base: string;
  readonly events: AuthEvent[];
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
}

/** Stops the clock of this test file at `at`. The network and the database go on. */
export function stopClock(at: Date = NOW): void {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}

export async function emptyDatabase(): Promise<Database & { url: string }> {
  const database = await freshDatabase();
  await migrate(database, authMigrations);
  return database;
}

/** Where the clock stands still, the minute never ends in which failures are counted. */
const PATIENT = {
  ...RATE_LIMITS,
  clientFailuresPerMinuteMax: 1_000_000,
  addressFailuresPerMinuteMax: 1_000_000,
};

/** One process of the gateway: its own provider, its own port, the given database. */
export async function openHouse(
  database: Database,
  publicUrl: string = PUBLIC_URL,
  more: Partial<AuthOptions> = {},
): Promise<House> {
  const events: AuthEvent[] = [];
  const auth = await createAuth({
    findPatients: async () => [],
    database,
    publicUrl,
    onEvent: (event) => events.push(event),
    limits: PATIENT,
    ...more,
  });
  const base = await serve(createServer(auth.callback()));
  return {
    auth,
    base,
    events,
    post: async (path, form, headers = {}) => {
      const response = await fetch(`${base}${path}`, { method: 'POST', body: new URLSearchParams(form), headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
    },
  };
}

/** Listens on loopback until the test file ends, and gives the origin. */
async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that publishes keys, counts how often it was asked, and says what it is told to say. */
export async function publishKeys(): Promise<{
  url: string;
  asked: number;
  keys: readonly Jwk[];
  cacheControl: string | undefined;
  status: number;
}> {
  const published = {
    url: '',
    asked: 0,
    keys: [] as readonly Jwk[],
    cacheControl: undefined as string | undefined,
    status: 200,
  };
  const origin = await serve(
    createServer((_request: IncomingMessage, response) => {
      published.asked += 1;
      if (published.cacheControl) response.setHeader('cache-control', published.cacheControl);
      response.writeHead(published.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published.keys }));
    }),
  );
  published.url = `${origin}/jwks.json`;
  return published;
}

export const KEY = await generateClientKey('ES384');

/** The registration of the consultation office's software, changed as a test needs it. */
export function registration(changes: Partial<Registration> = {}): Registration {
  return {
    id: 'sodan-soft',
    name: '相談支援センターかけはし',
    jwks: { keys: [KEY.publicJwk] },
    scopes: ['system/*.rs', 'system/CarePlan.cruds'],
    actor: 'PractitionerRole/soudan-1',
    organization: 'Organization/soudan',
    purpose: 'COC',
    ...changes,
  };
}

export async function register(house: House, changes: Partial<Registration> = {}): Promise<ClientRecord> {
  const client = await house.auth.registerClient(registration(changes));
  if (isRefusal(client)) throw new Error(client.issues.map(({ en }) => en).join('; '));
  return client;
}

/** A request that shows this `Authorization` header, or none. */
export const shown = (authorization?: string, headers: Record<string, string> = {}): Presented => ({
  request: {
    method: 'GET',
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    socket: new Socket(),
  },
  url: `${PUBLIC_URL}/fhir/Patient`,
});

let used = 0;

/** A good assertion of a client, or one with other values. */
export function assertion(changes: Partial<Parameters<typeof clientAssertion>[0]> = {}): string {
  used += 1;
  return clientAssertion({
    clientId: 'sodan-soft',
    tokenUrl: TOKEN_URL,
    privateKey: KEY.privateJwk,
    kid: String(KEY.privateJwk['kid']),
    alg: 'ES384',
    now: new Date(),
    jti: `jti-${used}`,
    ...changes,
  });
}

/** The form of a token request with this assertion. */
export const tokenForm = (client_assertion: string, scope = 'system/*.rs'): Record<string, string> => ({
  grant_type: 'client_credentials',
  scope,
  client_assertion_type: ASSERTION_TYPE,
  client_assertion,
});

/** The fields that prove a client at introspection and revocation. */
export const proof = (client_assertion = assertion()): Record<string, string> => ({
  client_assertion_type: ASSERTION_TYPE,
  client_assertion,
});

/** An access token of the client, or the reason why there is none. */
export async function takeToken(house: House, scope = 'system/*.rs', client_assertion = assertion()): Promise<string> {
  const { status, body } = await house.post('/oauth/token', tokenForm(client_assertion, scope));
  if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return String(body['access_token']);
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
