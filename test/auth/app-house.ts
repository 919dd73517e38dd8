/** The authorization server alone with an app, people who sign in and their browser; and all that it tells the audit. */
import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, vi } from 'vitest';
import {
  type Auth,
  type AuthOptions,
  type AuthRecord,
  createAuth,
  type FindPatients,
  type PeopleOptions,
  totpCode,
} from '../../src/auth/index.ts';
import type { Database } from '../../src/database/index.ts';
import { type Browser, type Fields, openBrowser, type Page } from '../smart/browser.ts';
import { emptyDatabase, shown, stopClock } from './house.ts';
import { taken } from './people-house.ts';

const APP = 'https://app.example';
const CALLBACK = `${APP}/callback`;
const VERIFIER = 'a-verifier-of-forty-three-characters-or-more';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const PASSWORD = 'けやき並木を歩く火曜日の朝';

interface Account {
  readonly id: string;
  readonly login: string;
  readonly roleId: string;
  /** The form of the sign-in page, with a code that was not used yet. */
  proof(): Fields;
}

export interface AppHouse {
  readonly auth: Auth;
  readonly url: string;
  readonly database: Database;
  /** One more process under the same public address, and where it listens. */
  second(database?: Database): Promise<string>;
  /** Two purposes in one role. */
  readonly worker: Account;
  /** One role, one purpose. */
  readonly coordinator: Account;
  /** Somebody whose records these are. */
  readonly person: Account;
  /** One more account, with one role. */
  add(
    login: string,
    name: string,
    role: { readonly actor: string; readonly purposes: readonly string[] },
  ): Promise<Account>;
  /** `held`: cookies from before. */
  browser(language?: string, held?: ReadonlyMap<string, string>): Browser;
  /** What the app opens in the browser. */
  begin(scope: string, more?: Record<string, string>): string;
  /** The handle of a launch. */
  launch(more?: object): Promise<string>;
  post(path: string, form: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Redeems the code with which the browser was led back. */
  redeem(end: Page): Promise<{ status: number; body: Record<string, unknown> }>;
  refresh(refreshToken: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Whether a request with this token has a caller. */
  isCaller(accessToken: unknown): Promise<boolean>;
  /** Signs in with these answers to the pages that are shown, and gives what the app gets. */
  connect(
    account: Account,
    scope: string,
    how?: { readonly browser?: Browser; readonly more?: Record<string, string>; readonly consent?: Fields },
  ): Promise<Record<string, unknown>>;
  /** What the audit was told since it was last asked. */
  told(): AuthRecord[];
}

const PEOPLE = [
  { id: 'saito', name: '斎藤 正' },
  { id: 'sato', name: '佐藤 健一', birthDate: '1971-06-15' },
];
/** All but pictures can be asked for alone. */
const understands: NonNullable<AuthOptions['understands']> = ({ query = '' }) => !query.endsWith('|imaging');
/** As a search would: an empty id leaves nobody out. */
const findPatients: FindPatients = async ({ actor }, by) =>
  PEOPLE.filter(({ id }) => actor === 'PractitionerRole/ward' || actor === `Patient/${id}`).filter((one) =>
    'id' in by ? by.id === '' || one.id === by.id : one.name.includes(by.name),
  );

/** What a real one costs is of no matter here. */
const hasher: NonNullable<PeopleOptions['hasher']> = {
  hash: async (password) => `hash of ${password}`,
  verify: async (password, hash) => hash === `hash of ${password}`,
};

export async function openAppHouse(
  options: Partial<PeopleOptions> = {},
  more: Partial<AuthOptions> = {},
): Promise<AppHouse> {
  stopClock();
  const database = await emptyDatabase();
  const url = await listening((request, response) => auth.callback()(request, response));
  const records: AuthRecord[] = [];
  const record = async (one: AuthRecord) => void records.push(one);
  const people = { hasher, ...options };
  const starting = { publicUrl: url, findPatients, understands, record, people, ...more };
  const auth = await createAuth({ ...starting, database });
  const scopes = ['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'launch/encounter'];
  const app = {
    id: 'app',
    name: '服薬ノート',
    kind: 'app',
    authentication: 'none',
    scopes: [...scopes, 'offline_access', 'online_access', 'patient/*.cruds', 'user/*.cruds'],
    redirectUris: [CALLBACK],
    launchUrl: `${APP}/launch`,
  };
  taken<unknown>(await auth.registerClient(app));
  const add: AppHouse['add'] = async (login, name, role) => {
    const fhirUser = role.actor.startsWith('Patient/') ? role.actor : `Practitioner/${login}`;
    const organization = fhirUser === role.actor ? null : 'Organization/hospital';
    const input = { login, name, fhirUser, roles: [{ ...role, organization, name: `${name}の役割` }] };
    const { user } = taken(await auth.people.addUser(input));
    const { secret } = taken(await auth.people.enrolTotp(user.id));
    taken(await auth.people.confirmTotp(user.id, totpCode(secret, new Date())));
    taken(await auth.people.changePassword(user.id, PASSWORD));
    return {
      id: user.id,
      login,
      roleId: String(user.roles[0]?.id),
      proof: () => {
        vi.setSystemTime(Date.now() + 30_000);
        return { login, password: PASSWORD, code: totpCode(secret, new Date()) };
      },
    };
  };
  const post: AppHouse['post'] = async (path, form) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  const refresh: AppHouse['refresh'] = (token) =>
    post('/oauth/token', { grant_type: 'refresh_token', refresh_token: String(token), client_id: 'app' });
  const redeem: AppHouse['redeem'] = (end) =>
    post('/oauth/token', {
      grant_type: 'authorization_code',
      code: new URL(end.url).searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: 'app',
      code_verifier: VERIFIER,
    });
  const begin: AppHouse['begin'] = (scope, more = {}) =>
    `${url}/oauth/authorize?${new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: CALLBACK,
      scope,
      state: 'state-of-the-app',
      aud: `${url}/fhir`,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...more,
    })}`;
  const connect: AppHouse['connect'] = async (
    who,
    scope,
    { browser = openBrowser([APP]), more, consent = {} } = {},
  ) => {
    let page = await browser.open(begin(scope, more));
    for (let left = 4; left > 0 && page.status === 200; left -= 1) {
      const step = stepOf(page);
      const answers = { 'sign-in': who.proof, patient: () => ({ patient: 'sato' }), consent: () => consent };
      page = await browser.submit(page, answers[step as keyof typeof answers]?.() ?? {});
    }
    return (await redeem(page)).body;
  };
  return {
    auth,
    url,
    database,
    second: async (other = database) => listening((await createAuth({ ...starting, database: other })).callback()),
    worker: await add('kimura', '木村 恵', { actor: 'PractitionerRole/ward', purposes: ['TREAT', 'COC'] }),
    coordinator: await add('aoki', '青木 光', { actor: 'PractitionerRole/office', purposes: ['COC'] }),
    person: await add('sato', '佐藤 健一', { actor: 'Patient/sato', purposes: ['PATRQT'] }),
    add,
    browser: (language, held) => openBrowser([APP], language, held),
    begin,
    launch: async (more = {}) => taken(await auth.announceLaunch({ client: 'app', ...more })).launch,
    post,
    redeem,
    refresh,
    isCaller: async (token) => 'origins' in (await auth.authenticate(shown(`Bearer ${token}`))),
    connect,
    told: () => records.splice(0),
  };
}

/** Listens on loopback until the test file ends, and gives the origin. */
async function listening(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Which page it is. */
export const stepOf = ({ html }: Page): string | undefined => /name="step" value="([a-z-]+)"/.exec(html)?.[1];
export const languageOf = ({ html }: Page): string | undefined => /<html lang="([a-z]+)">/.exec(html)?.[1];
export const faultOf = ({ html }: Page): string | undefined => /<p class="fault"[^>]*>([^<]*)</.exec(html)?.[1];
