/**
 * A deliberately simple SMART server, of Node's own modules only. It does everything right but for the one behaviour
 * that it is told to break.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { ORIGIN } from './app-address.ts';
import { SERVER_KEY } from './keys.ts';
import { authorizePages } from './reference-authorize.ts';
import { answerFhir } from './reference-fhir.ts';
import { answerIntrospection, answerRevocation, answerToken } from './reference-token.ts';

/** A token, a code or a refresh token, by what it opens. */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly scope: string;
  readonly patient: string | undefined;
  readonly encounter: string | undefined;
  readonly redirectUri: string;
  readonly challenge: string;
  /** The refresh token was used, so that the new access token reads nothing (a break). */
  refreshed: boolean;
}

export interface State {
  readonly root: string;
  readonly base: string;
  readonly jwksUrl: string | undefined;
  readonly secondFactor: string | undefined;
  readonly lifeSeconds: number;
  /** Types that are offered besides the usual ones. */
  readonly offers: readonly string[];
  breaks(what: string): boolean;
  readonly codes: Map<string, Grant>;
  readonly usedCodes: Map<string, Grant>;
  readonly access: Map<string, Grant & { exp: number; aud: string }>;
  readonly refresh: Map<string, Grant>;
  readonly jtis: Set<unknown>;
  readonly jwks: Map<string, { keys: any[]; until: number }>;
  readonly requests: Map<string, URLSearchParams>;
  /** Exports that go on, by id, with how often they were asked for. */
  readonly exports: Map<string, number>;
  readonly launches: Set<string>;
  readonly people: Set<string>;
}

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly form: URLSearchParams;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export const EXPIRED = 'an-expired-token';
export const FOREIGN = 'a-token-for-another';
export const secret = () => randomBytes(24).toString('base64url');

export interface Made {
  breaks?: string;
  jwksUrl?: string;
  secondFactor?: string;
  lifeSeconds?: number;
  offers?: readonly string[];
  /** What the discovery says otherwise. */
  says?: Record<string, unknown>;
}

/** Starts a server for one test file. */
export async function referenceServer({
  breaks,
  jwksUrl,
  secondFactor,
  lifeSeconds = 300,
  offers = [],
  says = {},
}: Made = {}) {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => void server.close());
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: State = {
    root,
    base: `${root}/fhir`,
    jwksUrl,
    secondFactor,
    lifeSeconds,
    offers,
    breaks: (what) => what === breaks,
    codes: new Map(),
    usedCodes: new Map(),
    access: new Map(),
    refresh: new Map(),
    jtis: new Set(),
    jwks: new Map(),
    requests: new Map(),
    exports: new Map(),
    launches: new Set(),
    people: new Set(),
  };
  const seeded = { id: 'x', clientId: 'app', scope: 'patient/*.rs', patient: 'p1', encounter: undefined };
  const rest = { redirectUri: '', challenge: '', refreshed: false };
  state.access.set(EXPIRED, { ...seeded, ...rest, exp: 1, aud: state.base });
  state.access.set(FOREIGN, { ...seeded, ...rest, exp: 9e9, aud: 'https://other.test/fhir' });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '/', root);
    const call = {
      method: request.method ?? 'GET',
      url,
      headers: request.headers,
      body,
      form: new URLSearchParams(body),
    };
    const reply = await route(state, call, says);
    const json = typeof reply.body !== 'string';
    response.writeHead(reply.status, {
      'Content-Type': json ? 'application/json' : 'text/html; charset=utf-8',
      Connection: 'close',
      ...reply.headers,
    });
    response.end(json ? JSON.stringify(reply.body ?? {}) : reply.body);
  }
  return { base: state.base, root, state };
}

/** `Access-Control-Allow-Origin` for the one registered origin. */
export const cors = ({ headers }: Call): Record<string, string> =>
  headers.origin === ORIGIN ? { 'Access-Control-Allow-Origin': ORIGIN } : {};

async function route(state: State, call: Call, says: Record<string, unknown>): Promise<Reply> {
  const { pathname } = call.url;
  if (call.method === 'OPTIONS') return preflight(state, call);
  if (pathname === '/fhir/.well-known/smart-configuration') return discovery(state, call, says);
  if (pathname.startsWith('/fhir')) return answerFhir(state, call);
  if (pathname === '/auth/token') return answerToken(state, call);
  if (pathname === '/auth/introspect') return answerIntrospection(state, call);
  if (pathname === '/auth/revoke') return answerRevocation(state, call);
  if (pathname === '/auth/jwks') {
    const bad = state.breaks('41') ? [{ kty: 'RSA', kid: 'bad', n: 5 }] : [];
    return { status: 200, body: { keys: [SERVER_KEY.public, ...bad] } };
  }
  if (pathname === '/auth/.well-known/openid-configuration') return openid(state);
  return authorizePages(state, call);
}

function preflight(state: State, call: Call): Reply {
  if (state.breaks('103 preflight')) return { status: 405, headers: cors(call) };
  const allowed = { 'Access-Control-Allow-Headers': 'authorization', 'Access-Control-Allow-Methods': 'GET, POST' };
  return { status: 204, headers: { ...cors(call), ...allowed } };
}

const CAPABILITIES =
  'launch-standalone launch-ehr client-public client-confidential-symmetric client-confidential-asymmetric sso-openid-connect context-banner context-style context-standalone-patient context-ehr-patient context-ehr-encounter permission-offline permission-patient permission-user authorize-post permission-v2 permission-v1';

function discovery({ breaks, root }: State, call: Call, says: Record<string, unknown>): Reply {
  const without = breaks('10') ? 'launch-standalone' : breaks('11') ? 'launch-ehr' : '';
  const capabilities: unknown[] = CAPABILITIES.split(' ').filter((one) => one !== without);
  const html = breaks('89') && call.headers.accept === 'text/html';
  return {
    status: 200,
    headers: {
      ...(breaks('8') ? {} : cors(call)),
      ...((breaks('1') && call.headers.accept === 'application/json') || html ? { 'Content-Type': 'text/html' } : {}),
    },
    body: {
      issuer: `${root}/auth`,
      ...(breaks('6') ? {} : { jwks_uri: `${root}/auth/jwks` }),
      authorization_endpoint: breaks('2') ? '' : `${root}/auth/authorize`,
      token_endpoint: `${root}/auth/token`,
      introspection_endpoint: breaks('89 relative') ? '/auth/introspect' : `${root}/auth/introspect`,
      revocation_endpoint: `${root}/auth/revoke`,
      grant_types_supported: [...(breaks('3') ? [] : ['authorization_code']), 'client_credentials'],
      code_challenge_methods_supported: breaks('4') ? ['S512'] : breaks('5') ? ['S256', 'plain'] : ['S256'],
      capabilities: breaks('7') ? [...capabilities, 7] : capabilities,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: breaks('90') ? ['ES384'] : ['RS384', 'ES384'],
      scopes_supported: ['openid', 'fhirUser', 'patient/*.rs'],
      ...says,
    },
  };
}

function openid({ breaks, root }: State): Reply {
  return {
    status: 200,
    headers: breaks('39') ? { 'Content-Type': 'text/plain' } : {},
    body: {
      issuer: `${root}/auth`,
      authorization_endpoint: `${root}/auth/authorize`,
      token_endpoint: `${root}/auth/token`,
      jwks_uri: `${root}/auth/jwks`,
      response_types_supported: ['code'],
      ...(breaks('40') ? {} : { subject_types_supported: ['public'] }),
      id_token_signing_alg_values_supported: ['RS256'],
    },
  };
}
