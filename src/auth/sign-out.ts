/** Signing out: a page that asks, and one that says it is done. */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { preferredLanguage } from '#fhir';
import { Markup } from '#html';
import { type Screen, screenHeaders } from './screens/frame.ts';
import { changing, signedOut, signingOut, staying } from './screens/notices.ts';

export const signOut = (): NonNullable<Configuration['features']>['rpInitiatedLogout'] => ({
  enabled: true,
  // The library escapes what it puts into its form.
  logoutSource: (ctx, form) => show(ctx, signingOut(languageOf(ctx), new Markup(form))),
  postLogoutSuccessSource: (ctx) => show(ctx, signedOut(languageOf(ctx))),
});

/**
 * Whom the library would send on without a word: who was not signed in, who decided to stay, and who comes after somebody
 * else, by a page that sends itself by a script.
 */
export function completeSignOut(ctx: KoaContextWithOIDC): void {
  const { route, session, params } = ctx.oidc;
  const before = session?.state;
  if (route === 'resume' && ctx.status === 200 && before !== undefined)
    show(
      ctx,
      changing(languageOf(ctx), { action: ctx.oidc.urlFor('end_session_confirm'), secret: String(before['secret']) }),
    );
  if (route === 'end_session' && ctx.status === 200 && !session?.accountId) show(ctx, signedOut(languageOf(ctx)));
  if (route === 'end_session_confirm' && ctx.status === 303 && !params?.['logout']) {
    ctx.remove('location');
    show(ctx, staying(languageOf(ctx)));
  }
}

const languageOf = (ctx: KoaContextWithOIDC) => preferredLanguage(ctx.get('accept-language')) ?? 'ja';

function show(ctx: KoaContextWithOIDC, { status, html }: Screen): void {
  ctx.status = status;
  ctx.set(screenHeaders());
  ctx.body = html;
}
