/** How requests may be sent to the authorization server, and up to which length they are read. */
import { createHash } from 'node:crypto';
import { request as send } from 'node:http';
import { expect, test } from 'vitest';
import { openAppHouse } from './app-house.ts';
import { assertion, emptyDatabase, openHouse, register, tokenForm } from './house.ts';

const apps = await openAppHouse();
const house = await openHouse(await emptyDatabase());
await register(house);
const FORM = 'application/x-www-form-urlencoded';
const TOKEN_BYTES_MAX = 57_344;

/** The answer to these bytes, with exactly these headers. */
const post = (url: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; location: string | undefined; text: string }>((resolve, reject) => {
    const sent = send(url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    sent.on('error', reject).on('response', async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode, location: response.headers.location, text });
    });
    sent.end(body);
  });

test('the request of an app may come as a form, which becomes a link of the same words', async () => {
  const [path = '', query = ''] = apps.begin('patient/*.rs').split('?');
  for (const type of [FORM, `${FORM};charset=UTF-8`, `${FORM} ; charset=utf-8`, FORM.toUpperCase()]) {
    const { status, location } = await post(path, query, { 'content-type': type });
    expect([type, status, location]).toEqual([type, 303, `/oauth/authorize?${query}`]);
  }
  for (const headers of [
    {},
    { 'content-type': '' },
    { 'content-type': 'text/plain' },
    { 'content-type': `${FORM}x` },
  ]) {
    const { status, location } = await post(path, query, headers as Record<string, string>);
    expect([headers, status, location]).toEqual([headers, 400, undefined]);
  }
});

test('a form becomes a link up to the length that every browser sends back, and no longer', async () => {
  const [path = ''] = apps.begin('patient/*.rs').split('?');
  const longest = 'x'.repeat(12_000 - '/oauth/authorize?state='.length);
  const sent = await post(path, `state=${longest}`, { 'content-type': FORM });
  expect([sent.status, sent.location]).toEqual([303, `/oauth/authorize?state=${longest}`]);
  expect((await post(path, `state=${longest}x`, { 'content-type': FORM })).status).toBe(400);
});

test('a token request is read to the last byte up to its length, and not at all beyond it', async () => {
  const url = `${house.base}/oauth/token`;
  const padded = (length: number) => {
    const form = new URLSearchParams(tokenForm(assertion())).toString();
    return `pad=${'x'.repeat(length - form.length - 'pad=&'.length)}&${form}`;
  };
  const whole = await post(url, padded(TOKEN_BYTES_MAX), { 'content-type': FORM });
  expect([whole.status, JSON.parse(whole.text)]).toEqual([200, expect.objectContaining({ token_type: 'Bearer' })]);
  for (const body of [padded(TOKEN_BYTES_MAX + 1), Buffer.from([0x61, 0x3d, 0xff]), 'a=%FF', 'a=%00']) {
    const { status, text } = await post(url, body, { 'content-type': FORM });
    expect([status, JSON.parse(text)]).toEqual([400, { error: 'invalid_request' }]);
  }
});

test('an app that asks for a sign-in of its own stays connected all the same, where the person allows it', async () => {
  const scope = 'openid offline_access user/Patient.rs';
  for (const more of [{}, { prompt: 'login' }, { prompt: 'consent' }])
    expect(await apps.connect(apps.coordinator, scope, { more })).toMatchObject({
      scope,
      refresh_token: expect.any(String),
    });
});

test('who signs out is led nowhere, whatever address the request names', async () => {
  const { id_token } = await apps.connect(apps.coordinator, 'openid user/Patient.rs');
  const elsewhere = { post_logout_redirect_uri: 'https://evil.example/' };
  for (const more of [{}, { ...elsewhere, client_id: 'app' }, { ...elsewhere, id_token_hint: String(id_token) }]) {
    const page = await apps.browser().open(`${apps.url}/oauth/session/end?${new URLSearchParams(more)}`);
    expect([page.status, page.html.includes('evil.example')]).toEqual([200, false]);
  }
});

test('who signs out and is signed in nowhere is told so at once, on a page that nobody frames or scripts', async () => {
  const page = await fetch(`${apps.url}/oauth/session/end`, { headers: { 'accept-language': 'en' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
  const html = await page.text();
  expect([html.includes('<h1>Signed out</h1>'), html.includes('<script')]).toEqual([true, false]);
  expect((await fetch(`${apps.url}/oauth/session/end?id_token_hint=x`)).status).toBe(400);
});

test('an app that cannot prove itself refreshes by its token alone', async () => {
  const granted = await apps.connect(apps.coordinator, 'offline_access user/Patient.rs');
  const form = { grant_type: 'refresh_token', refresh_token: String(granted['refresh_token']) };
  const again = await apps.post('/oauth/token', form);
  expect([again.status, again.body['scope']]).toEqual([200, 'offline_access user/Patient.rs']);
});

/** What an app that is registered for little is granted of what it asks for. */
async function grantedOf(registered: readonly string[], asked: string): Promise<unknown> {
  const redirect_uri = 'https://app.example/callback';
  const app = { kind: 'app', authentication: 'none', scopes: registered, redirectUris: [redirect_uri] };
  const id = `small-${++registrations}`;
  expect(await apps.auth.registerClient({ id, name: '小さなアプリ', ...app })).toMatchObject({ id });
  const code_challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const browser = apps.browser();
  const first = await browser.open(apps.begin(asked, { client_id: id, code_challenge }));
  const refused = new URL(first.url).searchParams.get('error');
  if (refused !== null) return refused;
  const consent = await browser.submit(first, apps.coordinator.proof());
  const end = await browser.submit(consent);
  const code = new URL(end.url).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri, client_id: id, code_verifier: VERIFIER };
  return (await apps.post('/oauth/token', form)).body['scope'];
}

let registrations = 0;
const VERIFIER = 'another-verifier-of-forty-three-characters-or-more';

test('an app is granted what it both is registered for and asks for, each once, and is refused where that is nothing', async () => {
  const registered = ['openid', 'profile', 'user/Goal.rs', 'user/Patient.cruds'];
  const asked =
    'user/Patient.rs offline_access fhirUser openid user/Goal.cruds user/Goal.r user/Patient.rs user/*.rs nothing';
  expect(await grantedOf(registered, asked)).toBe('openid user/Patient.rs user/Goal.r');
  expect(await grantedOf(registered, 'user/Goal.r profile')).toBe('profile user/Goal.r');
  for (const none of ['system/Goal.rs', 'user/*.cruds', 'offline_access nothing'])
    expect([none, await grantedOf(registered, none)]).toEqual([none, 'invalid_scope']);
});

test('of the parts of records the first fifty are granted, and all that are whole beside them', async () => {
  const parts = Array.from({ length: 52 }, (_, index) => `user/Goal.r?_id=${index}`);
  const asked = ['user/Patient.r', ...parts, 'user/Goal.s'];
  expect(await grantedOf(['user/*.rs'], asked.join(' '))).toBe([...asked.slice(0, 51), 'user/Goal.s'].join(' '));
});

test('what an app says beside its scopes is held to its rules, each fault told in its own words', async () => {
  const fhir = `${apps.url}/fhir`;
  const launch = await apps.launch();
  const answerTo = async (scope: string, more: Record<string, string | undefined>) => {
    const url = new URL(apps.begin(scope));
    for (const [name, value] of Object.entries(more))
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    const { searchParams } = new URL((await apps.browser().open(url.href)).url);
    return [searchParams.get('error'), searchParams.get('error_description')];
  };
  const taken = [null, null];
  for (const aud of [fhir, `${fhir}/`]) expect([aud, await answerTo('patient/*.rs', { aud })]).toEqual([aud, taken]);
  expect(await answerTo('patient/*.rs', { aud: undefined })).toEqual([
    'invalid_request',
    'missing required parameter aud',
  ]);
  for (const aud of [`${fhir}//`, `${fhir}x`, `x${fhir}`, 'https://another.example/fhir'])
    expect(await answerTo('patient/*.rs', { aud })).toEqual(['invalid_target', 'aud is not this FHIR server']);
  for (const max_age of ['3600', '12', '0']) expect(await answerTo('openid patient/*.rs', { max_age })).toEqual(taken);
  for (const max_age of ['0x10', '1e3', ' 12', '12 ', '-1', 'x'])
    expect([max_age, ...(await answerTo('openid patient/*.rs', { max_age }))]).toEqual([
      max_age,
      'invalid_request',
      'invalid max_age parameter value',
    ]);
  expect(await answerTo('patient/*.rs', { launch })).toEqual([
    'invalid_scope',
    'the parameter launch needs the scope launch',
  ]);
  const { url } = await apps.browser().open(apps.begin('patient/*.rs', { launch }));
  expect(new URL(url).searchParams.get('scope')).toBe('launch');
  expect(await answerTo('launch patient/*.rs', {})).toEqual([
    'invalid_request',
    'scope launch needs the parameter launch',
  ]);
  expect(await answerTo('launch patient/*.rs', { launch: 'x' })).toEqual([
    'invalid_request',
    'launch is unknown or was used',
  ]);
  expect(await answerTo('launch patient/*.rs', { launch })).toEqual(taken);
  expect((await answerTo('launch patient/*.rs', { launch }))[1]).toBe('launch is unknown or was used');
});

test('an id that no client can have is no client, whatever is in it', async () => {
  for (const clientId of ['a\u0000', '\ud800', 'A', 'x'.repeat(100), ''])
    expect(await house.post('/oauth/token', tokenForm(assertion({ clientId })))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
});

test('a name that is no text of a URL is no client, in whatever scheme it comes', async () => {
  const form = { grant_type: 'client_credentials', scope: 'system/*.rs' };
  for (const shown of ['%', '%E3', '%zz:secret', ''])
    for (const scheme of ['Basic', 'basic', 'Bearer']) {
      const authorization = `${scheme} ${Buffer.from(shown).toString('base64')}`;
      expect(await house.post('/oauth/token', form, { authorization }), `${scheme} ${shown}`).toMatchObject({
        status: 400,
        body: { error: 'invalid_request' },
      });
    }
});
