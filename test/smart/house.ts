/** A gateway with the sandbox region, people who can sign in, and apps of every kind. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { vi } from 'vitest';
import { clientAssertion, generateClientKey, type Jwk, type RegisteredClient } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import type { GatewayOptions } from '../../src/http/index.ts';
import type { OpenHouse } from '../../src/upkeep/index.ts';
import { HIKARI, HOSPITAL, PERSON_B, sandboxGateway, send, type TestGateway } from '../gateway.ts';
import { type Browser, type Fields, openBrowser, type Page } from './browser.ts';

export const APP = 'https://app.example';
export const CALLBACK = `${APP}/callback`;
export const SECRET_APP = 'https://server-app.example/callback';
export const LAUNCH_URL = `${APP}/launch`;
export const OTHER_PERSON = '09196b5b-863e-59cc-9be5-3adcba5293b4';
const HOSPITAL_ROLE = 'PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91';
const HIKARI_ROLE = 'PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c';

export const ALL_SCOPES = [
  ...[
    'openid',
    'fhirUser',
    'profile',
    'launch',
    'launch/patient',
    'launch/encounter',
    'offline_access',
    'online_access',
  ],
  ...['patient/*.cruds', 'user/*.cruds'],
];

/** Someone who can sign in. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly secret: string;
}

export interface SmartHouse extends TestGateway {
  readonly publicApp: RegisteredClient;
  readonly secretApp: RegisteredClient & { readonly secret: string };
  readonly keyApp: RegisteredClient;
  readonly key: { readonly privateJwk: Jwk; readonly publicJwk: Jwk };
  /** A social worker of the hospital: treatment, coordination, and emergencies. */
  readonly worker: Account;
  /** A coordinator of the consultation office: one role, one purpose. */
  readonly coordinator: Account;
  /** The person of the sandbox's walk. */
  readonly person: Account;
  browser(language?: string): Browser;
  /** What is told of a token to a client that may ask. */
  introspect(token: string): Promise<Record<string, any>>;
  /** Lets the clock go on. */
  passSeconds(seconds: number): void;
}

/** The clock of the test file stands still from here on, and goes on where a code is needed. */
export async function smartHouse(
  starting: Partial<GatewayOptions> = {},
  opening: Partial<OpenHouse> = {},
): Promise<SmartHouse> {
  vi.useFakeTimers({ toFake: ['Date'] });
  const gateway = await sandboxGateway(opening, starting);
  const { auth } = gateway.gateway;
  const register = async (registration: object): Promise<RegisteredClient> => {
    const client = await auth.registerClient({ kind: 'app', scopes: ALL_SCOPES, ...registration });
    if (isRefusal(client))
      throw new Error(client.issues.map(({ en, expression }) => `${expression}: ${en}`).join('; '));
    return client;
  };
  const key = await generateClientKey('ES384');
  const publicApp = await register({
    id: 'public-app',
    name: '服薬ノート',
    authentication: 'none',
    redirectUris: [CALLBACK],
    launchUrl: LAUNCH_URL,
    origins: [APP],
  });
  const secretApp = await register({
    id: 'secret-app',
    name: '支援記録',
    authentication: 'client_secret_basic',
    redirectUris: [SECRET_APP],
    launchUrl: LAUNCH_URL,
  });
  const keyApp = await register({
    id: 'key-app',
    name: '地域連携',
    jwks: { keys: [key.publicJwk] },
    redirectUris: [SECRET_APP],
  });
  const watch = await register({
    id: 'watch',
    name: '照会',
    kind: 'backend',
    scopes: ['system/Patient.rs'],
    authentication: 'client_secret_basic',
    actor: HOSPITAL,
    purpose: 'HSYSADMIN',
    introspection: true,
  });
  return {
    ...gateway,
    publicApp,
    secretApp: { ...secretApp, secret: secretApp.secret ?? '' },
    keyApp,
    key,
    worker: await addAccount(gateway, {
      login: 'kimura',
      name: '木村 恵',
      fhirUser: 'Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54',
      roles: [
        {
          actor: HOSPITAL_ROLE,
          organization: HOSPITAL,
          purposes: ['TREAT', 'COC', 'BTG'],
          name: 'A市民こころの病院 精神保健福祉士',
        },
      ],
    }),
    coordinator: await addAccount(gateway, {
      login: 'hikari',
      name: '青木 光',
      fhirUser: 'Practitioner/e3ce2619-57a8-537f-be22-6a16bff7b4b9',
      roles: [
        { actor: HIKARI_ROLE, organization: HIKARI, purposes: ['COC'], name: '相談支援センターひかり 相談支援専門員' },
      ],
    }),
    person: await addAccount(gateway, {
      login: 'sato',
      name: '佐藤 健一',
      fhirUser: `Patient/${PERSON_B}`,
      roles: [{ actor: `Patient/${PERSON_B}`, organization: null, purposes: ['PATRQT'], name: '本人' }],
    }),
    introspect: async (token) => {
      const response = await fetch(`${gateway.url}/oauth/token/introspection`, {
        method: 'POST',
        body: new URLSearchParams({ token }),
        headers: { authorization: `Basic ${Buffer.from(`watch:${watch.secret}`).toString('base64')}` },
      });
      return (await response.json()) as Record<string, any>;
    },
    passSeconds: (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000),
    browser: (language) => openBrowser([APP, 'https://server-app.example'], language),
  };
}

/** A user with a password of their own and a confirmed second factor. */
export async function addAccount(
  { gateway }: TestGateway,
  input: { login: string; [more: string]: unknown },
): Promise<Account> {
  const { people } = gateway.auth;
  const added = await people.addUser(input);
  if (isRefusal(added)) throw new Error(added.issues.map(({ en }) => en).join('; '));
  const { id } = added.user;
  const password = `${randomBytes(12).toString('base64url')}あ`;
  const enrolment = await people.enrolTotp(id);
  if (isRefusal(enrolment)) throw new Error('no enrolment');
  const account = { id, login: input.login, password, secret: enrolment.secret };
  const confirmed = await people.confirmTotp(id, codeOf(account));
  if (isRefusal(confirmed)) throw new Error('no second factor');
  const changed = await people.changePassword(id, password);
  if (isRefusal(changed)) throw new Error(changed.issues[0]?.en);
  return account;
}

const STEP_MS = 30_000;
const used = new Map<string, number>();

/** A code that was not used yet: where this half minute's was, the clock goes on to the next. */
export function codeOf({ id, secret }: Account): string {
  const step = Math.max(Math.floor(Date.now() / STEP_MS), (used.get(id) ?? 0) + 1);
  used.set(id, step);
  if (step * STEP_MS > Date.now()) vi.setSystemTime(step * STEP_MS);
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * STEP_MS });
}

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

export interface Asking {
  readonly client?: string;
  readonly redirectUri?: string;
  readonly scope?: string;
  readonly challenge: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** The address that an app opens. */
export function authorizeUrl({ url }: SmartHouse, asking: Asking): string {
  const { client = 'public-app', redirectUri = CALLBACK, scope = 'openid fhirUser patient/*.rs', challenge } = asking;
  return `${url}/oauth/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirectUri,
    scope,
    state: 'state-of-the-app',
    aud: `${url}/fhir`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...asking.more,
  })}`;
}

const stepOf = ({ html }: Page): string | undefined => /name="step" value="([a-z-]+)"/.exec(html)?.[1];

/** Walks through all pages with these answers by step; what is not named is sent as it stands. */
export async function walkThrough(
  browser: Browser,
  first: Page,
  { account, answers = {}, until }: { account: Account; answers?: Readonly<Record<string, Fields>>; until?: string },
): Promise<Page> {
  let page = first;
  for (let left = 8; left > 0 && page.status === 200; left -= 1) {
    const step = stepOf(page);
    if (step === undefined || step === until) return page;
    const own = step === 'sign-in' ? { login: account.login, password: account.password, code: codeOf(account) } : {};
    page = await browser.submit(page, { ...own, ...answers[step] });
  }
  return page;
}

export interface Granted {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, any>;
}

/** A token request with a form. */
export async function askToken(
  { url }: SmartHouse,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Granted> {
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, any> };
}

export interface Flow {
  readonly account: Account;
  readonly scope: string;
  readonly client?: 'public-app' | 'secret-app' | 'key-app';
  readonly answers?: Readonly<Record<string, Fields>>;
  readonly more?: Readonly<Record<string, string>>;
  readonly browser?: Browser;
}

/** The whole way of an app: the request, the pages, the code, the tokens. */
export async function connect(
  house: SmartHouse,
  flow: Flow,
): Promise<Granted & { readonly end: Page; readonly code: string }> {
  const { account, scope, client = 'public-app', answers = {}, more = {}, browser = house.browser() } = flow;
  const { verifier, challenge } = pkce();
  const redirectUri = client === 'public-app' ? CALLBACK : SECRET_APP;
  const first = await browser.open(authorizeUrl(house, { client, redirectUri, scope, challenge, more }));
  const end = await walkThrough(browser, first, { account, answers });
  const code = new URL(end.url).searchParams.get('code');
  if (code === null)
    throw new Error(`no code: ${end.status} ${end.url} ${end.html.replaceAll(/<style>.*<\/style>/gs, '')}`);
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const granted = await askToken(house, { ...form, ...provenIn(house, client) }, provenBy(house, client));
  return { ...granted, end, code };
}

/** How a client proves itself in the form: by its name, or by an assertion. */
export function provenIn({ key, url }: SmartHouse, client: string): Record<string, string> {
  if (client === 'secret-app') return {};
  if (client === 'public-app') return { client_id: client };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion({
      clientId: client,
      tokenUrl: `${url}/oauth/token`,
      privateKey: key.privateJwk,
      kid: String(key.privateJwk['kid']),
      alg: 'ES384',
      now: new Date(),
      jti: randomBytes(16).toString('hex'),
    }),
  };
}

/** How a client proves itself in a header: by its secret. */
export const provenBy = ({ secretApp }: SmartHouse, client: string): Record<string, string> =>
  client === 'secret-app'
    ? { authorization: `Basic ${Buffer.from(`secret-app:${secretApp.secret}`).toString('base64')}` }
    : {};

/** A refresh by the client that holds the token; the public one does not name itself. */
export const refresh = (house: SmartHouse, client: string, refreshToken: string, scope?: string): Promise<Granted> =>
  askToken(
    house,
    {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...(scope === undefined ? {} : { scope }),
      ...(client === 'public-app' ? {} : provenIn(house, client)),
    },
    provenBy(house, client),
  );

/** A FHIR request with a token. */
export const ask = (house: SmartHouse, token: string, path: string, headers: Record<string, string> = {}) =>
  send(house.url, token, { method: 'GET', path, body: undefined, headers });
