/** Refresh (46–51). */
import { randomBytes } from 'node:crypto';
import { tokenRequest } from './authorize.ts';
import type { Check } from './check.ts';
import { expect, expectStatus } from './expect.ts';
import { mainApp, patientOf, refresh, refreshed, refreshedWell, refreshing, scopesOf } from './sessions.ts';
import { expectMembers, expectNoStore, expectRead } from './token-checks.ts';

export const refreshChecks: readonly Check[] = [
  {
    number: 46,
    ja: 'scope なしの更新は 200 である',
    en: 'a refresh without scope answers 200',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      expectStatus(await refreshed(context), 200);
      return undefined;
    },
  },
  {
    number: 47,
    ja: '受け取った scope での更新は 200 である',
    en: 'a refresh with the received scopes answers 200',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      await refreshedWell(context);
      const session = await refreshing(context);
      expectStatus(await refresh(context, session, String(session.granted['scope'])), 200);
      return undefined;
    },
  },
  {
    number: 48,
    ja: '更新の応答に必須の項目があり、scope は元の範囲を出ない',
    en: 'the refresh response holds the required members, and its scope is within the original',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      const answer = await refreshedWell(context);
      expectMembers(answer);
      const { granted } = await refreshing(context);
      const more = scopesOf(answer.body['scope']).filter((scope) => !scopesOf(granted['scope']).includes(scope));
      expect(more.length === 0, String(granted['scope']), `also ${more.join(' ')}`, answer);
      return undefined;
    },
  },
  {
    number: 49,
    ja: '更新の応答は Cache-Control: no-store と Pragma: no-cache を持つ',
    en: 'the refresh response has Cache-Control: no-store and Pragma: no-cache',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      expectNoStore(await refreshedWell(context));
      return undefined;
    },
  },
  {
    number: 50,
    ja: 'でたらめな refresh_token は 400 か 401 で断る',
    en: 'a random refresh token is refused with 400 or 401',
    spec: 'RFC 6749',
    needs: ['app'],
    run: async (context) => {
      const refresh_token = randomBytes(32).toString('base64url');
      expectStatus(
        await tokenRequest(context, mainApp(context), { grant_type: 'refresh_token', refresh_token }),
        400,
        401,
      );
      return undefined;
    },
  },
  {
    number: 51,
    ja: '更新したトークンで Patient を読める',
    en: 'the new token reads Patient',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      await refreshedWell(context);
      const session = await refreshing(context);
      await expectRead(context, session, 'Patient', patientOf(session));
      return undefined;
    },
  },
];
