/** The token, introspection and revocation endpoints of the reference server. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { decodeJwt, signJwt } from '../../../src/cli/smart-check/client/jwt.ts';
import { SERVER_KEY } from './keys.ts';
import { CLIENTS } from './reference-clients.ts';
import { type Call, cors, type Grant, type Reply, type State, secret } from './reference-server.ts';

type Client = (typeof CLIENTS)[number];
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };
const fail = (status: number, error: string): Reply => ({ status, headers: NO_STORE, body: { error } });
const words = (text: string | null) => (text ?? '').split(' ').filter((word) => word !== '');

export async function answerToken(state: State, call: Call): Promise<Reply> {
  const type = call.form.get('grant_type');
  if (!['authorization_code', 'refresh_token', 'client_credentials'].includes(type ?? ''))
    return fail(state.breaks('52') ? 401 : 400, 'unsupported_grant_type');
  const client = await authenticate(state, call);
  if (typeof client === 'string') return fail(client === 'crash' ? 500 : 401, client);
  const reply =
    type === 'authorization_code'
      ? byCode(state, call, client)
      : type === 'refresh_token'
        ? byRefresh(state, call, client)
        : byAssertion(state, call, client);
  const open = state.breaks('23') && reply.status === 200 ? {} : cors(call);
  const foreign: Record<string, string> = state.breaks('103 token') ? { 'Access-Control-Allow-Origin': '*' } : open;
  return { ...reply, headers: { ...reply.headers, ...foreign } };
}

/** The client that proved itself, or why it did not. */
async function authenticate(state: State, { form, headers }: Call): Promise<Client | string> {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic) {
    const [id, key] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    return CLIENTS.find((client) => client.id === id && client.secret === key && key !== undefined) ?? 'invalid_client';
  }
  if (form.has('client_assertion')) {
    const known = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    return known || state.breaks('53') ? byJwt(state, form.get('client_assertion') ?? '') : 'invalid_request';
  }
  const open = CLIENTS.find(({ id }) => id === form.get('client_id'));
  if (open && !open.secret && !open.key && !open.byUrl) return open;
  return state.breaks('34') && !open ? { id: 'unknown', allowed: '' } : 'invalid_client';
}

async function byJwt(state: State, jwt: string): Promise<Client | string> {
  const { breaks } = state;
  const off = (what: string) => breaks(`91 ${what}`);
  const decoded = decodeJwt(jwt);
  if (!decoded) return breaks('54') ? 'crash' : 'invalid_client';
  const { header, claims } = decoded as { header: any; claims: any };
  const now = Date.now() / 1000;
  const who = claims.sub ?? (off('no sub') ? claims.iss : undefined);
  const client = CLIENTS.find(({ id }) => id === who);
  if (!client) return 'invalid_client';
  const keys = client.byUrl ? await fetchKeys(state) : client.key ? [client.key] : [];
  const key = keys.find(({ kid }) => kid === header.kid) ?? (off('unknown kid') ? keys[0] : undefined);
  if (!key) return 'invalid_client';
  const faults = [
    !off('iss ≠ sub') && !off('no iss') && !off('no sub') && claims.iss !== claims.sub,
    claims.iss === undefined && !off('no iss'),
    claims.exp === undefined ? !off('no exp') : claims.exp < now && !off('expired'),
    claims.exp > now + 305 && !off('exp > 5 min ahead'),
    claims.jti === undefined && !off('no jti'),
    claims.aud !== `${state.root}/auth/token` && !off('wrong aud') && !(off('no aud') && claims.aud === undefined),
    header.jku !== undefined && !off('foreign jku'),
    claims.jti !== undefined && state.jtis.has(claims.jti) && !off('reused jti'),
    !isSigned(jwt, header.alg, key) &&
      !off('wrong key') &&
      !(off('alg none') && header.alg === 'none') &&
      !(off('HS256 by the public key') && header.alg === 'HS256'),
  ];
  state.jtis.add(claims.jti);
  return faults.includes(true) ? 'invalid_client' : client;
}

function isSigned(jwt: string, alg: string, key: any): boolean {
  if (alg !== key.alg) return false;
  const at = jwt.lastIndexOf('.');
  const publicKey = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
  return verify('sha384', Buffer.from(jwt.slice(0, at)), publicKey, Buffer.from(jwt.slice(at + 1), 'base64url'));
}

/** Keys by URL, kept as long as their `max-age` says; for ever where it is broken so. */
async function fetchKeys({ jwks, jwksUrl = '', breaks }: State): Promise<any[]> {
  const kept = jwks.get(jwksUrl);
  if (kept && (kept.until > Date.now() || breaks('92'))) return kept.keys;
  const response = await fetch(jwksUrl);
  const age = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1] ?? 0);
  const { keys } = (await response.json()) as { keys: any[] };
  jwks.set(jwksUrl, { keys, until: Date.now() + age * 1000 });
  return keys;
}

function byCode(state: State, { form }: Call, client: Client): Reply {
  const { breaks } = state;
  const code = form.get('code') ?? '';
  const used = state.usedCodes.get(code);
  if (used) {
    if (!breaks('105 reuse')) end(state, used.id);
    return fail(400, 'invalid_grant');
  }
  const grant = state.codes.get(code);
  const verifier = form.get('code_verifier');
  if (!grant) return fail(breaks('33') ? 401 : 400, 'invalid_grant');
  const forgiven =
    (breaks('29') && verifier === null) ||
    (breaks('30') && verifier === '') ||
    (breaks('31') && verifier && verifier !== grant.challenge) ||
    (breaks('32') && verifier === grant.challenge);
  const proven = verifier && createHash('sha256').update(verifier).digest('base64url') === grant.challenge;
  const mine = grant.clientId === client.id || breaks('105 bound') || client.id === 'unknown';
  if ((!proven && !forgiven) || !mine || form.get('redirect_uri') !== grant.redirectUri)
    return fail(400, 'invalid_grant');
  state.codes.delete(code);
  state.usedCodes.set(code, grant);
  return tokens(state, grant, client);
}

function byRefresh(state: State, { form }: Call, client: Client): Reply {
  const { breaks } = state;
  const token = form.get('refresh_token') ?? '';
  const grant = state.refresh.get(token);
  if (!grant) return fail(breaks('50') && token.length > 32 ? 500 : 400, 'invalid_grant');
  const mine = grant.clientId === client.id || breaks('95');
  if (!mine || (breaks('46') && !form.has('scope'))) return fail(400, 'invalid_grant');
  const wanted = words(form.get('scope'));
  const wider = wanted.some((scope) => !words(grant.scope).includes(scope));
  if ((wider && !breaks('95 widen')) || (breaks('47') && wanted.length > 0)) return fail(400, 'invalid_scope');
  state.refresh.delete(token);
  const reply = tokens(state, { ...grant, refreshed: true }, client);
  return {
    ...reply,
    headers: breaks('49') ? { 'Cache-Control': 'no-store' } : NO_STORE,
    body: {
      ...(reply.body as object),
      ...(breaks('48') ? { scope: `${grant.scope} user/*.cruds` } : {}),
      ...(breaks('25') ? { patient: 'p2' } : {}),
    },
  };
}

function fhirContextOf({ breaks }: State): unknown[] {
  if (breaks('21')) return [{ reference: 'Nonsense/1' }];
  return [{ reference: breaks('101') ? 'Patient/p1' : 'CarePlan/cp1', role: breaks('101 role') ? '' : undefined }];
}

const fhirUserOf = ({ breaks }: State) => (breaks('44') ? 'PractitionerRole/r1' : 'RelatedPerson/r1');

function tokens(state: State, grant: Grant, client: Client): Reply {
  const { breaks } = state;
  const [access, refresh] = [secret(), secret()];
  const v1 = breaks('67') ? grant.scope.replace(/\.read\b/g, '.rs') : grant.scope;
  const asked = words(v1);
  const whole = asked.includes('patient/Condition.rs');
  const scope = [
    ...asked.filter(
      (one) =>
        !(breaks('20') && one === 'profile') &&
        !(breaks('62 absent') && !asked.includes('patient/Patient.rs') && one.includes('?')),
    ),
    ...(breaks('27') && whole ? ['user/Practitioner.rs'] : []),
    ...(breaks('62') && asked.some((one) => one.includes('?')) && !asked.includes('patient/Patient.rs')
      ? ['patient/Observation.rs']
      : []),
  ].join(' ');
  const held = breaks('62') ? v1 : scope;
  state.access.set(access, { ...grant, scope: held, exp: Date.now() / 1000 + 3600, aud: state.base });
  state.refresh.set(refresh, { ...grant, scope });
  return {
    status: 200,
    headers: {
      ...(breaks('22') ? { 'Cache-Control': 'no-store' } : NO_STORE),
      ...(breaks('16') && client.id === 'app-key' ? { 'Content-Type': 'text/html' } : {}),
    },
    body: {
      access_token: access,
      token_type: breaks('19') ? 'mac' : 'Bearer',
      ...(breaks('17') && !grant.refreshed ? {} : { expires_in: breaks('18') ? '3600' : 3600 }),
      scope,
      ...(breaks('18 refresh') ? {} : { refresh_token: refresh }),
      patient: grant.patient,
      encounter: grant.encounter,
      fhirContext: fhirContextOf(state),
      id_token: breaks('38') ? 'x.y' : idToken(state, grant),
    },
  };
}

function idToken(state: State, grant: Grant): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `${state.root}/auth`,
    sub: 'keiko',
    aud: state.breaks('43') ? 'another' : grant.clientId,
    exp: now + 300,
    iat: now,
    fhirUser: fhirUserOf(state),
  };
  const header = { alg: 'RS256', ...(state.breaks('42') ? {} : { kid: 'server' }) };
  const jwt = signJwt(header, claims, SERVER_KEY.private);
  return state.breaks('43 signature') ? `${jwt.slice(0, -8)}AAAAAAAA` : jwt;
}

function byAssertion(state: State, { form }: Call, client: Client): Reply {
  const { breaks, lifeSeconds } = state;
  const asked = words(form.get('scope'));
  const scopes = asked.filter(
    (scope) => words(client.allowed).includes(scope) || (breaks('93 scope') && asked.length > 1),
  );
  if (scopes.length === 0) return fail(400, breaks('93 none') ? 'invalid_request' : 'invalid_scope');
  const access = secret();
  const scope = scopes.join(' ');
  const none = { patient: undefined, encounter: undefined, redirectUri: '', challenge: '', refreshed: false };
  const exp = Date.now() / 1000 + (breaks('94 expired') ? 999 : lifeSeconds);
  state.access.set(access, { id: secret(), clientId: client.id, scope, ...none, exp, aud: state.base });
  return {
    status: breaks('55') && client.id === 'backend' ? 201 : 200,
    headers: NO_STORE,
    body: {
      access_token: access,
      token_type: 'Bearer',
      expires_in: breaks('93') ? 600 : lifeSeconds,
      ...(breaks('56') ? {} : { scope }),
      ...(breaks('93 refresh') ? { refresh_token: secret() } : {}),
    },
  };
}

/** Ends everything that came from one grant. */
function end({ access, refresh }: State, id: string): void {
  for (const [token, grant] of access) if (grant.id === id) access.delete(token);
  for (const [token, grant] of refresh) if (grant.id === id) refresh.delete(token);
}

export async function answerRevocation(state: State, call: Call): Promise<Reply> {
  const client = await authenticate(state, call);
  if (typeof client === 'string') return fail(401, client);
  const token = call.form.get('token') ?? '';
  const grant = state.refresh.get(token) ?? state.access.get(token);
  if (state.breaks('37')) state.refresh.delete(token);
  else if (grant) end(state, grant.id);
  return { status: 200 };
}

export async function answerIntrospection(state: State, call: Call): Promise<Reply> {
  const { breaks } = state;
  const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
  const caller =
    bearer === undefined
      ? await authenticate(state, call)
      : CLIENTS.find(({ id }) => id === state.access.get(bearer)?.clientId);
  if (typeof caller !== 'object' || !caller.introspects || (bearer && breaks('96'))) return fail(401, 'invalid_client');
  const token = state.access.get(call.form.get('token') ?? '');
  if (!token) return { status: 200, body: { active: false, ...(breaks('61') ? { error: 'unknown' } : {}) } };
  const person = token.scope.includes('openid');
  return {
    status: 200,
    body: {
      active: breaks('57') && !bearer ? 'true' : true,
      client_id: token.clientId,
      scope: token.scope,
      ...(breaks('58') ? {} : { exp: token.exp }),
      patient: breaks('59') ? 'p2' : token.patient,
      encounter: token.encounter,
      ...(person
        ? { iss: `${state.root}/auth`, sub: 'keiko', fhirContext: breaks('97') ? undefined : fhirContextOf(state) }
        : {}),
      ...(person && !breaks('60') ? { fhirUser: fhirUserOf(state) } : {}),
    },
  };
}
