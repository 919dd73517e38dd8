/** The two steps by which an app gets a token for a person: the visit to the authorization endpoint, and the code's exchange. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Fields } from './client/fill-form.ts';
import { type Answer, type Members, send } from './client/http.ts';
import { algOf, type Jwk, signJwt } from './client/jwt.ts';
import type { Arrival, Text } from './client/person.ts';
import type { App } from './config.ts';
import { type Context, endpoint } from './context.ts';
import { blocked, isText } from './expect.ts';

export interface Authorizing {
  readonly app: App;
  readonly scope?: string;
  readonly launch?: string;
  readonly aud?: string;
  readonly redirectUri?: string;
  readonly post?: boolean;
  readonly fields?: Fields;
  readonly browser?: string;
  readonly hint?: Text;
}

export interface Authorized {
  readonly app: App;
  readonly scope: string;
  readonly state: string;
  readonly verifier: string;
  readonly challenge: string;
  readonly arrival: Arrival;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 240;

export async function authorize(context: Context, ask: Authorizing): Promise<Authorized> {
  const { app, launch, post = false, hint } = ask;
  // An app of other people than usual has a browser of its own, in which they are signed in.
  const { fields = app.fields, browser = app.fields ? app.client_id : '' } = ask;
  const { scope = app.scope, redirectUri = app.redirect_uri, aud = context.base } = ask;
  const address = await endpoint(context, 'authorization_endpoint');
  const verifier = randomBytes(48).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const state = randomBytes(24).toString('base64url');
  const params = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    aud,
    ...(launch === undefined ? {} : { launch }),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const url = new URL(address);
  if (!post) for (const [name, value] of params) url.searchParams.set(name, value);
  const arrival = await context.person.visit({
    url: url.href,
    until: redirectUri,
    ...(post ? { form: params } : {}),
    browser,
    ...(fields ? { fields: { ...app.fields, ...fields } } : {}),
    ...(hint ? { hint } : {}),
  });
  return { app, scope, state, verifier, challenge, arrival };
}

/** A parameter with which the browser came back. */
export const cameBack = ({ arrival }: Authorized, name: string): string | null =>
  arrival.reached ? arrival.url.searchParams.get(name) : null;

/** The code of an authorization that must have worked. */
export function codeOf(authorized: Authorized): string {
  const code = cameBack(authorized, 'code');
  if (!code) throw blocked('14–15');
  return code;
}

export interface Exchanging {
  readonly app?: App;
  readonly code?: string;
  readonly redirectUri?: string;
  /** `null` leaves it out. */
  readonly verifier?: string | null;
}

export async function exchange(context: Context, authorized: Authorized, otherwise: Exchanging = {}): Promise<Answer> {
  const { app = authorized.app, redirectUri = authorized.app.redirect_uri, verifier = authorized.verifier } = otherwise;
  return tokenRequest(context, app, {
    grant_type: 'authorization_code',
    code: otherwise.code ?? codeOf(authorized),
    redirect_uri: redirectUri,
    ...(verifier === null ? {} : { code_verifier: verifier }),
  });
}

/** Asks the token endpoint as this app. A public app is in a browser, so it says its origin. */
export async function tokenRequest(
  context: Context,
  app: App,
  form: Readonly<Record<string, string>>,
  origin = context.config.origin,
): Promise<Answer> {
  const url = await endpoint(context, 'token_endpoint');
  const proof = proofOf(app, url);
  const browser = app.kind === 'public' && origin !== undefined ? { Origin: origin } : {};
  return send(url, {
    form: { ...form, ...proof.form },
    headers: { Accept: 'application/json', ...browser, ...proof.headers },
  });
}

interface Proven {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly private_key?: Jwk;
}

/** How a client proves itself: by its assertion, by its secret (Basic), or not at all. */
export function proofOf({ client_id, client_secret, private_key }: Proven, tokenUrl: string) {
  if (private_key) return { headers: {}, form: assertionForm(assertionOf(client_id, private_key, tokenUrl)) };
  if (client_secret === undefined) return { headers: {}, form: { client_id } };
  const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString('base64');
  return { headers: { Authorization: `Basic ${basic}` }, form: {} };
}

export const assertionForm = (assertion: string): Readonly<Record<string, string>> => ({
  client_assertion_type: ASSERTION_TYPE,
  client_assertion: assertion,
});

export const assertionOf = (clientId: string, key: Jwk, tokenUrl: string): string =>
  signJwt(assertionHeader(key), assertionClaims(clientId, tokenUrl), key);

export const assertionHeader = (key: Jwk): Members => ({ alg: algOf(key), kid: key.kid, typ: 'JWT' });

export const assertionClaims = (clientId: string, tokenUrl: string): Members => ({
  iss: clientId,
  sub: clientId,
  aud: tokenUrl,
  exp: Math.floor(Date.now() / 1000) + ASSERTION_SECONDS,
  jti: randomUUID(),
});

/** The parts of a token response that must be there for anything to go on. */
export const accessTokenOf = ({ status, body }: Answer): string | undefined =>
  status === 200 && isText(body['access_token']) ? body['access_token'] : undefined;
