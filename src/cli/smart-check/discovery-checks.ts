/** Discovery: what a server says of itself (1–11). */
import type { Check } from './check.ts';
import { type Answer, type Members, send } from './client/http.ts';
import { type Context, discovery, discoveryAddress, FHIR, smart } from './context.ts';
import { expect, expectJson, expectStatus, isText, isTexts } from './expect.ts';

const STANDALONE =
  'launch-standalone client-public client-confidential-symmetric client-confidential-asymmetric sso-openid-connect context-standalone-patient permission-offline permission-patient authorize-post permission-v2 permission-v1';
const EHR =
  'launch-ehr client-confidential-symmetric client-confidential-asymmetric sso-openid-connect context-banner context-style context-ehr-patient context-ehr-encounter permission-offline permission-user authorize-post permission-v2 permission-v1';

export const discoveryChecks: readonly Check[] = [
  {
    number: 1,
    ja: '.well-known/smart-configuration は 200 で、application/json の JSON を返す',
    en: '.well-known/smart-configuration answers 200 with JSON as application/json',
    spec: 'CF',
    run: async (context) => {
      const answer = await discovery(context);
      expectJson(answer);
      expect(Object.keys(answer.body).length > 0, 'a JSON object', answer.json, answer);
      return undefined;
    },
  },
  {
    number: 2,
    ja: '必須の項目が空でなく、正しい型である',
    en: 'required members are not blank and of the right type',
    spec: 'CF',
    run: async (context) => {
      const body = await smart(context);
      for (const name of ['authorization_endpoint', 'token_endpoint'])
        expect(isText(body[name]), `${name}: a string`, body[name]);
      for (const name of ['capabilities', 'grant_types_supported', 'code_challenge_methods_supported'])
        expect(isFilled(body[name]), `${name}: an array`, body[name]);
      return undefined;
    },
  },
  {
    number: 3,
    ja: 'grant_types_supported に authorization_code がある',
    en: 'grant_types_supported includes authorization_code',
    spec: 'CF',
    run: async (context) => includes(await smart(context), 'grant_types_supported', ['authorization_code']),
  },
  {
    number: 4,
    ja: 'code_challenge_methods_supported に S256 がある',
    en: 'code_challenge_methods_supported includes S256',
    spec: 'CF',
    run: async (context) => includes(await smart(context), 'code_challenge_methods_supported', ['S256']),
  },
  {
    number: 5,
    ja: 'code_challenge_methods_supported に plain がない',
    en: 'code_challenge_methods_supported excludes plain',
    spec: 'CF',
    run: async (context) => {
      const methods = listOf(await smart(context), 'code_challenge_methods_supported');
      expect(!methods.includes('plain'), 'no plain', methods);
      return undefined;
    },
  },
  {
    number: 6,
    ja: 'sso-openid-connect なら issuer と jwks_uri があり、そうでなければ issuer がない',
    en: 'with sso-openid-connect there are issuer and jwks_uri, without it no issuer',
    spec: 'CF',
    run: async (context) => {
      const body = await smart(context);
      const sso = listOf(body, 'capabilities').includes('sso-openid-connect');
      if (!sso) expect(body['issuer'] === undefined, 'no issuer', body['issuer']);
      for (const name of sso ? ['issuer', 'jwks_uri'] : []) expect(isText(body[name]), `${name}: a string`, body[name]);
      return undefined;
    },
  },
  {
    number: 7,
    ja: 'capabilities はすべて文字列である',
    en: 'every capability is a string',
    spec: 'CF',
    run: async (context) => {
      const { capabilities } = (await smart(context)) as { capabilities?: unknown };
      expect(isTexts(capabilities), 'strings only', capabilities);
      return undefined;
    },
  },
  {
    number: 8,
    ja: 'smart-configuration はアプリの Origin を許す（CORS）',
    en: 'smart-configuration allows the app’s Origin (CORS)',
    spec: 'AL',
    needs: ['origin'],
    run: async (context) => allows(context, discoveryAddress(context)),
  },
  {
    number: 9,
    ja: '/metadata はアプリの Origin を許す（CORS）',
    en: '/metadata allows the app’s Origin (CORS)',
    spec: 'AL',
    needs: ['origin'],
    run: async (context) => allows(context, `${context.base}/metadata`),
  },
  {
    number: 10,
    ja: '患者アプリの単独起動に要る capabilities がある',
    en: 'capabilities of the standalone patient app are there',
    spec: 'G10',
    run: async (context) => includes(await smart(context), 'capabilities', STANDALONE.split(' ')),
  },
  {
    number: 11,
    ja: '職員アプリの EHR からの起動に要る capabilities がある',
    en: 'capabilities of the EHR practitioner app are there',
    spec: 'G10',
    run: async (context) => includes(await smart(context), 'capabilities', EHR.split(' ')),
  },
];

const listOf = (body: Members, name: string): readonly unknown[] => (Array.isArray(body[name]) ? body[name] : []);

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function includes(body: Members, name: string, wanted: readonly string[]): undefined {
  const missing = wanted.filter((one) => !listOf(body, name).includes(one));
  expect(missing.length === 0, `${name} with ${wanted.join(', ')}`, `without ${missing.join(', ')}`);
}

async function allows(context: Context, url: string): Promise<undefined> {
  const answer = await send(url, { headers: { ...FHIR, Origin: context.config.origin ?? '' } });
  expectStatus(answer, 200);
  expectAllowed(answer, context);
}

/** Holds that the answer may be read by the app in its browser. */
export function expectAllowed(answer: Answer, { config: { origin = '' } }: Context): void {
  const allowed = answer.headers.get('access-control-allow-origin');
  expect(allowed === origin || allowed === '*', `Access-Control-Allow-Origin: ${origin}`, allowed ?? 'none', answer);
}
