/** A gateway with the sandbox region, people who can sign in, and apps of every kind. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { generateClientKey, type Jwk, type RegisteredClient } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import type { GatewayOptions } from '../../src/http/index.ts';
import { HIKARI, HOSPITAL, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';
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
}

export async function smartHouse(starting: Partial<GatewayOptions> = {}): Promise<SmartHouse> {
  const gateway = await sandboxGateway({}, starting);
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
    browser: (language) => openBrowser([APP, 'https://server-app.example'], language),
  };
}

/** A user with a password of their own and a confirmed second factor. */
async function addAccount(
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
  const earlier = TOTP.generate({ secret: Secret.fromBase32(enrolment.secret), timestamp: Date.now() - 30_000 });
  const confirmed = await people.confirmTotp(id, earlier);
  if (isRefusal(confirmed)) throw new Error('no second factor');
  const changed = await people.changePassword(id, password);
  if (isRefusal(changed)) throw new Error(changed.issues[0]?.en);
  return { id, login: input.login, password, secret: enrolment.secret };
}

/** The code of this moment, or of so many half minutes from now: each opens once. */
export const codeOf = ({ secret }: Account, ahead = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + ahead * 30_000 });

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
  { account, answers = {} }: { account: Account; answers?: Readonly<Record<string, Fields>> },
): Promise<Page> {
  let page = first;
  for (let left = 8; left > 0 && page.status === 200; left -= 1) {
    const step = stepOf(page);
    if (step === undefined) return page;
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
