/** Launch and authorization, up to the code's exchange (12–16, 28–35). */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:tls';
import { type Authorized, authorize, cameBack, exchange, tokenRequest } from './authorize.ts';
import type { Check } from './check.ts';
import { isLoopback } from './client/cookies.ts';
import { appsOf } from './config.ts';
import { type Context, endpoint } from './context.ts';
import { blocked, CheckFailed, expect, expectJson, expectStatus, isText, Skipped } from './expect.ts';
import { resourceScopes } from './scopes.ts';
import { attempt, ehrAttempt, mainApp, newSession, scopesOf, standaloneAttempt } from './sessions.ts';

export const launchChecks: readonly Check[] = [
  {
    number: 12,
    ja: '認可とトークンのエンドポイントは TLS 1.2 以上で、それより低い版は断る',
    en: 'authorization and token endpoints speak TLS 1.2 or higher, and refuse lower',
    spec: 'BS, G10',
    run: async (context) => {
      const urls = [await endpoint(context, 'authorization_endpoint'), await endpoint(context, 'token_endpoint')].map(
        (url) => new URL(url),
      );
      if (urls.every((url) => url.protocol === 'http:' && isLoopback(url)))
        throw new Skipped('この機械の中の http です', 'plain http on loopback');
      for (const url of urls) {
        expect(url.protocol === 'https:', 'https', url.href);
        const { version } = await handshake(url, {});
        expect(version === 'TLSv1.2' || version === 'TLSv1.3', 'TLS 1.2 | 1.3', version ?? 'none');
        const old = await handshake(url, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
        expect(old.version === undefined, 'TLS 1.1 refused', old.version ?? '');
      }
      return undefined;
    },
  },
  {
    number: 13,
    ja: 'EHR からの起動は、登録された起動 URL に iss（FHIR の base）と空でない launch を付けて送る',
    en: 'an EHR launch sends the browser to the registered launch URL with iss (the FHIR base) and a launch',
    spec: 'AL',
    needs: ['ehr'],
    run: async (context) => {
      const { sent } = await ehrAttempt(context);
      if (!sent.reached) throw new CheckFailed('the launch URL', sent.why, sent.page);
      const { searchParams, href } = sent.url;
      expect(searchParams.get('iss')?.replace(/\/+$/, '') === context.base, `iss=${context.base}`, href);
      expect(isText(searchParams.get('launch')), 'launch', href);
      return undefined;
    },
  },
  {
    number: 14,
    ja: '認可は GET でもフォームの POST でもでき、同じ state が返る',
    en: 'authorization works by GET and by form POST, and the same state comes back',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      expectState((await standaloneAttempt(context)).authorized);
      expectState((await attempt(context, { app: mainApp(context), post: true })).authorized);
      return undefined;
    },
  },
  {
    number: 15,
    ja: '成功した認可は code を返し、error を返さない',
    en: 'a successful authorization gives a code and no error',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      const { authorized } = await standaloneAttempt(context);
      const { arrival } = authorized;
      if (!arrival.reached) throw new CheckFailed('code', arrival.why, arrival.page);
      expect(isText(cameBack(authorized, 'code')), 'code', arrival.url.href);
      expect(cameBack(authorized, 'error') === null, 'no error', arrival.url.href);
      return undefined;
    },
  },
  {
    number: 16,
    ja: 'code は、認証なし・Basic・private_key_jwt のどのアプリでもトークンに替えられる',
    en: 'the code is exchanged by apps without authentication, with Basic and with private_key_jwt',
    spec: 'AL, CS, CA',
    needs: ['app'],
    run: async (context) => {
      for (const app of appsOf(context.config)) {
        const { exchanged } = await standaloneAttempt(context, app);
        if (!exchanged) throw blocked('15');
        expectJson(exchanged);
      }
      const kinds = appsOf(context.config).map(({ kind }) => kind);
      const untried = (['public', 'symmetric', 'asymmetric'] as const).filter((kind) => !kinds.includes(kind));
      return untried.map((kind) => ({
        ja: `設定に clients.${kind} がありません`,
        en: `the config has no clients.${kind}`,
      }));
    },
  },
  {
    number: 28,
    ja: 'よその aud には code を出さない',
    en: 'no code is given for a foreign aud',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      if (!context.person.seesPages) throw needsForms();
      const asked = await authorize(context, { app: mainApp(context), aud: 'https://foreign.invalid/fhir' });
      expect(cameBack(asked, 'code') === null, 'no code', asked.arrival.reached ? asked.arrival.url.href : '');
      return undefined;
    },
  },
  pkce(29, 'ない', 'missing', () => null),
  pkce(30, '空である', 'blank', () => ''),
  pkce(31, '間違っている', 'wrong', ({ verifier }) => [...verifier].reverse().join('')),
  pkce(32, 'challenge と同じである', 'equal to the challenge', ({ challenge }) => challenge),
  {
    number: 33,
    ja: '知らない code はちょうど 400 で断る',
    en: 'an unknown code is refused with exactly 400',
    spec: 'RFC 6749 5.2',
    needs: ['app'],
    run: async (context) => {
      expectStatus(await unknownCode(context, mainApp(context)), 400);
      return undefined;
    },
  },
  {
    number: 34,
    ja: '知らない client_id は 400 か 401 で断る',
    en: 'an unknown client_id is refused with 400 or 401',
    spec: 'RFC 6749 5.2',
    needs: ['app'],
    run: async (context) => {
      const authorized = await authorize(context, { app: mainApp(context) });
      const { redirect_uri, scope } = authorized.app;
      const app = { client_id: 'unknown-smart-check', redirect_uri, scope, kind: 'public' as const };
      expectStatus(await exchange(context, authorized, { app }), 400, 401);
      return undefined;
    },
  },
  {
    number: 35,
    ja: '利用者が断った種類は scope になく、ほかは残る',
    en: 'types that the user denies are absent from scope, and the others are present',
    spec: 'SC, G10',
    needs: ['app', 'deny'],
    run: async (context) => {
      const { fields = {}, scopes: denied = [] } = context.config.deny ?? {};
      const hint = { ja: `${denied.join(' ')} を断ってください。`, en: `deny ${denied.join(' ')}` };
      const { answer, granted, requested } = await newSession(context, { fields, browser: randomUUID(), hint });
      const got = scopesOf(granted['scope']);
      const types = resourceScopes(scopesOf(requested)).map(({ text }) => text);
      const rest = types.filter((scope) => !denied.includes(scope));
      expect(!got.some((scope) => denied.includes(scope)), `without ${denied.join(' ')}`, got.join(' '), answer);
      expect(
        rest.every((scope) => got.includes(scope)),
        rest.join(' '),
        got.join(' '),
        answer,
      );
      return undefined;
    },
  },
];

const needsForms = (): Skipped =>
  new Skipped('signIn.way が browser では見えません', 'cannot be seen with signIn.way browser');

export const unknownCode = (context: Context, app: ReturnType<typeof mainApp>, origin?: string) =>
  tokenRequest(
    context,
    app,
    {
      grant_type: 'authorization_code',
      code: 'unknown',
      redirect_uri: app.redirect_uri,
      code_verifier: 'v'.repeat(64),
    },
    origin,
  );

function pkce(number: number, ja: string, en: string, verifierOf: (authorized: Authorized) => string | null): Check {
  return {
    number,
    ja: `code_verifier が${ja}なら 400 か 401 で断る`,
    en: `a code_verifier that is ${en} is refused with 400 or 401`,
    spec: 'AL, RFC 7636',
    needs: ['app'],
    run: async (context) => {
      const authorized = await authorize(context, { app: mainApp(context) });
      expectStatus(await exchange(context, authorized, { verifier: verifierOf(authorized) }), 400, 401);
      return undefined;
    },
  };
}

function expectState({ arrival, state }: Authorized): void {
  if (!arrival.reached) throw new CheckFailed('the redirect_uri', arrival.why, arrival.page);
  expect(arrival.url.searchParams.get('state') === state, `state=${state}`, arrival.url.href);
}

function handshake({ hostname, port }: URL, options: object): Promise<{ version: string | undefined }> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    // Which certificate it is does not matter here: fetch has looked at it.
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, ...options }, () => {
      resolve({ version: socket.getProtocol() ?? undefined });
      socket.destroy();
    });
    socket.once('error', () => resolve({ version: undefined }));
  });
}
