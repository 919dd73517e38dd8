/** Redirect URIs and codes: exact, once, and for one client (105). */
import { authorize, cameBack, codeOf, exchange } from './authorize.ts';
import type { Check } from './check.ts';
import type { Text } from './client/person.ts';
import { appsOf } from './config.ts';
import { type Context, fhir } from './context.ts';
import { CheckFailed, expect, expectStatus } from './expect.ts';
import { mainApp, patientAddress, sessionOf } from './sessions.ts';

export const codeChecks: readonly Check[] = [
  {
    number: 105,
    ja: 'redirect_uri は完全一致、code は一回だけ・一つのアプリだけで、再使用は出たトークンも無効にする',
    en: 'redirect_uri is matched exactly; a code serves once, for its client, and its reuse kills the tokens',
    spec: 'RFC 6749, RFC 9700',
    needs: ['app'],
    run: async (context) => {
      const untried: Text[] = [];
      if (context.person.seesPages) await expectErrorPages(context);
      else
        untried.push({
          ja: '登録のない redirect_uri（signIn.way が browser では見えません）',
          en: 'an unregistered redirect_uri (not seen with signIn.way browser)',
        });
      await expectOnce(context);
      if (!(await expectBound(context)))
        untried.push({
          ja: '別のアプリでの code（アプリが一つです）',
          en: 'the code of another app (there is only one)',
        });
      return untried;
    },
  },
];

/** Redirect URIs that are nearly right lead to a page, not to the app. */
async function expectErrorPages(context: Context): Promise<void> {
  const app = mainApp(context);
  const added = (add: string) => `${app.redirect_uri}${add}`;
  for (const redirectUri of [
    added('/more'),
    added(app.redirect_uri.includes('?') ? '&x=1' : '?x=1'),
    'https://foreign.invalid/app',
  ]) {
    const { arrival } = await authorize(context, { app, redirectUri });
    if (arrival.reached) throw new CheckFailed(`${redirectUri}: an error page`, arrival.url.href);
    const { page, why } = arrival;
    expect(page !== undefined && page.status >= 400, `${redirectUri}: an error page`, why, page);
  }
}

async function expectOnce(context: Context): Promise<void> {
  const authorized = await authorize(context, { app: mainApp(context) });
  const code = codeOf(authorized);
  const wrong = await exchange(context, await authorize(context, { app: mainApp(context) }), {
    redirectUri: `${authorized.app.redirect_uri}/more`,
  });
  expectStatus(wrong, 400, 401);
  const session = sessionOf({ authorized, exchanged: await exchange(context, authorized, { code }) });
  expectStatus(await exchange(context, authorized, { code }), 400);
  expectStatus(await fhir(context, patientAddress(session), session.current.access), 401);
}

async function expectBound(context: Context): Promise<boolean> {
  const [app, other] = appsOf(context.config);
  if (!app || !other) return false;
  const authorized = await authorize(context, { app });
  const answer = await exchange(context, authorized, { app: other });
  expect(cameBack(authorized, 'code') !== null, 'code', '');
  expectStatus(answer, 400, 401);
  return true;
}
