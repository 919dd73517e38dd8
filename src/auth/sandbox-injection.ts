/** Makes the authorization server of a sandbox do wrong on purpose, for one launch at a time. No other server loads it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Sql } from '#database';
import { ROUTES } from './addresses.ts';
import { answerJson } from './answer-json.ts';
import { isOriginKnown } from './clients.ts';
import { digestOf } from './digest.ts';
import { replayed } from './refreshing-client.ts';
import { remember } from './remember.ts';
import type { FaultName } from './sandbox-faults.ts';
import { spoiledIdToken } from './sandbox-id-token.ts';
import type { ServerKeys } from './server-keys.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Injection {
  /** The launch with this handle will meet this fault. */
  arm(launch: string, fault: FaultName): void;
  /** Stands around all of the library's answers. */
  inject(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void>;
  /** Stands before the library. */
  guard(inner: Handler): Handler;
}

interface Needs {
  readonly sql: Sql;
  readonly keys: () => ServerKeys;
  readonly now: () => Date;
}

/** More than so many launches are not remembered: the oldest goes first, and meets no fault. */
const LAUNCHES_MAX = 1_000;

/** What is armed is kept in this process only, and gone with it: a sandbox is one process. */
export function createInjection(needs: Needs): Injection {
  const byLaunch = new Map<string, FaultName>();
  const byGrant = new Map<string, FaultName>();
  return {
    arm: (launch, fault) => remember(byLaunch, digestOf(launch), fault, LAUNCHES_MAX),
    inject: async (ctx, next) => {
      await next();
      const { params, entities } = ctx.oidc ?? {};
      // Only an authorization has a launch, and only the answer to a code is a 200 about one.
      const met = byLaunch.get(digestOf(String(params?.['launch'])));
      if (met !== undefined) {
        const spoilt = await spoilAuthorization(ctx, met, needs);
        if (spoilt !== undefined) remember(byGrant, spoilt, met, LAUNCHES_MAX);
      }
      const grantId = entities?.AuthorizationCode?.grantId;
      if (grantId === undefined || ctx.status !== 200) return;
      const fault = byGrant.get(grantId);
      if (fault !== undefined) await spoilToken(ctx, { fault, grantId }, needs);
    },
    guard: (inner) => async (request, response) => {
      if (request.url?.split('?')[0] !== ROUTES.token) return inner(request, response);
      const read = { request, body: Buffer.concat(await request.toArray()) };
      const code = new URLSearchParams(read.body.toString('utf8')).get('code');
      const grantId = await grantOfCode(needs.sql, String(code));
      const fault = byGrant.get(grantId);
      if (fault !== 'invalid-client' && fault !== 'server-error') return inner(replayed(read), response);
      byGrant.delete(grantId);
      return refuseRequest(request, response, fault, needs);
    },
  };
}

const DENIALS: Readonly<Partial<Record<FaultName, readonly [error: string, description: string]>>> = {
  'scope-refused': ['invalid_scope', 'none of the requested scopes is granted'],
  'consent-denied': ['access_denied', 'the person did not allow it'],
};

/** The grant whose code is on its way, if there is one. What the library itself refused stays as it is. */
async function spoilAuthorization(
  ctx: KoaContextWithOIDC,
  fault: FaultName,
  { sql, now }: Needs,
): Promise<string | undefined> {
  const location = new URL(ctx.response.get('location'), ctx.oidc.issuer);
  if (ctx.status !== 303 || location.searchParams.has('error')) return undefined;
  const denial = DENIALS[fault];
  if (denial !== undefined) {
    ctx.response.set('location', denialUrl(ctx, denial));
    return undefined;
  }
  const { AuthorizationCode: code } = ctx.oidc.entities;
  if (code?.grantId === undefined) return undefined;
  if (fault === 'state-wrong') {
    location.searchParams.set('state', 'not-the-state-that-was-sent');
    ctx.response.set('location', location.href);
  }
  if (fault === 'code-expired') await expire(sql, 'AuthorizationCode', code.grantId, now());
  return code.grantId;
}

function denialUrl({ oidc }: KoaContextWithOIDC, [error, description]: readonly [string, string]): string {
  const url = new URL(String(oidc.params?.['redirect_uri']));
  url.searchParams.set('error', error);
  url.searchParams.set('error_description', description);
  url.searchParams.set('state', String(oidc.params?.['state']));
  url.searchParams.set('iss', oidc.issuer);
  return url.href;
}

/** The answer has been made; what it stands for, or what it says, is changed. */
async function spoilToken(
  ctx: KoaContextWithOIDC,
  { fault, grantId }: { readonly fault: FaultName; readonly grantId: string },
  { sql, keys, now }: Needs,
): Promise<void> {
  const body = ctx.body as Record<string, unknown>;
  if (fault === 'patient-missing') {
    const { patient: _, ...rest } = body;
    ctx.body = rest;
  }
  if (fault === 'token-expired') await expire(sql, 'AccessToken', grantId, now());
  if (fault === 'audience-wrong')
    await sql.query(
      `UPDATE auth_state SET payload = payload || '{"aud": "https://another-server.example/fhir"}'
        WHERE model = 'AccessToken' AND grant_id = $1`,
      [grantId],
    );
  if (fault === 'refresh-refused')
    await sql.query(`DELETE FROM auth_state WHERE model = 'RefreshToken' AND grant_id = $1`, [grantId]);
  if (fault === 'grant-revoked')
    await sql.query(`DELETE FROM auth_state WHERE grant_id = $1 OR (model = 'Grant' AND id = $1)`, [grantId]);
  if (typeof body['id_token'] === 'string')
    ctx.body = { ...(ctx.body as object), id_token: spoiledIdToken(body['id_token'], fault, keys()) };
}

async function expire(sql: Sql, model: 'AuthorizationCode' | 'AccessToken', grantId: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE auth_state SET payload = payload || jsonb_build_object('exp', $3::int)
      WHERE model = $1 AND grant_id = $2`,
    [model, grantId, Math.floor(now.getTime() / 1000) - 1],
  );
}

async function grantOfCode(sql: Sql, code: string): Promise<string> {
  const { rows } = await sql.query<{ grant_id: string }>(
    `SELECT grant_id FROM auth_state WHERE model = 'AuthorizationCode' AND id = $1`,
    [digestOf(code)],
  );
  return rows[0]?.grant_id ?? '';
}

/** In the library's own words. A page of an app may read it, as it could read the good answer. */
async function refuseRequest(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  fault: 'invalid-client' | 'server-error',
  { sql }: Needs,
): Promise<void> {
  if (await isOriginKnown(sql, String(origin))) response.setHeader('access-control-allow-origin', String(origin));
  const [status, error, error_description] =
    fault === 'invalid-client'
      ? [401, 'invalid_client', 'client authentication failed']
      : [500, 'server_error', 'oops! something went wrong'];
  answerJson(response, status, { error, error_description });
}
