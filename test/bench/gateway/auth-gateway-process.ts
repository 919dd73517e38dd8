/** The gateway of the authorization bench in its own process, with clients that ask for tokens and introspect them. */
import { Socket } from 'node:net';
import { generateClientKey, RATE_LIMITS } from '../../../src/auth/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import { createLog, startGateway } from '../../../src/http/index.ts';
import { loadSandbox, openHouse } from '../../../src/upkeep/index.ts';
import { takeToken } from './auth-load-process.ts';
import { serveParent } from './child.ts';

type Asked = { act: 'prepare' } | { act: 'authenticate'; atOnce: number };

const CALLS = 40_000;
const WARM_UP = 5_000;
const [databaseUrl = ''] = process.argv.slice(2);
const database = openDatabase(databaseUrl);
const house = await openHouse({
  database,
  packages: [],
  limits: { bundleEntriesMax: 50, searchCountMax: 100, searchCostMax: 1_000 },
});
if (isRefusal(house)) throw new Error(house.issues[0]?.en);
await loadSandbox(house);
const gateway = await startGateway({
  house,
  log: createLog('silent'),
  host: '127.0.0.1',
  port: 0,
  bodyBytesMax: 100_000,
  // What is measured is the refusal itself, not that there were too many.
  rateLimits: {
    ...RATE_LIMITS,
    clientFailuresPerMinuteMax: 1_000_000,
    addressFailuresPerMinuteMax: 1_000_000,
    pageFailuresPerMinuteMax: 1_000_000,
  },
});
let token = '';

serveParent<Asked>(
  async (asked) => {
    if (asked.act === 'authenticate') return authenticate(asked.atOnce);
    const prepared = await prepare();
    token = prepared.token;
    return prepared;
  },
  async () => {
    await gateway.stop();
    await database.close();
  },
);

async function prepare() {
  const backend = {
    actor: 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91',
    purpose: 'TREAT',
    scopes: ['system/*.rs'],
  };
  const keys = { ES384: await generateClientKey('ES384'), RS384: await generateClientKey('RS384') };
  for (const alg of ['ES384', 'RS384'] as const) {
    const jwks = { keys: [keys[alg].publicJwk] };
    const client = await gateway.auth.registerClient({
      ...backend,
      id: `bench-${alg.toLowerCase()}`,
      name: alg,
      jwks,
      introspection: true,
    });
    if (isRefusal(client)) throw new Error(client.issues[0]?.en);
  }
  const closed = await gateway.auth.registerClient({
    ...backend,
    id: 'bench-secret',
    name: 'x',
    authentication: 'client_secret_basic',
    introspection: true,
  });
  if (isRefusal(closed)) throw new Error(closed.issues[0]?.en);
  const asking = { url: gateway.url, keys: { ES384: keys.ES384.privateJwk, RS384: keys.RS384.privateJwk } };
  return { ...asking, secret: closed.secret ?? '', token: await takeToken(asking, 'ES384') };
}

/** Mean microseconds to know a caller, over many calls, so many of them at one time. */
async function authenticate(atOnce: number): Promise<number> {
  const shown = {
    request: { method: 'GET', headers: { authorization: `Bearer ${token}` }, socket: new Socket() },
    url: `${gateway.url}/fhir/Patient`,
  };
  const run = async (calls: number) => {
    for (let done = 0; done < calls; done += atOnce) {
      const callers = await Promise.all(Array.from({ length: atOnce }, () => gateway.auth.authenticate(shown)));
      if (callers.some(isRefusal)) throw new Error('the token is refused');
    }
  };
  await run(WARM_UP);
  const started = performance.now();
  await run(CALLS);
  return ((performance.now() - started) * 1_000) / CALLS;
}
