/** People who sign in at the hospital's own issuer, and answers of it that are not what they seem. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { FederationOptions } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { createLog, startGateway } from '../../src/http/index.ts';
import { forgeJwt, pemOf } from '../auth/forge-jwt.ts';
import { PERSON_B } from '../gateway.ts';
import { type Browser, openBrowser, type Page } from './browser.ts';
import {
  APP,
  askToken,
  authorizeUrl,
  CALLBACK,
  codeOf,
  connect,
  pkce,
  type SmartHouse,
  smartHouse,
  walkThrough,
} from './house.ts';
import { type Key, otherIssuer, type Signed } from './issuer.ts';

const issuer = await otherIssuer();
const OPTIONS: FederationOptions = {
  issuer: issuer.url,
  clientId: 'kakehashi',
  clientSecret: 'a secret+of/the gateway',
  scopes: 'openid',
  acr: ['urn:example:two-factors', 'pwd+otp'],
  claim: 'sub',
  only: false,
};
const SECRET_CLIENT = {
  client_id: 'kakehashi',
  client_secret: OPTIONS.clientSecret ?? '',
  token_endpoint_auth_method: 'client_secret_basic' as const,
  id_token_signed_response_alg: 'RS256' as const,
};
const house = await smartHouse({ federation: OPTIONS });
const BACK = `${house.url}/oauth/federated`;
const KIMURA = { sub: 'staff-0417', amr: ['pwd', 'otp'] };
issuer.open(BACK, [SECRET_CLIENT]);
const linked = await house.gateway.auth.people.link(house.worker.id, { issuer: issuer.url, subject: KIMURA.sub });
if (isRefusal(linked)) throw new Error('not linked');

afterEach(() => {
  issuer.somebody = undefined;
  issuer.forge = undefined;
  issuer.alter = undefined;
  issuer.instead = undefined;
});

const SCOPE = 'openid fhirUser launch/patient patient/*.rs';
const UNFINISHED = '病院のアカウントでのサインインは完了しませんでした。';
const REFUSED = 'このアカウントではサインインできません。管理者に連絡してください。';

interface Asking {
  readonly at?: SmartHouse;
  readonly more?: Record<string, string>;
  readonly browser?: Browser;
}

/** The sign-in page of a new request, and the address of its button for the hospital's account. */
async function signInPage({ at = house, more = {}, browser = at.browser() }: Asking = {}) {
  const { verifier, challenge } = pkce();
  const page = await browser.open(authorizeUrl(at, { challenge, scope: SCOPE, more }));
  const href = /<a class="button" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  const button = href === undefined ? undefined : new URL(href, page.url).href;
  return { page, browser, verifier, button: button ?? '' };
}

/** Presses the button, signs in there, and comes back. */
async function signInThere(asking: Asking = {}): Promise<{ page: Page; browser: Browser; verifier: string }> {
  const { browser, button, verifier } = await signInPage(asking);
  return { page: await browser.open(button), browser, verifier };
}

/** Presses the button and signs in there, but is stopped at the way back. */
async function almostBack(): Promise<{ browser: Browser; back: URL }> {
  const browser = openBrowser([APP, BACK]);
  const { button } = await signInPage({ browser });
  const stopped = await browser.open(button);
  return { browser, back: new URL(stopped.url) };
}

/** A browser with the cookies of another one that goes through to the end. */
const through = (other: Browser): Browser => openBrowser([APP], 'ja', other.cookies);

const faultOf = ({ html }: Page): string | undefined => /<p class="fault"[^>]*>([^<]*)</.exec(html)?.[1];

/** From the page after the sign-in there to what the app is given. */
async function goOn({ page, browser, verifier }: { page: Page; browser: Browser; verifier: string }) {
  const end = await walkThrough(browser, page, { account: house.worker, answers: { patient: { patient: PERSON_B } } });
  const granted = await askToken(house, {
    grant_type: 'authorization_code',
    code: new URL(end.url).searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    client_id: 'public-app',
    code_verifier: verifier,
  });
  return granted.body;
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

async function reasons(): Promise<(string | null)[]> {
  const { rows } = await house.database.query<{ content: string }>('SELECT content FROM audit_record ORDER BY number');
  const signIns = rows.filter(({ content }) => content.includes('$sign-in'));
  return signIns.map(({ content }) => /"(federated[a-z-]*|disabled)"/.exec(content)?.[1] ?? null);
}

test('a social worker signs in with the account of the hospital, and the app reads in their name', async () => {
  issuer.somebody = KIMURA;
  const begun = await signInThere();
  expect(begun.page.html).toContain('name="step" value="role"');
  const granted = await goOn(begun);
  expect(granted['patient']).toBe(PERSON_B);
  const told = await house.introspect(granted['access_token']);
  expect(told['sub']).toBe(house.worker.id);
  const asked = issuer.asked.at(-1) ?? new URLSearchParams();
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    client_id: 'kakehashi',
    redirect_uri: BACK,
    scope: 'openid',
    code_challenge_method: 'S256',
    acr_values: 'urn:example:two-factors',
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
  expect((await reasons()).at(-1)).toBe('federated');
});

test('the app is told by which means somebody signed in there, and when where it asked for that', async () => {
  issuer.somebody = KIMURA;
  const now = Math.floor(Date.now() / 1000);
  const amr = [5, 'pwd', null, 'otp'];
  for (const [there, more, at] of [
    [now - 200, {}, now],
    [now - 200, { max_age: '300' }, now - 200],
    [now + 4, { max_age: '300' }, now],
  ] as const) {
    issuer.forge = claimed((claims) => ({ ...claims, amr, auth_time: there }));
    const { id_token } = await goOn(await signInThere({ more }));
    expect(claimsOf(id_token)).toMatchObject({ sub: house.worker.id, auth_time: at, amr: ['fed', 'pwd', 'otp'] });
  }
});

test('who is signed in is not led away to sign in again, whatever the address says', async () => {
  issuer.somebody = KIMURA;
  const { page, browser } = await signInThere();
  const count = issuer.asked.length;
  const again = await browser.open(`${page.url.split('?')[0]}?federated=1`);
  expect([again.status, again.html.includes('name="step" value="role"'), issuer.asked.length]).toEqual([
    200,
    true,
    count,
  ]);
});

test('who comes back after the request of the app has run out sees that it is gone', async () => {
  issuer.somebody = KIMURA;
  const browser = openBrowser([APP, BACK]);
  const { button } = await signInPage({ browser });
  house.passSeconds(500);
  const stopped = await browser.open(button);
  // The library lets a request run out five seconds late.
  house.passSeconds(106);
  const page = await through(browser).open(stopped.url);
  expect([page.status, page.html.includes('この手続きは終わっています')]).toEqual([400, true]);
});

test('the password stays a way in beside the account of the hospital', async () => {
  const { page } = await signInPage();
  expect(page.html).toContain('病院のアカウントでサインイン');
  expect(page.html).toContain('name="password"');
  const { body } = await connect(house, {
    account: house.worker,
    scope: SCOPE,
    answers: { patient: { patient: PERSON_B } },
  });
  expect(body['patient']).toBe(PERSON_B);
});

test('two factors are believed by acr as well as by amr, and one factor is told apart', async () => {
  issuer.somebody = { sub: KIMURA.sub, acr: 'urn:example:two-factors' };
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
  for (const less of [{ amr: ['pwd'] }, { amr: ['otp'] }, {}, { acr: 'urn:example:one' }, { acr: 'pwd+otp' }]) {
    issuer.somebody = { sub: KIMURA.sub, ...less };
    const { page } = await signInThere();
    expect([page.status, faultOf(page)]).toEqual(
      less.acr === 'pwd+otp'
        ? [200, undefined]
        : [400, '病院のアカウントで、二要素認証を使ってサインインしてください。'],
    );
  }
  expect(await reasons()).toContain('federated-one-factor');
});

test('whoever is not linked and whoever is shut out read the same, and nobody is added', async () => {
  const before = (await house.gateway.auth.people.listUsers()).length;
  issuer.somebody = { sub: 'staff-9999', amr: ['pwd', 'otp'] };
  const stranger = await signInThere();
  expect([stranger.page.status, faultOf(stranger.page)]).toEqual([400, REFUSED]);
  expect((await reasons()).at(-1)).toBe('federated-unlinked');
  const { people } = house.gateway.auth;
  await people.disableUser(house.worker.id);
  issuer.somebody = KIMURA;
  const disabled = await signInThere();
  expect([disabled.page.status, faultOf(disabled.page)]).toEqual([400, REFUSED]);
  expect((await reasons()).at(-1)).toBe('disabled');
  await people.enableUser(house.worker.id);
  expect((await people.listUsers()).length).toBe(before);
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
});

test('the same subject of another issuer is somebody else', async () => {
  const { people } = house.gateway.auth;
  await people.link(house.coordinator.id, { issuer: 'https://another.example', subject: 'staff-1' });
  issuer.somebody = { sub: 'staff-1', amr: ['pwd', 'otp'] };
  expect(faultOf((await signInThere()).page)).toBe(REFUSED);
});

test('whoever cancels there is back at the sign-in page, and can sign in otherwise', async () => {
  const { page, browser } = await signInThere();
  expect([page.status, faultOf(page)?.startsWith(UNFINISHED)]).toEqual([400, true]);
  expect((await reasons()).at(-1)).toBe('federated-denied');
  const again = await walkThrough(browser, { ...page, status: 200 }, { account: house.worker, until: 'role' });
  expect(again.html).toContain('name="step" value="role"');
});

const [rsa] = issuer.keys() as [Key, Key];
const STRANGER = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) };
const claimed =
  (change: (claims: Record<string, unknown>) => Record<string, unknown>) =>
  ({ header, claims }: Signed): string =>
    forgeJwt(header, change(claims), rsa);

const FORGED: readonly (readonly [string, (token: Signed) => string])[] = [
  ['the nonce of another sign-in', claimed((claims) => ({ ...claims, nonce: 'another' }))],
  ['no nonce', claimed(({ nonce: _, ...claims }) => claims)],
  ['another issuer', claimed((claims) => ({ ...claims, iss: 'https://another.example' }))],
  ['another client as audience', claimed((claims) => ({ ...claims, aud: 'another-client' }))],
  ['another client beside us as audience', claimed((claims) => ({ ...claims, aud: ['kakehashi', 'another'] }))],
  ['another authorized party', claimed((claims) => ({ ...claims, azp: 'another-client' }))],
  ['an expiry that has passed', claimed((claims) => ({ ...claims, exp: Number(claims['iat']) - 10 }))],
  ['no expiry', claimed(({ exp: _, ...claims }) => claims)],
  ['a future issue', claimed((claims) => ({ ...claims, iat: Number(claims['iat']) + 60 }))],
  ['an issue six seconds ahead', claimed((claims) => ({ ...claims, iat: Number(claims['iat']) + 6 }))],
  ['an issue in words', claimed((claims) => ({ ...claims, iat: 'now' }))],
  ['no subject', claimed(({ sub: _, ...claims }) => claims)],
  ['an empty subject', claimed((claims) => ({ ...claims, sub: '' }))],
  ['a number as subject', claimed((claims) => ({ ...claims, sub: 417 }))],
  ['no signature', ({ header, claims }) => forgeJwt({ ...header, alg: 'none' }, claims, rsa)],
  [
    'our public key as shared secret',
    ({ header, claims }) => forgeJwt({ ...header, alg: 'HS256' }, claims, pemOf(rsa)),
  ],
  [
    'our client secret as key',
    ({ header, claims }) => forgeJwt({ ...header, alg: 'HS256' }, claims, OPTIONS.clientSecret ?? ''),
  ],
  ['an unknown key', ({ header, claims }) => forgeJwt({ ...header, kid: 'unknown' }, claims, STRANGER)],
  ['a stranger’s key under a known name', ({ header, claims }) => forgeJwt(header, claims, STRANGER)],
  [
    'an extension that nobody understands',
    ({ header, claims }) => forgeJwt({ ...header, crit: ['x'], x: 1 }, claims, rsa),
  ],
  ['the type of an access token', ({ header, claims }) => forgeJwt({ ...header, typ: 'at+jwt' }, claims, rsa)],
  ['what is no token', () => 'nonsense'],
];

test.each(FORGED)('an identity token with %s lets nobody in', async (_what, forge) => {
  issuer.somebody = KIMURA;
  issuer.forge = forge;
  const { page } = await signInThere();
  expect([page.status, faultOf(page)?.startsWith(UNFINISHED)]).toEqual([400, true]);
  expect((await reasons()).at(-1)).toBe('federated-untrusted');
});

test('a token that is forged in nothing lets the person in, with the type that tokens may have', async () => {
  issuer.somebody = KIMURA;
  issuer.forge = ({ header, claims }) => forgeJwt({ ...header, typ: 'JWT' }, claims, rsa);
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
  // A clock may differ by five seconds; the authorized party may be named; means that nobody knows are passed over.
  const odd = { azp: 'kakehashi', amr: [5, 'mca', 'otp', 'pwd'] };
  issuer.forge = claimed((claims) => ({ ...claims, ...odd, iat: Number(claims['iat']) + 5 }));
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
});

test('an identity token is believed by each algorithm that is taken, of a key that the issuer publishes', async () => {
  issuer.somebody = KIMURA;
  house.passSeconds(3_601);
  const curves: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
  const signers = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', ...Object.keys(curves)].map((alg) => {
    const namedCurve = curves[alg];
    const { privateKey, publicKey } =
      namedCurve === undefined
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve });
    return {
      alg,
      key: privateKey.export({ format: 'jwk' }),
      published: { ...publicKey.export({ format: 'jwk' }), kid: alg },
    };
  });
  issuer.alter = (ctx) => {
    if (ctx.oidc?.route === 'jwks') ctx.body = { keys: signers.map(({ published }) => published) };
  };
  for (const { alg, key } of signers) {
    issuer.forge = ({ header, claims }) => forgeJwt({ ...header, alg, kid: alg }, claims, key);
    const { page } = await signInThere();
    expect([alg, page.html.includes('name="step" value="role"')]).toEqual([alg, true]);
  }
  house.passSeconds(3_601);
});

test('of the means that a token names the first ten count', async () => {
  issuer.somebody = KIMURA;
  for (const [before, isIn] of [
    [8, true],
    [9, false],
  ] as const) {
    issuer.forge = claimed((claims) => ({ ...claims, amr: [...Array(before).fill('mca'), 'pwd', 'otp'] }));
    const { page } = await signInThere();
    expect([before, page.html.includes('name="step" value="role"')]).toEqual([before, isIn]);
  }
});

test('an answer with an error, or without a code, is a sign-in that was given up', async () => {
  for (const change of [
    (query: URLSearchParams) => query.set('error', 'login_required'),
    (query: URLSearchParams) => query.delete('code'),
  ]) {
    issuer.somebody = KIMURA;
    const { browser, back } = await almostBack();
    change(back.searchParams);
    expect(faultOf(await through(browser).open(back.href))?.startsWith(UNFINISHED)).toBe(true);
    expect((await reasons()).at(-1)).toBe('federated-denied');
  }
});

test('an issuer that does not promise to name itself is followed also where it does not', async () => {
  issuer.somebody = KIMURA;
  house.passSeconds(3_601);
  issuer.alter = (ctx) => {
    if (ctx.oidc?.route !== 'discovery') return;
    ctx.body = { ...(ctx.body as object), authorization_response_iss_parameter_supported: false };
  };
  const { browser, back } = await almostBack();
  back.searchParams.delete('iss');
  expect((await through(browser).open(back.href)).html).toContain('name="step" value="role"');
  house.passSeconds(3_601);
});

test('what is kept of a sign-in under way ends after ten minutes, and opens with one cookie among others', async () => {
  issuer.somebody = KIMURA;
  await house.database.query('DELETE FROM auth_federation');
  const browser = openBrowser([APP, BACK]);
  const { button } = await signInPage({ browser, more: { max_age: '300' } });
  const back = new URL((await browser.open(button)).url);
  expect(issuer.asked.at(-1)?.get('prompt')).toBeNull();
  const { rows } = await house.database.query('SELECT expires_at AS until, fresh_since AS since FROM auth_federation');
  expect(rows).toEqual([{ until: new Date(Date.now() + 600_000), since: new Date(Date.now() - 300_000) }]);
  const [[key = '', value = ''] = []] = [...browser.cookies].filter(([one]) => one.startsWith('kakehashi_federated_'));
  const [name = ''] = key.split(' ');
  expect(back.searchParams.get('state')).not.toContain(name.slice('kakehashi_federated_'.length));
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie: `other=1; ${name}=${value}; more=2` } });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
    303,
    `${name}=; Path=/oauth/federated; HttpOnly; SameSite=Lax; Max-Age=0`,
  ]);
});

test('an answer with another state, or in another browser, is no answer, and does not use the right one up', async () => {
  issuer.somebody = KIMURA;
  const { browser, back } = await almostBack();
  const other = new URL(back);
  other.searchParams.set('state', 'another-state');
  for (const page of [await through(browser).open(other.href), await house.browser().open(back.href)]) {
    expect(page.status).toBe(400);
    expect(page.html).toContain('この手続きは終わっています');
  }
  const right = through(browser);
  expect((await right.open(back.href)).html).toContain('name="step" value="role"');
  const twice = await right.open(back.href);
  expect([twice.status, twice.html.includes('この手続きは終わっています')]).toEqual([400, true]);
});

test('an answer that names another issuer, or none where ours always names itself, is not followed', async () => {
  for (const iss of ['https://another.example', undefined]) {
    issuer.somebody = KIMURA;
    const { browser, back } = await almostBack();
    expect(back.searchParams.get('iss')).toBe(issuer.url);
    if (iss === undefined) back.searchParams.delete('iss');
    else back.searchParams.set('iss', iss);
    const page = await through(browser).open(back.href);
    expect(faultOf(page)?.startsWith(UNFINISHED)).toBe(true);
    expect((await reasons()).at(-1)).toBe('federated-untrusted');
  }
});

test('an answer that comes after ten minutes is no answer, and nothing of it is kept', async () => {
  issuer.somebody = KIMURA;
  const { browser, back } = await almostBack();
  house.passSeconds(601);
  expect((await through(browser).open(back.href)).status).toBe(400);
  await house.gateway.auth.sweep();
  expect((await house.database.query('SELECT 1 FROM auth_federation')).rowCount).toBe(0);
});

test('an app that asks for a new sign-in gets one there, and a token without its time is not believed', async () => {
  issuer.somebody = KIMURA;
  const { page } = await signInThere({ more: { prompt: 'login consent' } });
  expect(page.html).toContain('name="step" value="role"');
  const asked = issuer.asked.at(-1);
  expect([asked?.get('prompt'), asked?.get('max_age')]).toEqual(['login', '0']);
  issuer.forge = claimed(({ auth_time: _, ...claims }) => claims);
  const untimed = await signInThere({ more: { prompt: 'login consent' } });
  expect(faultOf(untimed.page)?.startsWith(UNFINISHED)).toBe(true);
  issuer.forge = claimed((claims) => ({ ...claims, auth_time: String(claims['auth_time']) }));
  const worded = await signInThere({ more: { prompt: 'login consent' } });
  expect(faultOf(worded.page)?.startsWith(UNFINISHED)).toBe(true);
  // A clock may differ by five seconds.
  for (const [late, isIn] of [
    [305, true],
    [306, false],
  ] as const) {
    issuer.forge = claimed((claims) => ({ ...claims, auth_time: Number(claims['iat']) - late }));
    const { page: after } = await signInThere({ more: { max_age: '300' } });
    expect([late, after.html.includes('name="step" value="role"')]).toEqual([late, isIn]);
  }
  issuer.forge = claimed((claims) => ({ ...claims, auth_time: Number(claims['auth_time']) - 400 }));
  const old = await signInThere({ more: { max_age: '300' } });
  expect(faultOf(old.page)?.startsWith(UNFINISHED)).toBe(true);
  expect(issuer.asked.at(-1)?.get('max_age')).toBe('300');
  const recent = await signInThere({ more: { max_age: '500' } });
  expect(recent.page.html).toContain('name="step" value="role"');
});

test('an issuer that is away is told on the page, at the way there and at the way back', async () => {
  issuer.somebody = KIMURA;
  const away = '病院のサインイン画面につながりません。しばらくしてから、もう一度お試しください。';
  const { browser, back } = await almostBack();
  issuer.instead = (_request, response) => void response.writeHead(503).end('<h1>away</h1>');
  const page = await through(browser).open(back.href);
  expect([page.status, faultOf(page)]).toEqual([400, away]);
  expect((await reasons()).at(-1)).toBe('federated-away');
  // What it said of itself is kept for an hour at most.
  house.passSeconds(3_601);
  const told = (await reasons()).length;
  const there = await signInThere();
  expect([there.page.status, faultOf(there.page)]).toEqual([400, away]);
  expect((await reasons()).slice(told)).toEqual(['federated-away']);
});

test('an issuer that never answers is not waited for, and one that says too much is not read', async () => {
  house.passSeconds(3_601);
  const answers: NonNullable<typeof issuer.instead>[] = [
    () => undefined,
    (_request, response) => void response.end(JSON.stringify({ issuer: issuer.url, more: 'x'.repeat(70_000) })),
    (_request, response) => void response.end(JSON.stringify({ issuer: 'https://another.example' })),
    (_request, response) =>
      void response.end(JSON.stringify({ issuer: issuer.url, token_endpoint: 'http://elsewhere.example/' })),
    (_request, response) => void response.end('null'),
    (_request, response) => void response.end('"text"'),
    (_request, response) => void response.writeHead(302, { location: 'https://another.example/' }).end(),
  ];
  for (const instead of answers) {
    issuer.instead = instead;
    expect(faultOf((await signInThere()).page)).toMatch(/^病院のサインイン画面につながりません/);
  }
  issuer.instead = undefined;
  issuer.somebody = KIMURA;
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
});

test('a token endpoint that errs, or gives no identity token, lets nobody in', async () => {
  issuer.somebody = KIMURA;
  const alterings: NonNullable<typeof issuer.alter>[] = [
    (ctx) => {
      ctx.status = 400;
    },
    (ctx) => {
      ctx.body = { access_token: 'x' };
    },
    (ctx) => {
      ctx.body = { id_token: 5 };
    },
  ];
  for (const alter of alterings) {
    issuer.alter = (ctx) => ctx.oidc?.route === 'token' && alter(ctx);
    expect(faultOf((await signInThere()).page)?.startsWith(UNFINISHED)).toBe(true);
    expect((await reasons()).at(-1)).toBe('federated-untrusted');
  }
});

test('an issuer whose description ran out meanwhile and whose keys are none is away', async () => {
  issuer.somebody = KIMURA;
  const away = /^病院のサインイン画面につながりません/;
  house.passSeconds(3_601);
  await signInThere();
  house.passSeconds(3_500);
  const { browser, back } = await almostBack();
  house.passSeconds(101);
  issuer.instead = (_request, response) => void response.writeHead(500).end('{}');
  expect(faultOf(await through(browser).open(back.href))).toMatch(away);
  issuer.instead = undefined;
  issuer.alter = (ctx) => {
    if (ctx.oidc?.route === 'jwks') ctx.body = { keys: 'none' };
  };
  expect(faultOf((await signInThere()).page)).toMatch(away);
  expect((await reasons()).at(-1)).toBe('federated-away');
});

test('of the keys that an issuer publishes only whole public keys for signatures count', async () => {
  issuer.somebody = KIMURA;
  house.passSeconds(3_601);
  const [good] = issuer.keys() as [Key];
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...stranger } = STRANGER as Record<string, unknown>;
  const published: unknown[] = [
    null,
    'a key',
    { kty: 'oct', kid: 'shared', alg: 'RS256' },
    { ...STRANGER, kid: 'private', alg: 'RS256' },
    { ...stranger, kid: 'encryption', use: 'enc' },
    { ...stranger, kid: 'broken', n: 5 },
  ];
  issuer.alter = (ctx) => {
    if (ctx.oidc?.route !== 'jwks') return;
    const { keys } = ctx.body as { keys: Record<string, unknown>[] };
    // Without `use` a key is for signatures.
    ctx.body = { keys: [...published, ...keys.map(({ use: _, ...key }) => key), { ...stranger, kid: 'published' }] };
  };
  for (const [kid, key, isIn] of [
    ['private', STRANGER, false],
    ['encryption', STRANGER, false],
    ['shared', STRANGER, false],
    ['broken', STRANGER, false],
    ['published', STRANGER, true],
    [good.kid, good, true],
  ] as const) {
    issuer.forge = ({ header, claims }) => forgeJwt({ ...header, kid }, claims, key);
    const { page } = await signInThere();
    expect([kid, page.html.includes('name="step" value="role"')]).toEqual([kid, isIn]);
  }
});

test('whoever comes to the way back without a sign-in under way sees that it is gone', async () => {
  for (const path of ['', '?state=x&code=y'])
    for (const [asked, told] of [
      ['fr', 'ja'],
      ['en', 'en'],
    ] as const) {
      const response = await fetch(`${BACK}${path}`, { headers: { 'accept-language': asked } });
      expect([response.status, (await response.text()).includes(`<html lang="${told}">`)]).toEqual([400, true]);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  const posted = await fetch(BACK, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  expect((await fetch(`${BACK}x`)).status).toBe(404);
});

test('a user who is shut out and let in again is not in by what was answered before', async () => {
  issuer.somebody = KIMURA;
  const { browser, back } = await almostBack();
  const waiting = openBrowser([`${house.url}/oauth/interaction`], 'ja', browser.cookies);
  const stopped = await waiting.open(back.href);
  expect(stopped.status).toBe(302);
  await house.gateway.auth.people.disableUser(house.worker.id);
  await house.gateway.auth.people.enableUser(house.worker.id);
  const page = await openBrowser([APP], 'ja', waiting.cookies).open(stopped.url);
  expect([page.status, page.html.includes('この手続きは終わっています')]).toEqual([400, true]);
});

test('an issuer that changes its keys goes on at once, and what the old key signs is not believed any more', async () => {
  issuer.somebody = KIMURA;
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
  issuer.open(BACK, [SECRET_CLIENT]);
  expect((await signInThere()).page.html).toContain('name="step" value="role"');
  issuer.forge = ({ header, claims }) => forgeJwt({ ...header, kid: rsa.kid }, claims, rsa);
  expect(faultOf((await signInThere()).page)?.startsWith(UNFINISHED)).toBe(true);
});

test('with a private key, ES256 tokens and a claim of the hospital, nobody signs in by password where that is wanted', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const marks = { kid: 'gateway-1', alg: 'ES256' };
  const gateway = await startGateway({
    house: house.house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: 100_000,
    federation: {
      ...OPTIONS,
      clientSecret: undefined,
      clientKey: { ...privateKey.export({ format: 'jwk' }), ...marks },
      claim: 'staff_number',
      only: true,
    },
  });
  const at = { ...house, url: gateway.url };
  issuer.open(`${gateway.url}/oauth/federated`, [
    {
      client_id: 'kakehashi',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), ...marks }] },
    },
  ]);
  await gateway.auth.people.link(house.coordinator.id, { issuer: issuer.url, subject: 'H-0021' });
  issuer.somebody = { sub: 'opaque', staff_number: 'H-0021', acr: 'urn:example:two-factors' };
  const { page } = await signInThere({ at });
  expect(page.html).toContain('name="step" value="patient"');
  issuer.somebody = { sub: 'H-0021', acr: 'urn:example:two-factors' };
  expect(faultOf((await signInThere({ at })).page)?.startsWith(UNFINISHED)).toBe(true);
  for (const staff_number of ['', 21]) {
    issuer.somebody = { sub: 'opaque', staff_number, acr: 'urn:example:two-factors' };
    expect(faultOf((await signInThere({ at })).page)?.startsWith(UNFINISHED)).toBe(true);
  }
  issuer.somebody = { sub: 'opaque', staff_number: 'H-0021', acr: 'urn:example:two-factors' };
  const [, own] = issuer.keys() as [Key, Key];
  for (const [sub, isIn] of [
    ['another', true],
    ['', false],
    [417, false],
  ] as const) {
    issuer.forge = ({ header, claims }) => forgeJwt(header, { ...claims, sub }, own);
    const { page: shown } = await signInThere({ at });
    expect([sub, shown.html.includes('name="step" value="patient"')]).toEqual([sub, isIn]);
  }
  issuer.forge = undefined;
  const first = await signInPage({ at });
  expect(first.page.html).not.toContain('name="password"');
  const { login, password } = house.worker;
  // All of it is right: it is the door that is shut.
  const tried = await first.browser.submit(first.page, { login, password, code: codeOf(house.worker) });
  expect([tried.status, tried.html.includes('name="password"')]).toEqual([400, false]);
  await gateway.stop();
});

test('behind TLS the cookie of the way there goes over TLS only, and means together are no `acr` to ask for', async () => {
  const publicUrl = 'https://gateway.example';
  const log = createLog('silent');
  const far = { house: house.house, log, host: '127.0.0.1', port: 0, bodyBytesMax: 100_000, publicUrl };
  const gateway = await startGateway({ ...far, federation: { ...OPTIONS, acr: ['pwd+otp'] } });
  const asked = new URL(authorizeUrl(house, { challenge: pkce().challenge, more: { aud: `${publicUrl}/fhir` } }));
  const begun = await fetch(`${gateway.listensAt}/oauth/authorize${asked.search}`, { redirect: 'manual' });
  for (const one of begun.headers.getSetCookie()) expect(one).toMatch(/; secure/i);
  const cookies = begun.headers.getSetCookie().map((one) => one.split(';')[0]);
  const { pathname } = new URL(begun.headers.get('location') ?? '', publicUrl);
  const leaving = { redirect: 'manual', headers: { cookie: cookies.join('; ') } } as const;
  const left = await fetch(`${gateway.listensAt}${pathname}?federated=1`, leaving);
  await gateway.stop();
  expect(left.headers.get('set-cookie')).toMatch(
    /^kakehashi_federated_[\w-]{8}=[\w-]{43}; Path=\/oauth\/federated; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
  );
  const there = new URL(left.headers.get('location') ?? '');
  expect([left.status, there.origin, there.searchParams.has('acr_values')]).toEqual([303, issuer.url, false]);
});

test('a gateway without another issuer has no such door', async () => {
  const gateway = await startGateway({
    house: house.house,
    log: createLog('silent'),
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax: 100_000,
  });
  expect((await fetch(`${gateway.url}/oauth/federated?state=x&code=y`)).status).toBe(404);
  const { page, browser } = await signInPage({ at: { ...house, url: gateway.url } });
  expect(page.html).not.toContain('病院のアカウント');
  const led = await browser.open(`${page.url.split('?')[0]}?federated=1`);
  expect([led.status, led.html.includes('name="password"')]).toEqual([200, true]);
  await gateway.stop();
});
