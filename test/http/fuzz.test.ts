import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxToken } from '../../src/cli/index.ts';
import { ALL_ROUTES } from '../../src/http/all-routes.ts';
import type { Route } from '../../src/http/route.ts';
import { PERSON_B, sandboxGateway } from '../gateway.ts';
import { type Malformed, oauthRequests, RAW_REQUESTS, requestsTo, strayRequests } from './fuzz/requests.ts';
import { faultOf, sendAsIs, sendBytes } from './fuzz/send.ts';

/** `FUZZ_REQUESTS` sends more of them, `FUZZ_SEED` others. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 6_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_128);
const TOGETHER = 8;
/** A token lives for five minutes. */
const TOKEN_FOR = 2_000;

const world = await sandboxGateway();
const { url, database, house } = world;
const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
afterAll(() => agent.destroy());
const ids = new Map<string, string[]>();
let sent = 0;
let bearers: Record<string, string> = {};

beforeAll(async () => {
  const { rows } = await database.query<{ type: string; ids: string[] }>(
    `SELECT type, array_agg(id::text ORDER BY id) AS ids FROM resource WHERE until_tx IS NULL AND NOT deleted GROUP BY type`,
  );
  for (const row of rows) ids.set(row.type, row.ids);
});

/** Everything that a request may store, but for its trace in the audit. */
async function stored(): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `SELECT ((SELECT count(*) FROM resource) + (SELECT count(*) FROM search_parameter) + (SELECT count(*) FROM finding)
      + (SELECT count(*) FROM auth_client) + (SELECT count(*) FROM auth_user) + (SELECT count(*) FROM auth_role))::int AS n`,
  );
  return rows[0]?.n ?? 0;
}

async function tokenFor({ path }: Malformed): Promise<string> {
  const who = /^\/(fhir\/(SearchParameter|\$index)|admin\/(users|clients))/.test(path)
    ? 'administrator'
    : 'hospital-ehr';
  if (sent++ % TOKEN_FOR === 0) bearers = {};
  bearers[who] ??= await sandboxToken(url, who, world.runKeys());
  return `Bearer ${bearers[who]}`;
}

/** What went wrong when all of these were sent; reads go side by side, writes one after the other. */
async function faultsOf(requests: readonly Malformed[], together: number): Promise<string[]> {
  const faults: string[] = [];
  let before = await stored();
  for (let from = 0; from < requests.length; from += together) {
    const some = requests.slice(from, from + together);
    const answers = await Promise.all(
      some.map(async (one) => {
        const headers = { authorization: await tokenFor(one), ...one.headers };
        return sendAsIs(url, agent, { ...one, headers }).catch((error: Error) => ({
          status: 0,
          type: '',
          text: error.message,
        }));
      }),
    );
    const after = await stored();
    const refused = answers.every(({ status }) => status >= 400);
    some.forEach((one, i) => {
      const answer = answers[i] ?? { status: 0, type: '', text: '' };
      const fault =
        faultOf(one, answer) ??
        (refused && after !== before ? `${answer.status}, and ${after - before} stored` : undefined);
      if (fault !== undefined) faults.push(`${shown(one)}\n  ${fault}`);
    });
    before = after;
  }
  return faults;
}

const shown = ({ method, path, headers, body }: Malformed): string =>
  `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${body?.subarray(0, 600).toString() ?? ''}`;

const weightOf = ({ body, interaction }: Route): number =>
  interaction === 'transaction' ? 8 : body === 'patch' ? 4 : /^(create|update|search-)/.test(interaction) ? 2 : 1;
const WEIGHTS = ALL_ROUTES.reduce((sum, route) => sum + weightOf(route), 0);
const shareOf = (route: Route): number => Math.ceil((REQUESTS * 0.9 * weightOf(route)) / WEIGHTS);

test.each(ALL_ROUTES.map((route, at) => [route.method, route.path, route, at] as const))(
  'whatever is sent to %s %s is answered, refused in both languages where it is wrong, and then not stored',
  async (method, _path, route, at) => {
    const aimed = { parameters: house.parameters, ids };
    const requests = fc.sample(requestsTo(route, aimed), { numRuns: shareOf(route), seed: SEED + at });
    expect(await faultsOf(requests, method === 'get' ? TOGETHER : 1)).toEqual([]);
  },
  60_000 + 10 * REQUESTS,
);

test('whatever is sent to the authorization server is answered or refused by an error of OAuth', async () => {
  const requests = fc.sample(oauthRequests, { numRuns: Math.ceil(REQUESTS * 0.05), seed: SEED });
  expect(await faultsOf(requests, 1)).toEqual([]);
});

test('whatever is sent anywhere else is answered or refused', async () => {
  const requests = fc.sample(strayRequests, { numRuns: Math.ceil(REQUESTS * 0.05), seed: SEED });
  expect(await faultsOf(requests, 1)).toEqual([]);
});

test.each(RAW_REQUESTS.map((bytes) => [bytes.slice(0, 60), bytes]))(
  'what is hardly HTTP is refused as such: %j',
  async (_start, bytes) => {
    const heard = await sendBytes(url, bytes);
    expect(heard.status).toBeGreaterThanOrEqual(400);
    expect(faultOf({ method: '', path: '' }, heard)).toBeUndefined();
  },
);

test('after all of it the gateway reads and writes as before', async () => {
  expect(sent).toBeGreaterThanOrEqual(REQUESTS);
  const good = JSON.parse(readFileSync('examples/profiles/kakehashi-goal/good.json', 'utf8'));
  const goal = {
    ...good,
    identifier: [{ system: 'urn:test:after', value: '1' }],
    subject: { reference: `Patient/${PERSON_B}` },
  };
  const made = await world.call('hospital-ehr', 'POST', '/fhir/Goal', goal);
  expect(made.status).toBe(201);
  expect((await world.call('hospital-ehr', 'GET', '/fhir/Goal?identifier=urn:test:after|1')).json.total).toBe(1);
});
