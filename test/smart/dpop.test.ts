import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { dpopProof, type ProofKey, proofKey } from '../auth/dpop-maker.ts';
import { PERSON_B } from '../gateway.ts';
import { basicOf, codeForm, walk } from './flows.ts';
import { APP, askToken, CALLBACK, smartHouse } from './house.ts';

const house = await smartHouse();
const registered = await house.gateway.auth.registerClient({
  id: 'bound-app',
  name: '服薬ノート',
  kind: 'app',
  authentication: 'none',
  redirectUris: [CALLBACK],
  origins: [APP],
  scopes: ['openid', 'launch/patient', 'offline_access', 'patient/*.rs'],
  dpop: true,
});
if (isRefusal(registered)) throw new Error(registered.issues[0]?.en);

const key = proofKey('ES256');
const tokenUrl = `${house.url}/oauth/token`;
const proving = (by: ProofKey) => ({ dpop: dpopProof(by, { method: 'POST', url: tokenUrl }) });
const more = { client_id: 'bound-app' };
const scope = 'openid launch/patient offline_access patient/*.rs';

const walked = await walk(house, { browser: house.browser(), account: house.worker, scope, more });
const granted = await askToken(house, { ...codeForm(walked), ...more }, proving(key));
const token = String(granted.body['access_token']);

const read = (path: string, headers: Record<string, string>) =>
  fetch(`${house.url}${path}`, { headers: { origin: APP, ...headers } });

test('a public app gets tokens that are bound to its key, and reads with a proof for each request', async () => {
  expect([granted.status, granted.body['token_type']]).toEqual([200, 'DPoP']);
  for (const path of [`/fhir/Patient/${PERSON_B}`, '/fhir/Observation?status=final&_count=1']) {
    const url = `${house.url}${path.split('?')[0]}`;
    const answer = await read(path, { authorization: `DPoP ${token}`, dpop: dpopProof(key, { url, token }) });
    expect([path, answer.status]).toEqual([path, 200]);
  }
});

test('a token without a refresh is bound to the key as well', async () => {
  const once = await walk(house, { browser: house.browser(), account: house.worker, scope: 'patient/*.rs', more });
  const { status, body } = await askToken(house, { ...codeForm(once), ...more }, proving(key));
  expect([status, body['token_type'], body['refresh_token']]).toEqual([200, 'DPoP', undefined]);
});

test('a stolen token opens nothing, and the app’s page can read how it should have been shown', async () => {
  const path = `/fhir/Patient/${PERSON_B}`;
  const url = `${house.url}${path}`;
  const thief = proofKey('ES256');
  const tries = [
    { authorization: `Bearer ${token}` },
    { authorization: `DPoP ${token}` },
    { authorization: `DPoP ${token}`, dpop: dpopProof(thief, { url, token }) },
    { authorization: `DPoP ${token}`, dpop: dpopProof(key, { url: `${house.url}/fhir/Patient/other`, token }) },
  ];
  for (const headers of tries) {
    const answer = await read(path, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^DPoP realm="[^"]+\/fhir", error="invalid_(token|dpop_proof)", algs="ES256 ES384 RS256 PS256"$/,
    );
    expect(answer.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
  }
});

test('a proof that was overheard is not taken again, at the token endpoint either', async () => {
  const path = `/fhir/Patient/${PERSON_B}`;
  const headers = { authorization: `DPoP ${token}`, dpop: dpopProof(key, { url: `${house.url}${path}`, token }) };
  expect([(await read(path, headers)).status, (await read(path, headers)).status]).toEqual([200, 401]);
});

test('only the key to which a refresh token is bound refreshes', async () => {
  const form = { grant_type: 'refresh_token', refresh_token: String(granted.body['refresh_token']), ...more };
  const refused = await askToken(house, form, proving(proofKey('ES256')));
  expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant']);
  expect((await askToken(house, form)).body['error']).toBe('invalid_grant');
  const again = await askToken(house, form, proving(key));
  expect([again.status, again.body['token_type'], again.body['patient']]).toEqual([200, 'DPoP', PERSON_B]);
});

test('an app that proves its key only when it refreshes is held to it from then on', async () => {
  const asking = { browser: house.browser(), account: house.worker, scope };
  const { body } = await askToken(house, codeForm(await walk(house, asking)));
  expect(body['token_type']).toBe('Bearer');
  const form = (held: Record<string, unknown>) => ({
    grant_type: 'refresh_token',
    refresh_token: String(held['refresh_token']),
    client_id: 'public-app',
  });
  const bound = await askToken(house, form(body), proving(key));
  expect([bound.status, bound.body['token_type']]).toEqual([200, 'DPoP']);
  for (const stolen of [{}, proving(proofKey('ES256'))])
    expect((await askToken(house, form(bound.body), stolen)).body['error']).toBe('invalid_grant');
  const again = await askToken(house, form(bound.body), proving(key));
  expect([again.status, again.body['token_type']]).toEqual([200, 'DPoP']);
  const secret = basicOf('secret-app', house.secretApp.secret);
  const told = await walk(house, { ...asking, client: 'secret-app' });
  const free = await askToken(house, codeForm(told, 'secret-app'), { ...secret, ...proving(key) });
  const { client_id: _, ...own } = form(free.body);
  // Who proves who it is needs no key besides.
  expect((await askToken(house, own, secret)).status).toBe(200);
});
