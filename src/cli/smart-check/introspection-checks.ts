/** Introspection (57–61, 96, 97). */
import { isDeepStrictEqual } from 'node:util';
import { accessTokenOf, proofOf, tokenRequest } from './authorize.ts';
import { askAs, backendAnswer, backendOf, backendToken } from './backend.ts';
import type { Check } from './check.ts';
import { type Answer, send } from './client/http.ts';
import { appsOf } from './config.ts';
import { bearer, type Context, endpoint } from './context.ts';
import { blocked, expect, expectStatus, Skipped } from './expect.ts';
import { idToken } from './openid-checks.ts';
import { scopesOf, sessions, standalone } from './sessions.ts';

/** What a token response may say about the launch. */
const LAUNCH = ['patient', 'encounter', 'intent', 'fhirContext', 'tenant', 'need_patient_banner', 'smart_style_url'];

export const introspectionChecks: readonly Check[] = [
  {
    number: 57,
    ja: '有効なトークンは 200 で、active は真偽値の true である',
    en: 'an active token is answered with 200 and active as boolean true',
    spec: 'TI, RFC 7662',
    needs: ['introspection'],
    run: async (context) => {
      const answer = await introspected(context);
      expectStatus(answer, 200);
      expect(answer.body['active'] === true, 'active: true', answer.body['active'], answer);
      return undefined;
    },
  },
  {
    number: 58,
    ja: 'client_id が等しく、scope が同じ集合で、exp がある',
    en: 'client_id is equal, scope the same set, and exp present',
    spec: 'TI',
    needs: ['introspection'],
    run: async (context) => {
      const answer = await introspectedWell(context);
      const { clientId, scope } = await subject(context);
      const { client_id, exp } = answer.body as Record<string, unknown>;
      expect(client_id === clientId, `client_id ${clientId}`, client_id, answer);
      const sorted = (text: unknown) => scopesOf(text).toSorted().join(' ');
      expect(
        sorted(answer.body['scope']) === sorted(scope),
        `scope ${sorted(scope)}`,
        sorted(answer.body['scope']),
        answer,
      );
      expect(typeof exp === 'number', 'exp: a number', exp, answer);
      return undefined;
    },
  },
  {
    number: 59,
    ja: 'patient と encounter はトークンの応答と等しい',
    en: 'patient and encounter equal those of the token response',
    spec: 'TI',
    needs: ['introspection', 'app'],
    run: (context) => expectEchoed(context, ['patient', 'encounter']),
  },
  {
    number: 60,
    ja: 'id_token が出ていれば、その iss・sub・fhirUser を返す',
    en: 'where an id_token was issued, its iss, sub and fhirUser are told',
    spec: 'TI',
    needs: ['introspection', 'app'],
    run: async (context) => {
      const { claims } = await idToken(context);
      const answer = await introspectedWell(context);
      for (const name of ['iss', 'sub', 'fhirUser'])
        expect(answer.body[name] === claims[name], `${name} ${claims[name]}`, answer.body[name], answer);
      return undefined;
    },
  },
  {
    number: 61,
    ja: '無効なトークンは 200 で、ちょうど {"active":false} である',
    en: 'an invalid token is answered with 200 and exactly {"active":false}',
    spec: 'TI, RFC 7662',
    needs: ['introspection'],
    run: async (context) => {
      const answer = await introspect(context, 'unknown-token-smart-check');
      expectStatus(answer, 200);
      expect(JSON.stringify(answer.json) === '{"active":false}', '{"active":false}', answer.text, answer);
      return undefined;
    },
  },
  {
    number: 96,
    ja: 'Bearer トークンでも introspection でき、どのクライアントのトークンも調べられる',
    en: 'introspection accepts a Bearer token, for any client’s tokens',
    spec: 'TI',
    needs: ['introspection', 'bearer'],
    run: async (context) => {
      const { access } = await subject(context);
      const own = await bearerToken(context);
      for (const token of [own, access]) {
        const answer = await send(await endpoint(context, 'introspection_endpoint'), {
          form: { token },
          headers: bearer(own),
        });
        expectStatus(answer, 200);
        expect(answer.body['active'] === true, 'active: true', answer.body['active'], answer);
      }
      return undefined;
    },
  },
  {
    number: 97,
    ja: '起動の情報（patient・encounter・intent・fhirContext など）をすべて返す',
    en: 'every launch parameter is echoed: patient, encounter, intent, fhirContext, …',
    spec: 'TI',
    needs: ['introspection', 'app'],
    run: (context) => expectEchoed(context, LAUNCH),
  },
];

async function introspect(context: Context, token: string): Promise<Answer> {
  const { introspection } = context.config.clients;
  if (!introspection)
    throw new Skipped('設定に `clients.introspection` がありません', 'the config has no `clients.introspection`');
  const proof = proofOf(introspection, await endpoint(context, 'token_endpoint'));
  const url = await endpoint(context, 'introspection_endpoint').catch(() => {
    throw new Skipped('introspection_endpoint がありません', 'there is no introspection_endpoint');
  });
  return send(url, { form: { token, ...proof.form }, headers: { Accept: 'application/json', ...proof.headers } });
}

/** The token that is looked at: a person's where there are apps, else the backend's. */
async function subject(context: Context): Promise<{ access: string; clientId: string; scope: unknown }> {
  if (appsOf(context.config).length === 0)
    return {
      access: await backendToken(context),
      clientId: backendOf(context).client_id,
      scope: (await backendAnswer(context)).body['scope'],
    };
  const { current, app, granted } = await standalone(context);
  return { access: current.access, clientId: app.client_id, scope: granted['scope'] };
}

const introspected = (context: Context): Promise<Answer> =>
  context.once('introspected', async () => introspect(context, (await subject(context)).access));

async function introspectedWell(context: Context): Promise<Answer> {
  const answer = await introspected(context);
  if (answer.status !== 200 || String(answer.body['active']) !== 'true') throw blocked('57');
  return answer;
}

async function expectEchoed(context: Context, names: readonly string[]): Promise<undefined> {
  for (const { current, granted } of await sessions(context)) {
    const answer = await introspect(context, current.access);
    if (String(answer.body['active']) !== 'true') throw blocked('57');
    for (const name of names) {
      const [told, echoed] = [granted[name], answer.body[name]];
      expect(isDeepStrictEqual(told, echoed), `${name} ${JSON.stringify(told) ?? 'nothing'}`, echoed, answer);
    }
  }
}

/** A token with which the introspection client may introspect. */
async function bearerToken(context: Context): Promise<string> {
  const { introspection } = context.config.clients;
  const { client_id = '', private_key, client_secret, bearer_scope: scope = '' } = introspection ?? {};
  const app = {
    client_id,
    redirect_uri: '',
    scope,
    kind: 'symmetric' as const,
    ...(client_secret === undefined ? {} : { client_secret }),
  };
  const answer = private_key
    ? await askAs(context, { client_id, private_key }, { scope })
    : await tokenRequest(context, app, { grant_type: 'client_credentials', scope });
  expectStatus(answer, 200);
  return accessTokenOf(answer) ?? '';
}
