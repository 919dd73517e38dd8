import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { isRefusal } from '../../src/fhir/index.ts';
import { issuesOf } from '../gateway.ts';
import { authorizeUrl, pkce, SECRET_APP, smartHouse } from './house.ts';

const house = await smartHouse();
const FORM = 'application/x-www-form-urlencoded';
const ASSERTION = 'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=';
const basicOf = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const SECRET = basicOf('secret-app', house.secretApp.secret);

interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The OAuth code: of JSON, of a redirect to the app, or of a page. */
  readonly error: string | null;
}

const heard: Heard[] = [];

/** Every answer of this file is also checked for its headers, and never is one a fault of ours. */
async function hear(path: string, init: RequestInit = {}): Promise<Heard> {
  const url = path.startsWith('http') ? path : `${house.url}/oauth${path}`;
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const location = response.headers.get('location') ?? '';
  const error = location.startsWith('https:')
    ? new URL(location.replace('#', '?')).searchParams.get('error')
    : text.startsWith('{')
      ? (JSON.parse(text).error ?? null)
      : (/<code>([a-z_]+)<\/code>/.exec(text)?.[1] ?? null);
  const answer = { status: response.status, headers: response.headers, text, error };
  heard.push(answer);
  expect(answer.status, text).toBeLessThan(500);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('pragma')).toBe('no-cache');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('x-frame-options')).toBe('DENY');
  return answer;
}

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Heard> =>
  hear(path, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer> | string,
    headers: { 'content-type': FORM, ...headers },
  });
const asSecret = (path: string, body: string | Uint8Array, headers = {}) =>
  post(path, body, { authorization: SECRET, ...headers });
const codeOf = async (answer: Promise<Heard>) => {
  const { status, error } = await answer;
  return `${status} ${error}`;
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
test.each([
  ['/token', 'POST, OPTIONS'],
  ['/token/introspection', 'POST, OPTIONS'],
  ['/token/revocation', 'POST, OPTIONS'],
  ['/launch', 'POST'],
  ['/jwks', 'GET, HEAD, OPTIONS'],
  ['/.well-known/openid-configuration', 'GET, HEAD, OPTIONS'],
  ['/.well-known/oauth-authorization-server', 'GET, HEAD, OPTIONS'],
  ['/authorize', 'GET, POST'],
  ['/interaction/x', 'GET, POST'],
  ['/session/end', 'GET, POST'],
  ['/session/end/confirm', 'GET, POST'],
])('%s takes its own methods only, and says which', async (path, allow) => {
  for (const method of METHODS.filter((one) => !allow.includes(one))) {
    const { status, headers, error } = await hear(path, { method });
    expect([method, status, headers.get('allow'), error]).toEqual([method, 405, allow, 'invalid_request']);
  }
  if (!allow.includes('OPTIONS')) return;
  const { status, headers } = await hear(path, { method: 'OPTIONS' });
  expect([status, headers.get('allow')]).toEqual([204, allow]);
});

test('what describes the server can be asked after without being fetched', async () => {
  for (const path of ['/jwks', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    const { status, headers, text } = await hear(path, { method: 'HEAD' });
    const type = (await hear(path)).headers.get('content-type');
    expect([path, status, headers.get('content-type'), text]).toEqual([path, 200, type, '']);
  }
});

test('the server is described where RFC 8414 looks for it, and where it stands', async () => {
  const documents = [];
  for (const path of ['/.well-known/oauth-authorization-server/oauth', '/oauth/.well-known/oauth-authorization-server'])
    documents.push(seen(await hear(`${house.url}${path}`, { headers: { origin: 'https://anyone.example' } })));
  expect(JSON.parse(documents[0]?.text ?? '').issuer).toBe(`${house.url}/oauth`);
  expect(documents[0]?.kept).toContainEqual(['access-control-allow-origin', 'https://anyone.example']);
  expect(documents[0]).toEqual(documents[1]);
});

test('what only begins like a path that is served is no path', async () => {
  for (const path of [
    '/authorizex',
    '/tokenx',
    '/token/x',
    '/token/introspectionx',
    '/token/revocationx',
    '/launchx',
    '/jwksx',
    '/.well-known/openid-configurationx',
    '/.well-known/oauth-authorization-serverx',
    '/session/endx',
    '/interaction',
    '/federated',
  ])
    for (const method of ['GET', 'POST'])
      expect([path, method, await codeOf(hear(path, { method }))]).toEqual([path, method, '404 not_found']);
});

test('a query that cannot be read is told to a person on a page, and to a program as JSON', async () => {
  const shapeOf = async (path: string, method = 'GET') => {
    const { headers, status, text } = await hear(`${path}?a=%00`, { method, headers: { 'accept-language': 'en' } });
    const isPage = text.includes('<html lang="en">') && headers.has('content-security-policy');
    return [status, isPage ? 'page' : text];
  };
  const json = '{"error":"invalid_request"}';
  for (const path of ['/authorize', '/authorize/x', '/interaction/x', '/session/end'])
    expect([path, ...(await shapeOf(path))]).toEqual([path, 400, 'page']);
  expect(await shapeOf('/jwks')).toEqual([400, json]);
  expect(await shapeOf('/token', 'POST')).toEqual([400, json]);
});

test('only introspection takes a token as proof, by the name of its scheme in any case', async () => {
  const by = (path: string, authorization: string) => codeOf(post(path, 'token=x', { authorization }));
  for (const scheme of ['Bearer', 'bearer', 'DPoP', 'dpop'])
    expect([scheme, await by('/token/introspection', `${scheme} x`)]).toEqual([scheme, '401 invalid_token']);
  expect(await by('/token/introspection', 'Digest Bearer x')).toBe('400 invalid_request');
  expect(await by('/token/revocation', 'Bearer x')).toBe('400 invalid_request');
});

const GOOD = `grant_type=authorization_code&code=x&redirect_uri=${encodeURIComponent(SECRET_APP)}&code_verifier=${'a'.repeat(43)}`;
const REFRESH = 'grant_type=refresh_token&refresh_token=x';
const TOKEN_FORMS: readonly (readonly [what: string, form: string | Uint8Array, expected: string])[] = [
  ['nothing', '', '400 invalid_request'],
  ['no grant type', 'code=x', '400 invalid_request'],
  ['an empty grant type', 'grant_type=', '400 invalid_request'],
  ['two grant types', `${GOOD}&grant_type=authorization_code`, '400 invalid_request'],
  ['a list of grant types', 'grant_type[]=authorization_code', '400 invalid_request'],
  ['52: an unknown grant type', 'grant_type=not_a_grant_type', '400 unsupported_grant_type'],
  ['a name of JavaScript as grant type', 'grant_type=__proto__', '400 unsupported_grant_type'],
  ['the password of a person', 'grant_type=password&username=kimura&password=x', '400 unsupported_grant_type'],
  ['a grant type of other clients', 'grant_type=client_credentials&scope=system/*.rs', '400 invalid_request'],
  ['no code', 'grant_type=authorization_code&redirect_uri=x', '400 invalid_request'],
  ['an empty code', 'grant_type=authorization_code&code=&redirect_uri=x', '400 invalid_request'],
  ['33: an unknown code', GOOD, '400 invalid_grant'],
  ['a code without end', GOOD.replace('code=x', `code=${'a'.repeat(50_000)}`), '400 invalid_grant'],
  ['two codes', `${GOOD}&code=y`, '400 invalid_request'],
  ['two redirect URIs', `${GOOD}&redirect_uri=x`, '400 invalid_request'],
  ['two verifiers', `${GOOD}&code_verifier=x`, '400 invalid_request'],
  ['two clients', `${GOOD}&client_id=secret-app&client_id=secret-app`, '400 invalid_request'],
  ['another client than its header names', `${GOOD}&client_id=public-app`, '400 invalid_request'],
  ['no refresh token', 'grant_type=refresh_token', '400 invalid_request'],
  ['an empty refresh token', 'grant_type=refresh_token&refresh_token=', '400 invalid_request'],
  ['50: an unknown refresh token', REFRESH, '400 invalid_grant'],
  ['two refresh tokens', `${REFRESH}&refresh_token=y`, '400 invalid_request'],
  ['a scope that is none', `${REFRESH}&scope=%22`, '400 invalid_scope'],
  ['NUL in a code', GOOD.replace('code=x', 'code=%00'), '400 invalid_request'],
  ['NUL in a scope', `${REFRESH}&scope=%00`, '400 invalid_request'],
  ['what is no UTF-8', GOOD.replace('code=x', 'code=%ff%fe'), '400 invalid_request'],
  ['a broken escape', GOOD.replace('code=x', 'code=%zz'), '400 invalid_request'],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x3d, 0x26]), '400 invalid_request'],
  ['70 kB', `${GOOD}&pad=${'a'.repeat(70_000)}`, '400 invalid_request'],
  ['3 MB', `${GOOD}&pad=${'a'.repeat(3_000_000)}`, '400 invalid_request'],
  ['thousands of parameters', `${'a=1&'.repeat(5_000)}${GOOD}`, '400 invalid_request'],
  ['a second way to authenticate', `${GOOD}&${ASSERTION}a.b.c`, '400 invalid_request'],
];

test.each(TOKEN_FORMS)(
  'a token request with %s is answered as the specification says',
  async (_what, form, expected) => {
    expect(await codeOf(asSecret('/token', form))).toBe(expected);
  },
);

test.each([
  ['application/json', '{"grant_type":"authorization_code"}'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['text/plain', GOOD],
  ['', GOOD],
])('the endpoints of programs take forms only, not %s', async (type, body) => {
  for (const path of ['/token', '/token/introspection', '/token/revocation'])
    expect(await codeOf(asSecret(path, body, { 'content-type': type }))).toBe('400 invalid_request');
});

const jwtOf = (claims: unknown) =>
  [{ alg: 'ES384', kid: 'x' }, claims, 'x']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const PROOFS: readonly (readonly [what: string, more: string, expected: string])[] = [
  ['no client', '', '400 invalid_request'],
  ['34: an unknown client', '&client_id=nobody', '401 invalid_client'],
  ['a client id without end', `&client_id=${'a'.repeat(20_000)}`, '401 invalid_client'],
  ['NUL in its client id', '&client_id=a%00b', '400 invalid_request'],
  ['a client that must prove itself', '&client_id=secret-app', '401 invalid_client'],
  ['a client that must prove itself by a key', '&client_id=key-app', '401 invalid_client'],
  ['its secret in the form', `&client_id=secret-app&client_secret=${house.secretApp.secret}`, '401 invalid_client'],
  ['an assertion that is none', `&${ASSERTION}x`, '400 invalid_request'],
  ['two assertions', `&${ASSERTION}${jwtOf({})}&client_assertion=x`, '400 invalid_request'],
  ['an assertion without its type', `&client_assertion=${jwtOf({ sub: 'key-app' })}`, '400 invalid_request'],
  [
    '53: another type of assertion',
    `&client_assertion=${jwtOf({ sub: 'key-app' })}&client_assertion_type=not_an_assertion_type`,
    '400 invalid_request',
  ],
  ['an assertion of nobody', `&${ASSERTION}${jwtOf({})}`, '401 invalid_client'],
  ['an assertion of an unknown client', `&${ASSERTION}${jwtOf({ sub: 'nobody' })}`, '401 invalid_client'],
  ['an assertion with NUL', `&${ASSERTION}${jwtOf({ sub: 'a\0b' })}`, '401 invalid_client'],
  ['an assertion of an object', `&${ASSERTION}${jwtOf({ sub: { a: 1 } })}`, '401 invalid_client'],
  ['an assertion of a number', `&${ASSERTION}${jwtOf({ sub: 7 })}`, '401 invalid_client'],
  ['a list as assertion', `&${ASSERTION}${jwtOf([])}`, '400 invalid_request'],
  [
    '54: an assertion that nobody signed',
    `&${ASSERTION}${jwtOf({ sub: 'key-app', iss: 'key-app' })}`,
    '401 invalid_client',
  ],
];

test.each(PROOFS)('a request with %s proves no client', async (_what, more, expected) => {
  expect(await codeOf(post('/token', GOOD + more))).toBe(expected);
  if (expected.startsWith('401')) expect(await codeOf(post('/token/introspection', `token=x${more}`))).toBe(expected);
});

test.each([
  ['Bearer x', '400 invalid_request'],
  ['Digest x', '400 invalid_request'],
  ['Basic !!!', '400 invalid_request'],
  [`Basic ${Buffer.from('secret-app').toString('base64')}`, '400 invalid_request'],
  [`Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x41]).toString('base64')}`, '400 invalid_request'],
  [basicOf('a\0b', 'x'), '400 invalid_request'],
  [basicOf('a%00b', 'x'), '400 invalid_request'],
  [basicOf('a%zz', 'x'), '400 invalid_request'],
  [basicOf('secret-app', ''), '400 invalid_request'],
  [basicOf('a'.repeat(5_000), 'x'), '401 invalid_client'],
])('the header “%s” proves no client', async (authorization, expected) => {
  expect(await codeOf(post('/token', GOOD, { authorization }))).toBe(expected);
});

/** All that a caller can see of an answer, but the time. */
const seen = ({ status, headers, text }: Heard) => {
  const kept = [...headers].filter(([name]) => name !== 'date');
  return { status, text, kept };
};

test('an unknown client and a wrong secret are answered with the same bytes', async () => {
  const answers = [];
  for (const id of ['secret-app', 'nobody', 'public-app', 'key-app'])
    answers.push(seen(await post('/token', GOOD, { authorization: basicOf(id, randomBytes(32).toString('hex')) })));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]?.kept).toContainEqual(['www-authenticate', expect.stringMatching(/^Basic realm=/)]);
  const byKey = [];
  for (const sub of ['key-app', 'nobody', 'secret-app'])
    byKey.push(seen(await post('/token', `${GOOD}&${ASSERTION}${jwtOf({ sub, iss: sub })}`)));
  for (const answer of byKey) expect(answer).toEqual(byKey[0]);
});

test.each([
  ['no token', '', '400 invalid_request'],
  ['an empty token', 'token=', '400 invalid_request'],
  ['two tokens', 'token=a&token=b', '400 invalid_request'],
  ['two hints', 'token=a&token_type_hint=x&token_type_hint=y', '400 invalid_request'],
  ['NUL', 'token=%00', '400 invalid_request'],
  ['what is no UTF-8', 'token=%ff', '400 invalid_request'],
  ['100 kB', `token=${'a'.repeat(100_000)}`, '400 invalid_request'],
  ['an unknown token', 'token=x', '200 null'],
  ['an unknown hint', 'token=x&token_type_hint=x', '200 null'],
  ['a token without end', `token=${'a'.repeat(50_000)}`, '200 null'],
  ['61: an unsigned JWT', 'token=eyJhbGciOiJub25lIn0.e30.', '200 null'],
])('introspection and revocation with %s', async (_what, form, expected) => {
  const introspected = await asSecret('/token/introspection', form);
  expect(`${introspected.status} ${introspected.error}`).toBe(expected);
  if (expected === '200 null') expect(introspected.text).toBe('{"active":false}');
  const revoked = await asSecret('/token/revocation', form);
  expect(`${revoked.status} ${revoked.error}`).toBe(expected);
  if (expected === '200 null') expect(revoked.text).toBe('');
});

const { challenge } = pkce();
const asking = new URL(authorizeUrl(house, { challenge }));
const ask = (change: (params: URLSearchParams) => void, more = '') => {
  const url = new URL(asking);
  change(url.searchParams);
  return hear(`${url.href}${more}`);
};
/** Whoever the request is of, or where to answer, is not sure: a page, and never a redirect. */
const PAGE = '400 invalid_request';
const AUTHORIZE: readonly (readonly [name: string, absent: string, wrong: string])[] = [
  ['client_id', PAGE, PAGE],
  ['redirect_uri', PAGE, PAGE],
  ['response_type', '303 invalid_request', '303 unsupported_response_type'],
  ['scope', '303 invalid_scope', '303 invalid_scope'],
  ['aud', '303 invalid_request', '303 invalid_target'],
  ['code_challenge', '303 invalid_request', '303 invalid_request'],
  ['code_challenge_method', '303 invalid_request', '303 invalid_request'],
];

test.each(AUTHORIZE)('14: authorization without a right %s gives no code', async (name, absent, wrong) => {
  expect(await codeOf(ask((params) => params.delete(name)))).toBe(absent);
  expect(await codeOf(ask((params) => params.set(name, '')))).toBe(absent);
  expect(await codeOf(ask((params) => params.delete(name), `&${name}[]=x`))).toBe(absent);
  expect(await codeOf(ask((params) => params.set(name, 'a')))).toBe(wrong);
  expect(await codeOf(ask((params) => params.set(name, 'a'.repeat(10_000))))).toBe(wrong);
});

test('what stands twice in an authorization request is refused, where it can be, at the app', async () => {
  for (const name of asking.searchParams.keys()) {
    const expected = name === 'client_id' || name === 'redirect_uri' ? PAGE : '303 invalid_request';
    expect([name, await codeOf(ask((params) => params.append(name, params.get(name) ?? '')))]).toEqual([
      name,
      expected,
    ]);
  }
});

test('a prompt that stands twice is refused at the app, and is not made one', async () => {
  const twice = ask((params) => params.set('prompt', 'login'), '&prompt=login');
  expect(await codeOf(twice)).toBe('303 invalid_request');
});

test('NUL, and what is no UTF-8, is refused in every parameter of an authorization request', async () => {
  for (const name of [...asking.searchParams.keys(), 'nonce', 'login_hint', 'launch', 'ui_locales', 'anything']) {
    for (const value of ['a%00b', '%ff', '%ed%a0%80', '%zz'])
      expect([name, value, await codeOf(ask((params) => params.delete(name), `&${name}=${value}`))]).toEqual([
        name,
        value,
        PAGE,
      ]);
  }
});

test.each([
  ['request', 'x', '303 request_not_supported'],
  ['request_uri', 'https://evil.example/x', '303 request_uri_not_supported'],
  ['registration', 'x', '303 registration_not_supported'],
  ['response_mode', 'x', '303 unsupported_response_mode'],
  ['response_mode', 'form_post', '303 unsupported_response_mode'],
  ['response_type', 'token', '303 unsupported_response_type'],
  ['response_type', 'code id_token', '303 unsupported_response_type'],
  ['prompt', 'none', '303 login_required'],
  ['prompt', 'x', '303 invalid_request'],
  ['max_age', '-1', '303 invalid_request'],
  ['max_age', '-0', '303 invalid_request'],
  ['max_age', '+5', '303 invalid_request'],
  ['max_age', '1e3', '303 invalid_request'],
  ['max_age', '0x10', '303 invalid_request'],
  ['max_age', '5.0', '303 invalid_request'],
  ['max_age', '5 ', '303 invalid_request'],
  ['max_age', ' 5', '303 invalid_request'],
  ['max_age', '٥', '303 invalid_request'],
  ['max_age', 'x', '303 invalid_request'],
  ['id_token_hint', 'x', '303 invalid_request'],
  ['resource', 'https://evil.example', '303 invalid_target'],
  ['launch', 'x', '303 invalid_scope'],
])('an authorization request with %s=%s is refused at the app', async (name, value, expected) => {
  expect(await codeOf(ask((params) => params.set(name, value)))).toBe(expected);
});

test.each(['', '0', '007', '300'])('the age “%s” of a sign-in is read', async (age) => {
  const { status, headers } = await ask((params) => params.set('max_age', age));
  expect([status, headers.get('location')]).toEqual([303, expect.stringMatching(/^\/oauth\/interaction\//)]);
});

test('an app is answered by where its browser is sent, and told so', async () => {
  const { text } = await hear('/.well-known/openid-configuration');
  expect(JSON.parse(text).response_modes_supported).toEqual(['query', 'fragment']);
  for (const [mode, sign] of [
    ['query', '?'],
    ['fragment', '#'],
  ] as const) {
    const { headers } = await ask((params) => params.set('response_mode', mode), '&aud=x');
    expect(headers.get('location')).toContain(`/callback${sign}error=invalid_request&`);
  }
  expect(await codeOf(ask((params) => params.set('response_mode', 'form_post'), '&response_mode=form_post'))).toBe(
    '303 invalid_request',
  );
});

test('a launch without its scope is refused with the scope that it needs', async () => {
  const { headers } = await ask((params) => params.set('launch', 'x'));
  expect(new URL(headers.get('location') ?? '').searchParams.get('scope')).toBe('launch');
});

test('an unknown client, a known one with a foreign address, and any stranger see the same page', async () => {
  const pages = [
    await ask((params) => params.set('client_id', 'nobody')),
    await ask((params) => params.set('redirect_uri', 'https://evil.example/callback')),
    await ask((params) => params.set('client_id', 'secret-app')),
    await ask((params) => params.delete('client_id')),
  ];
  for (const page of pages) expect(seen(page)).toEqual(seen(pages[0] as Heard));
});

test.each([
  ['application/json', '{}'],
  [FORM, `a=${'b'.repeat(100_000)}`],
  [FORM, 'a=%ff'],
  [FORM, 'a=%00'],
  [FORM, Buffer.from('a=\xff', 'latin1')],
])('a form of an authorization request or a sign-out that cannot be read as %s is refused', async (type, body) => {
  for (const path of ['/authorize', '/session/end'])
    expect(await codeOf(post(path, body, { 'content-type': type }))).toBe('400 invalid_request');
});

test('a form becomes a link as long as every browser can send one, and no longer', async () => {
  for (const path of ['/authorize', '/session/end']) {
    const room = 12_000 - `/oauth${path}?a=`.length;
    expect((await post(path, `a=${'b'.repeat(room)}`)).status).toBe(303);
    const refused = await post(path, `a=${'b'.repeat(room + 1)}`, { 'accept-language': 'en' });
    expect([refused.status, refused.error]).toEqual([400, 'invalid_request']);
    expect(refused.text).toContain('<html lang="en">');
  }
});

/** The status of a POST on a connection that several share. */
const postBy = (agent: Agent, path: string, body: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': FORM, authorization: SECRET };
    const sent = request(`${house.url}/oauth${path}`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end(body);
  });

test.each(['/authorize', '/session/end', '/interaction/x', '/token', '/token/revocation'])(
  'what is too long for %s holds up nothing that comes after it on the same connection',
  async (path) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers = [];
    for (const body of [`a=${'b'.repeat(300_000)}`, 'a=b', `a=${'b'.repeat(3_000_000)}`, 'a=b'])
      answers.push(await postBy(agent, body.length > 10 ? path : '/token', body));
    agent.destroy();
    expect(answers).toEqual([400, 400, 400, 400]);
  },
);

test('a form is read however its type is written', async () => {
  const type = 'Application/X-WWW-Form-Urlencoded; charset=UTF-8';
  expect((await post('/authorize', 'a=b', { 'content-type': type })).status).toBe(303);
});

test.each([
  ['id_token_hint=x', 400],
  ['id_token_hint=x&id_token_hint=y', 400],
  ['state=a&state=b', 400],
  ['state=%00', 400],
  ['client_id=%00', 400],
])('signing out with %s is refused', async (query, status) => {
  expect(await codeOf(hear(`/session/end?${query}`))).toBe(`${status} invalid_request`);
});

test('signing out with the identity token of a stranger tells of no client', async () => {
  const pages = [];
  for (const aud of ['secret-app', 'public-app', 'nobody', ['secret-app'], 7, undefined])
    pages.push(seen(await hear(`/session/end?id_token_hint=${jwtOf({ aud })}`)));
  expect(pages[0]?.text).toContain('<code>invalid_request</code>');
  for (const page of pages) expect(page).toEqual(pages[0]);
});

test('signing out tells of no client, and leads nowhere else', async () => {
  const answers = [];
  for (const query of [
    '',
    '?client_id=public-app',
    '?client_id=nobody',
    '?state=x',
    '?client_id=public-app&post_logout_redirect_uri=https://evil.example',
  ])
    answers.push(await hear(`/session/end${query}`));
  answers.push(await hear('/session/end/success'), await hear('/session/end/success?client_id=nobody'));
  const shape = ({ status, headers, text }: Heard) => [
    status,
    headers.get('location'),
    headers.get('content-security-policy'),
    text,
  ];
  for (const answer of answers) expect(shape(answer)).toEqual(shape(answers[0] as Heard));
  expect([answers[0]?.status, answers[0]?.text.includes('サインアウトしました')]).toEqual([200, true]);
  expect(answers[0]?.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const form of ['xsrf=x&logout=yes', 'xsrf=x'])
    expect([form, await codeOf(post('/session/end/confirm', form))]).toEqual([form, '400 invalid_request']);
});

test('a form that cannot be read ends no interaction, whoever sent it', async () => {
  const browser = house.browser();
  const page = await browser.open(asking.href);
  expect(page.status).toBe(200);
  const cookie = [...browser.cookies].map(([key, value]) => `${key.split(' ')[0]}=${value}`).join('; ');
  const send = (body: string, type = FORM) =>
    hear(page.url, { method: 'POST', body, headers: { cookie, 'content-type': type } });
  for (const [body, type] of [
    ['login=a%00b&password=x&step=sign-in', FORM],
    ['login=%ff&password=x&step=sign-in', FORM],
    [`login=${'a'.repeat(100_000)}&password=x`, FORM],
    ['{"login":"kimura"}', 'application/json'],
  ] as const)
    expect((await send(body, type)).status).toBe(400);
  for (const body of ['', 'login=&password=', 'login=a&login=b&password=x', `login=${'a'.repeat(10_000)}&password=x`])
    expect((await send(body)).text).toContain('サインイン');
  expect((await hear(page.url, { headers: { cookie } })).status).toBe(200);
});

test('whether a person exists is not told: same words, same bytes', async () => {
  const pages = [];
  for (const login of [house.worker.login, 'nobody-at-all']) {
    const browser = house.browser();
    const page = await browser.submit(await browser.open(asking.href), { login, password: 'wrong', code: '000000' });
    const own = page.html.replaceAll(login, 'LOGIN').replaceAll(new URL(page.url).pathname, 'PATH');
    pages.push({ status: page.status, html: own });
  }
  expect(pages[0]).toEqual(pages[1]);
});

const launcher = await house.gateway.auth.registerClient({
  id: 'launcher',
  name: '電子カルテ',
  authentication: 'client_secret_basic',
  scopes: ['system/*.rs'],
  actor: 'Organization/ehr',
  purpose: 'TREAT',
  launcher: true,
});
if (isRefusal(launcher)) throw new Error('no launcher');

test.each([
  ['nothing', '', 400],
  ['broken JSON', '{', 400],
  ['30 kB', `{"client":"${'a'.repeat(30_000)}"}`, 400],
  ['bytes that are no text', Buffer.from('{"client":"public-app","intent":"\xff"}', 'latin1'), 400],
  ['a list', '[]', 422],
  ['a text', '"x"', 422],
  ['no client', '{}', 422],
  ['an unknown client', '{"client":"nobody"}', 422],
  ['a client that is no app', '{"client":"launcher"}', 422],
  ['NUL as client', '{"client":"\\u0000"}', 422],
  ['NUL in its intent', '{"client":"public-app","intent":"a\\u0000b"}', 422],
  ['half a character', '{"client":"public-app","intent":"\\ud800"}', 422],
  [
    'half a character in a role',
    '{"client":"public-app","fhirContext":[{"reference":"Task/1","role":"urn:\\ud800"}]}',
    422,
  ],
  ['something unknown', '{"client":"public-app","admin":true}', 422],
])('a launch with %s is refused', async (_what, body, status) => {
  const basic = basicOf('launcher', launcher.secret ?? '');
  const granted = await post('/token', 'grant_type=client_credentials&scope=system/*.rs', { authorization: basic });
  const authorization = `Bearer ${JSON.parse(granted.text).access_token}`;
  const answer = await post('/launch', body, { authorization, 'content-type': 'application/json' });
  expect(answer.status).toBe(status);
  const [issue] = issuesOf(JSON.parse(answer.text));
  if (status === 400)
    expect([issue?.code, issue?.en]).toEqual([
      'launch-invalid',
      'the body cannot be read as JSON; send JSON in UTF-8 of 20000 bytes or less',
    ]);
});

test('nowhere in this file was a fault of ours seen', () => {
  expect(heard.length).toBeGreaterThan(300);
});
