import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { openHouse } from '../../src/upkeep/index.ts';
import { freshDatabase } from '../database.ts';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { LAUNCH_URL, OTHER_PERSON, smartHouse } from '../smart/house.ts';

const STAY = '48fa7cf2-1da7-5a4b-9aab-ce12d61b49b3';
const PATHWAY = 'ef29a56b-cef8-5ad8-90f7-8582fc8574e5';
const ELSEWHERE = { appUrl: 'http://127.0.0.1:3000/launch.html', redirectUri: 'http://127.0.0.1:3000/' };

const secrets = { kimura: { password: 'けやき並木を歩く', totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' } };
const house = await smartHouse({
  sandbox: { secretOf: (login) => (secrets as Record<string, (typeof secrets)['kimura']>)[login] },
});
const DOOR = `${house.url}/sandbox/launch`;

/** Asks for a launch as a program does. */
async function prepare(body: object, headers: Record<string, string> = {}): Promise<{ status: number; json: any }> {
  const response = await fetch(DOOR, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}

const contextOf = async (client: string): Promise<unknown> => {
  const { rows } = await house.database.query(
    'SELECT user_id, context FROM auth_launch WHERE client_id = $1 ORDER BY expires_at DESC LIMIT 1',
    [client],
  );
  return rows[0];
};

test('a program gets the address of an app with iss and a handle, and the handle stands for what was chosen', async () => {
  const { status, json } = await prepare({
    client: 'public-app',
    user: 'kimura',
    patient: PERSON_B,
    encounter: STAY,
    pathway: PATHWAY,
    intent: 'review',
  });
  expect(status).toBe(200);
  const url = new URL(json.url);
  expect(`${url.origin}${url.pathname}`).toBe(LAUNCH_URL);
  expect(Object.fromEntries(url.searchParams)).toEqual({ iss: `${house.url}/fhir`, launch: json.launch });
  expect(json.client).toBe('public-app');
  expect(await contextOf('public-app')).toEqual({
    user_id: house.worker.id,
    context: {
      patient: PERSON_B,
      need_patient_banner: true,
      encounter: STAY,
      fhirContext: [
        {
          reference: `CarePlan/${PATHWAY}`,
          role: 'https://kakehashi.example/fhir/CodeSystem/careplan-kind#pathway',
        },
      ],
      intent: 'review',
    },
  });
});

test('who signs in may be said by their id as well', async () => {
  expect((await prepare({ client: 'public-app', user: house.worker.id, patient: OTHER_PERSON })).status).toBe(200);
  expect(await contextOf('public-app')).toMatchObject({ user_id: house.worker.id, context: { patient: OTHER_PERSON } });
});

test('one address opens an app with what its parameters say', async () => {
  const query = new URLSearchParams({ client: 'public-app', patient: PERSON_B, go: '1' });
  const response = await fetch(`${DOOR}?${query}`, { redirect: 'manual' });
  expect(response.status).toBe(303);
  const location = new URL(response.headers.get('location') ?? '');
  expect(location.origin).toBe('https://app.example');
  expect(location.searchParams.get('iss')).toBe(`${house.url}/fhir`);
  expect(location.searchParams.get('launch')).toMatch(/^[\w-]{43}$/);
});

test('a vendor fills in the page without a script, in Japanese or English, and is told how to go on', async () => {
  const browser = house.browser('ja');
  const page = await browser.open(DOOR);
  expect(page.status).toBe(200);
  expect(page.html).toContain('<html lang="ja">');
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  expect(page.html).not.toContain('<script');
  const ids = [...page.html.matchAll(/<(?:select|input)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual(['appUrl', 'redirectUri', 'user', 'patient', 'encounter', 'pathway', 'error']);
  for (const id of ids) expect(page.html).toContain(`<label for="${id}">`);
  expect(page.html).toContain('佐藤さんの地域連携パス');
  const next = await browser.submit(page, {
    client: 'public-app',
    user: 'kimura',
    patient: PERSON_B,
    error: 'code-expired',
  });
  expect(next.status).toBe(200);
  expect(next.html).toContain(`href="${LAUNCH_URL}?iss=`);
  expect(next.html).toContain('アプリがすべきこと：認可をはじめからやり直すよう伝える。');
  expect(next.html).toContain('<code>kimura</code>');
  const english = await browser.open(`${DOOR}?lang=en`);
  expect(english.html).toContain('Launch from an EHR (sandbox)');
});

test('the page gives password and code of a user of the sandbox, or the command that does', async () => {
  const known = await fetch(`${house.url}/sandbox/code?login=kimura&lang=en`);
  expect(known.status).toBe(200);
  const html = await known.text();
  expect(html).toContain('けやき並木を歩く');
  expect(html).toMatch(/<code>\d{6}<\/code>/);
  const unknown = await fetch(`${house.url}/sandbox/code?login=nobody&lang=en`);
  expect(unknown.status).toBe(404);
  expect(await unknown.text()).toContain('kakehashi -- sandbox-user LOGIN');
});

test('an app that nobody registered becomes a public client under the same id each time, and its pages may read', async () => {
  const first = await prepare(ELSEWHERE);
  expect(first.status).toBe(200);
  expect(first.json.client).toMatch(/^sandbox-app-[0-9a-f]{12}$/);
  expect(first.json.url.startsWith(`${ELSEWHERE.appUrl}?iss=`)).toBe(true);
  expect((await prepare(ELSEWHERE)).json.client).toBe(first.json.client);
  const app = (await house.gateway.auth.clients()).find(({ id }) => id === first.json.client);
  expect(app).toMatchObject({
    authentication: 'none',
    kind: 'app',
    redirectUris: [ELSEWHERE.redirectUri],
    origins: ['http://127.0.0.1:3000'],
    launcher: false,
    introspection: false,
  });
});

test('an app of another address than https or this machine is refused, and so are addresses with a user', async () => {
  for (const address of ['http://app.example/launch', 'javascript:alert(1)', 'https://user@app.example/', 'nothing']) {
    const { status, json } = await prepare({ ...ELSEWHERE, appUrl: address });
    expect([status, issuesOf(json)[0]?.code, issuesOf(json)[0]?.expression]).toEqual([422, 'redirect-uri', '/appUrl']);
  }
  const own = await prepare({ ...ELSEWHERE, redirectUri: 'org.example.app:/callback' });
  expect([own.status, issuesOf(own.json)[0]?.expression]).toEqual([422, '/redirectUri']);
  const long = await prepare({ ...ELSEWHERE, appUrl: `https://${`${'a'.repeat(60)}.`.repeat(4)}example/` });
  expect([long.status, issuesOf(long.json)[0]?.code]).toEqual([422, 'registration-invalid']);
});

test('an app that is started twice at one time is registered once', async () => {
  const twice = { appUrl: 'https://twice.example/launch', redirectUri: 'https://twice.example/' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => prepare(twice)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ json }) => json.client)).size).toBe(1);
  const apps = (await house.gateway.auth.clients()).filter(({ name }) => name === 'twice.example');
  expect(apps.map(({ id }) => id)).toEqual([answers[0]?.json.client]);
});

test.each<[object, ja: string, en: string]>([
  [
    { patient: PERSON_B },
    '次のどれか一つだけを書いてください: 「client」、または「appUrl」と「redirectUri」',
    'write exactly one of: `client`, or `appUrl` and `redirectUri`',
  ],
  [
    { appUrl: ELSEWHERE.appUrl },
    '次のどれか一つだけを書いてください: 「client」、または「appUrl」と「redirectUri」',
    'write exactly one of: `client`, or `appUrl` and `redirectUri`',
  ],
])('an app is named in one of two ways: %j is refused', async (body, ja, en) => {
  const { status, json } = await prepare(body);
  expect([status, issuesOf(json).length]).toEqual([422, 1]);
  const { details, diagnostics, expression } = json.issue[0];
  expect([expression, details.text, diagnostics]).toEqual([
    ['/'],
    `起動の内容の「/」が正しくありません: ${ja}。`,
    `\`/\` of the launch: ${en}`,
  ]);
});

test('what does not belong together or is not known is refused at its place', async () => {
  const refused = async (body: object) => {
    const { status, json } = await prepare(body);
    return [status, ...issuesOf(json).map(({ code, expression }) => `${code} ${expression}`)];
  };
  expect(await refused({ client: 'public-app', patient: OTHER_PERSON, encounter: STAY })).toEqual([
    422,
    'launch-person /encounter',
  ]);
  expect(await refused({ client: 'public-app', patient: OTHER_PERSON, pathway: PATHWAY })).toEqual([
    422,
    'launch-person /pathway',
  ]);
  expect(await refused({ client: 'public-app', patient: STAY, encounter: PATHWAY, pathway: STAY })).toEqual([
    422,
    'launch-record /patient',
    'launch-record /encounter',
    'launch-record /pathway',
  ]);
  expect(await refused({ client: 'public-app', error: 'nonsense' })).toEqual([422, 'launch-invalid /error']);
  expect(await refused({ client: 'public-app', user: 'nobody' })).toEqual([422, 'launch-invalid /user']);
  expect(await refused({ client: 'no-such-app' })).toEqual([422, 'launch-client /client']);
  expect(await refused({ client: 'hospital-ehr' })).toEqual([422, 'launch-client /client']);
  const page = await fetch(`${DOOR}?client=no-such-app&go=1`, { redirect: 'manual' });
  expect(page.status).toBe(400);
  expect(await page.text()).toContain('role="alert"');
  const broken = await fetch(DOOR, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect([broken.status, issuesOf(await broken.json())[0]?.code]).toEqual([400, 'launch-invalid']);
});

test('no more than fifty apps are registered on the spot, and a restart or a day takes them away', async () => {
  const of = (port: number) => ({ appUrl: `http://127.0.0.1:${port}/`, redirectUri: `http://127.0.0.1:${port}/back` });
  const taken = (await house.gateway.auth.clients()).filter(({ id }) => id.startsWith('sandbox-app-')).length;
  for (let i = taken; i < 50; i += 1) expect((await prepare(of(4_000 + i))).status).toBe(200);
  const full = await prepare(of(5_000));
  const [issue] = issuesOf(full.json);
  const kind = full.json.issue[0].code;
  expect([full.status, kind, issue?.code, issue?.expression]).toEqual([422, 'too-costly', 'sandbox-full', '/appUrl']);
  // One that is there already starts all the same.
  expect((await prepare(of(4_049))).status).toBe(200);
  await house.gateway.auth.sweep();
  const left = (await house.gateway.auth.clients()).filter(({ id }) => id.startsWith('sandbox-app-'));
  expect(left).toHaveLength(50);
  await house.database.query(
    `UPDATE auth_client SET registered_at = registered_at - interval '25 hours' WHERE starts_with(id, 'sandbox-app-')`,
  );
  await house.gateway.auth.sweep();
  expect((await house.gateway.auth.clients()).filter(({ id }) => id.startsWith('sandbox-app-'))).toEqual([]);
  expect((await prepare(of(5_000))).status).toBe(200);
  const restarted = await startGateway({
    house: house.house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: 1_000,
    sandbox: {},
  });
  expect((await restarted.auth.clients()).filter(({ id }) => id.startsWith('sandbox-app-'))).toEqual([]);
  expect((await restarted.auth.clients()).some(({ id }) => id === 'public-app')).toBe(true);
  await restarted.stop();
});

test('a gateway on real data has no simulator, and cannot be given one', async () => {
  const real = await sandboxGateway();
  const { auth } = real.gateway;
  expect(auth.sandbox).toBeUndefined();
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(`${real.url}/sandbox/launch`, { method, redirect: 'manual' });
    const other = await fetch(`${real.url}/nowhere/launch`, { method, redirect: 'manual' });
    expect([answer.status, issuesOf(await answer.json())[0]?.code]).toEqual([
      404,
      issuesOf(await other.json())[0]?.code,
    ]);
  }
  const empty = await openHouse({
    database: await freshDatabase(),
    packages: [],
    limits: { bundleEntriesMax: 1, searchCountMax: 1, searchCostMax: 1 },
  });
  if (isRefusal(empty)) throw new Error('no house');
  const starting = startGateway({
    house: empty,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: 1_000,
    sandbox: {},
  });
  await expect(starting).rejects.toThrow('defect: a sandbox on other data');
});
