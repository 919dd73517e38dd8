/** Signing out: a page that asks, and one that says it is done. */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { preferredLanguage } from '#fhir';
import { Markup } from '#html';
import { type Screen, screenHeaders } from './screens/frame.ts';
import { signedOut, signingOut, staying } from './screens/notices.ts';

export const signOut = (): NonNullable<Configuration['features']>['rpInitiatedLogout'] => ({
  enabled: true,
  // The library escapes what it puts into its form.
  logoutSource: (ctx, form) => show(ctx, signingOut(languageOf(ctx), new Markup(form))),
  postLogoutSuccessSource: (ctx) => show(ctx, signedOut(languageOf(ctx))),
});

/** Whom the library would send on without a word: who was not signed in, and who decided to stay. */
export function completeSignOut(ctx: KoaContextWithOIDC): void {
  const { route, session, params } = ctx.oidc;
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
