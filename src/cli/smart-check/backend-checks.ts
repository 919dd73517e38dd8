/** Backend services (52–56, 93). */

import { assertionOf } from './authorize.ts';
import { askBackend, backendAnswer, backendOf, backendToken } from './backend.ts';
import type { Check } from './check.ts';
import { signJwt } from './client/jwt.ts';
import { endpoint } from './context.ts';
import { expect, expectError, expectStatus } from './expect.ts';
import { resourceScopes } from './scopes.ts';
import { scopesOf } from './sessions.ts';

const LIFE_SECONDS_MAX = 300;

export const backendChecks: readonly Check[] = [
  {
    number: 52,
    ja: '知らない grant_type はちょうど 400 で断る',
    en: 'an unknown grant_type is refused with exactly 400',
    spec: 'BS, RFC 6749',
    needs: ['backend'],
    run: async (context) => {
      expectStatus(await askBackend(context, { grant_type: 'not_a_grant_type' }), 400);
      return undefined;
    },
  },
  {
    number: 53,
    ja: '知らない client_assertion_type は 400 か 401 で断る',
    en: 'an unknown client_assertion_type is refused with 400 or 401',
    spec: 'BS',
    needs: ['backend'],
    run: async (context) => {
      expectStatus(await askBackend(context, { client_assertion_type: 'not_an_assertion_type' }), 400, 401);
      return undefined;
    },
  },
  {
    number: 54,
    ja: '壊れた assertion は 400 か 401 で断る',
    en: 'a broken assertion is refused with 400 or 401',
    spec: 'BS',
    needs: ['backend'],
    run: async (context) => {
      const { client_id, private_key } = backendOf(context);
      const good = assertionOf(client_id, private_key, await endpoint(context, 'token_endpoint'));
      const [header, claims, signature = ''] = good.split('.');
      const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      const bad = ['not-a-jwt', 'a.b.c', `${header}.${claims}`, `${header}.${claims}.`, `${header}.${claims}.${other}`];
      for (const client_assertion of [...bad, signJwt({ alg: 'RS384' }, {}, 'x')])
        expectStatus(await askBackend(context, { client_assertion }), 400, 401);
      return undefined;
    },
  },
  {
    number: 55,
    ja: '正しい要求は 200 である',
    en: 'a valid request answers 200',
    spec: 'BS',
    needs: ['backend'],
    run: async (context) => {
      expectStatus(await backendAnswer(context), 200);
      return undefined;
    },
  },
  {
    number: 56,
    ja: 'access_token、token_type は bearer、expires_in は数、scope がある',
    en: 'there are access_token, token_type bearer, expires_in as a number, and scope',
    spec: 'BS',
    needs: ['backend'],
    run: async (context) => {
      const answer = await backendAnswer(context);
      await backendToken(context);
      const { token_type, expires_in, scope } = answer.body as Record<string, unknown>;
      expect(String(token_type).toLowerCase() === 'bearer', 'token_type bearer', token_type, answer);
      expect(typeof expires_in === 'number', 'expires_in: a number', expires_in, answer);
      expect(scopesOf(scope).length > 0, 'scope', scope, answer);
      return undefined;
    },
  },
  {
    number: 93,
    ja: '登録外のスコープは出ず、何も残らなければ invalid_scope、寿命は 300 秒以下、refresh_token はない',
    en: 'a scope that is not registered is not granted, none left is invalid_scope, life ≤ 300 s, no refresh token',
    spec: 'BS',
    needs: ['backend'],
    run: async (context) => {
      const { scope, forbidden_scope = forbiddenScope(scope) } = backendOf(context);
      await backendToken(context);
      const both = await askBackend(context, { scope: `${scope} ${forbidden_scope}` });
      if (both.status === 200) {
        const got = scopesOf(both.body['scope']);
        expect(!got.includes(forbidden_scope), `without ${forbidden_scope}`, got.join(' '), both);
      } else expectError(both, [400], 'invalid_scope');
      expectError(await askBackend(context, { scope: forbidden_scope }), [400], 'invalid_scope');
      const answer = await backendAnswer(context);
      const { expires_in, refresh_token } = answer.body as Record<string, unknown>;
      expect(Number(expires_in) <= LIFE_SECONDS_MAX, 'expires_in ≤ 300', expires_in, answer);
      expect(refresh_token === undefined, 'no refresh_token', 'refresh_token', answer);
      return undefined;
    },
  },
];

/** A scope beyond these: of another type, or of an act that none of them allows. */
function forbiddenScope(scope: string): string {
  const registered = resourceScopes(scopesOf(scope));
  const types = ['Basic', 'Substance', 'SupplyRequest', 'VisionPrescription', 'Basic'];
  const letters = [...'cruds'].filter(
    (letter) => !registered.some((one) => one.type === '*' && one.letters.includes(letter)),
  );
  const type = types.find((one) => !registered.some((known) => known.type === one)) ?? 'Basic';
  // Where everything is registered, the context is what is left to be wrong.
  return letters.length > 0 ? `system/${type}.${letters.join('')}` : 'patient/Patient.r';
}
