/** What an app and the browser of a person do from the request to the tokens. */
import { PERSON_B } from '../gateway.ts';
import type { Browser, Fields, Page } from './browser.ts';
import {
  type Account,
  askToken,
  authorizeUrl,
  CALLBACK,
  type Granted,
  pkce,
  SECRET_APP,
  type SmartHouse,
  walkThrough,
} from './house.ts';

export const STANDALONE = 'openid fhirUser launch/patient offline_access patient/*.rs';

export interface Walking {
  readonly browser: Browser;
  readonly account: Account;
  readonly client?: 'public-app' | 'secret-app' | 'key-app';
  readonly scope?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, Fields>>;
}

export interface Walked {
  readonly end: Page;
  /** What came back to the app. */
  readonly answer: URLSearchParams;
  readonly code: string;
  readonly verifier: string;
}

export const redirectOf = (client = 'public-app'): string => (client === 'public-app' ? CALLBACK : SECRET_APP);

/** Opens the app's request and walks to its answer. The device's code of this half minute opens again. */
export async function walk(house: SmartHouse, walking: Walking): Promise<Walked> {
  const { browser, account, client = 'public-app', scope = STANDALONE, more = {}, answers = {} } = walking;
  await house.database.query('UPDATE auth_user SET totp_last_step = NULL, failures = 0, locked_until = NULL');
  const { verifier, challenge } = pkce();
  const first = await browser.open(
    authorizeUrl(house, { client, redirectUri: redirectOf(client), scope, challenge, more }),
  );
  const end = await walkThrough(browser, first, { account, answers: { patient: { patient: PERSON_B }, ...answers } });
  const answer = new URL(end.url).searchParams;
  return { end, answer, code: answer.get('code') ?? '', verifier };
}

/** The form with which an app redeems a code. */
export const codeForm = ({ code, verifier }: Walked, client = 'public-app'): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectOf(client),
  code_verifier: verifier,
  ...(client === 'public-app' ? { client_id: client } : {}),
});

/** Walks, and redeems the code as the public app. */
export async function connect(house: SmartHouse, walking: Walking): Promise<Granted> {
  const walked = await walk(house, walking);
  if (walked.code === '') throw new Error(`no code at ${walked.end.url}: ${walked.end.html}`);
  return askToken(house, codeForm(walked));
}

export const refresh = (house: SmartHouse, token: string, more: Record<string, string> = {}): Promise<Granted> =>
  askToken(house, { grant_type: 'refresh_token', refresh_token: token, client_id: 'public-app', ...more });

/** What the FHIR API says to a token, as a status. */
export async function statusOf({ url }: Pick<SmartHouse, 'url'>, token: string): Promise<number> {
  const response = await fetch(`${url}/fhir/Patient/${PERSON_B}`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

export const basicOf = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
