/** Adds to the library's answers what SMART asks for and it leaves out. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Sql } from '#database';
import { grantContextOf } from './grant-context.ts';
import { sessionSeconds } from './token-life.ts';

interface Needs {
  readonly sql: Sql;
  readonly now: () => Date;
  readonly introspect: (token: string) => Promise<Record<string, unknown>>;
}

/** The context of the grant and its purpose, answers that no cache keeps, and unknown tokens that are simply unknown. */
export async function completeAnswer(ctx: KoaContextWithOIDC, next: () => Promise<void>, needs: Needs): Promise<void> {
  await next();
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Pragma', 'no-cache');
  // No route of the library took the request, so it stays what it is: not found, or not allowed.
  if (ctx.oidc === undefined) return;
  const body = ctx.body as Record<string, unknown> | undefined;
  const { route, entities } = ctx.oidc;
  if (route === 'token' && ctx.status === 200) {
    const { fhirUser: _, ...context } = { ...(entities.AccessToken ?? entities.ClientCredentials)?.extra };
    ctx.body = { ...body, ...context };
    await touchSession(entities.RefreshToken?.grantId, needs);
  }
  // The library knows the token's life, but not that of the role, the person and the session behind it.
  if (route === 'introspection' && ctx.status === 200 && ctx.oidc.client?.['introspection'] === true)
    ctx.body = await needs.introspect(String(ctx.oidc.params?.['token']));
  // A token in JWT form was never issued here, so it is simply one that is not known (RFC 7662 2.2, RFC 7009 2.2).
  if (body?.['error'] === 'unsupported_token_type') {
    ctx.status = 200;
    ctx.body = route === 'introspection' ? { active: false } : '';
  }
}

/** Who works on with an app is not idle: its refresh keeps the session for as long as a sign-in may last. */
async function touchSession(grantId: string | undefined, { sql, now }: Needs): Promise<void> {
  const uid = (await grantContextOf(sql, grantId, now()))?.session;
  if (!uid) return;
  const { rows } = await sql.query<{ loginTs: number }>(
    `SELECT (payload ->> 'loginTs')::int AS "loginTs" FROM auth_state WHERE model = 'Session' AND uid = $1`,
    [uid],
  );
  const expiresAt = new Date(now().getTime() + sessionSeconds(rows[0]?.loginTs, now()) * 1000);
  await sql.query(
    `UPDATE auth_state SET expires_at = $2, payload = payload || jsonb_build_object('exp', $3::int)
      WHERE model = 'Session' AND uid = $1`,
    [uid, expiresAt, Math.floor(expiresAt.getTime() / 1000)],
  );
}
