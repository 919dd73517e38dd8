/** Adds to the library's answers what SMART asks for and it leaves out. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Sql } from '#database';
import { RESPONSE_MODES } from './addresses.ts';
import { isOriginKnown } from './clients.ts';
import { mayIntrospect } from './introspection.ts';
import { keepGrantAlive } from './keep-grant-alive.ts';
import { completeSignOut } from './sign-out.ts';

interface Needs {
  readonly sql: Sql;
  readonly now: () => Date;
  readonly introspect: (token: string) => Promise<Record<string, unknown>>;
}

/** The context of the grant and its purpose, pages that are ours, and unknown tokens that are simply unknown. */
export async function completeAnswer(ctx: KoaContextWithOIDC, next: () => Promise<void>, needs: Needs): Promise<void> {
  await next();
  // No route of the library took the request, so it stays what it is: not found, or not allowed.
  if (ctx.oidc === undefined) return;
  const body = ctx.body as Record<string, unknown> | undefined;
  const { route, entities } = ctx.oidc;
  if (route === 'token' && ctx.status === 200) {
    ctx.body = { ...body, ...(entities.AccessToken ?? entities.ClientCredentials)?.extra };
    await bindToKey(entities);
    await keepGrantAlive(entities.RefreshToken?.grantId, needs);
  }
  // The library knows the token's life, but not that of the role, the person and the session behind it.
  if (route === 'introspection' && ctx.status === 200 && ctx.oidc.client && mayIntrospect(ctx.oidc.client))
    ctx.body = await needs.introspect(String(ctx.oidc.params?.['token']));
  if (route === 'discovery') ctx.body = { ...body, response_modes_supported: RESPONSE_MODES };
  completeSignOut(ctx);
  const origin = ctx.get('origin');
  // Who was not proven is no client whose pages they could be, so that those of any client read why.
  if (ctx.status === 401 && origin !== '' && !(await isOriginKnown(needs.sql, origin)))
    ctx.remove('access-control-allow-origin');
  // A token in JWT form was never issued here, so it is simply one that is not known (RFC 7662 2.2, RFC 7009 2.2).
  if (body?.['error'] === 'unsupported_token_type') {
    ctx.status = 200;
    ctx.body = route === 'introspection' ? { active: false } : '';
  }
}

/** A public client that proves a key only when it refreshes is held to it from then on (RFC 9449 section 5). */
async function bindToKey({ AccessToken, Client, RefreshToken }: KoaContextWithOIDC['oidc']['entities']): Promise<void> {
  if (RefreshToken === undefined || RefreshToken.jkt !== undefined || AccessToken?.jkt === undefined) return;
  if (Client?.clientAuthMethod !== 'none') return;
  RefreshToken.jkt = AccessToken.jkt;
  await RefreshToken.save();
}
