/** OpenID Connect: who signed in (38–45). */
import type { Check } from './check.ts';
import { type Answer, type Members, membersOf, send } from './client/http.ts';
import { decodeJwt, isImportable, isSignedRs256, type Jwk, type Jwt } from './client/jwt.ts';
import { type Context, fhir, smart } from './context.ts';
import { expectAllowed } from './discovery-checks.ts';
import { blocked, expect, expectJson, expectStatus, isText, Skipped } from './expect.ts';
import { type Session, standalone } from './sessions.ts';

const CONFIGURATION =
  'issuer authorization_endpoint token_endpoint jwks_uri response_types_supported subject_types_supported id_token_signing_alg_values_supported';
const TYPES = ['Patient', 'Practitioner', 'RelatedPerson', 'Person'];
const SUB_LENGTH_MAX = 255;
const CLOCK_SECONDS_MAX = 60;

export const openidChecks: readonly Check[] = [
  {
    number: 38,
    ja: 'id_token は JWT として読める',
    en: 'the id_token decodes as a JWT',
    spec: 'SC, OC',
    needs: ['app'],
    run: async (context) => {
      const { granted, answer } = await standalone(context);
      expect(decodeJwt(granted['id_token']) !== undefined, 'a JWT', granted['id_token'], answer);
      return undefined;
    },
  },
  {
    number: 39,
    ja: '{issuer}/.well-known/openid-configuration は 200 で application/json である',
    en: '{issuer}/.well-known/openid-configuration answers 200 as application/json',
    spec: 'OD',
    run: async (context) => {
      expectJson(await configuration(context));
      return undefined;
    },
  },
  {
    number: 40,
    ja: 'openid-configuration に必須の項目があり、RS256 がある',
    en: 'the openid-configuration holds the required members, with RS256',
    spec: 'OD',
    run: async (context) => {
      const answer = await configuration(context);
      for (const name of CONFIGURATION.split(' ')) expect(answer.body[name] !== undefined, name, 'nothing', answer);
      const { id_token_signing_alg_values_supported: algs } = answer.body as Record<string, unknown>;
      expect(Array.isArray(algs) && algs.includes('RS256'), 'RS256', algs, answer);
      return undefined;
    },
  },
  {
    number: 41,
    ja: 'jwks_uri は 200 で、読み込める RSA 鍵が一つ以上ある',
    en: 'jwks_uri answers 200 with at least one RSA key, every RSA key importable',
    spec: 'OD',
    run: async (context) => {
      const answer = await keySet(context);
      expectStatus(answer, 200);
      expect(Array.isArray(answer.body['keys']), 'keys: an array', answer.body['keys'], answer);
      const rsa = keysOf(answer).filter(({ kty }) => kty === 'RSA');
      expect(rsa.length > 0, 'an RSA key', 'none', answer);
      for (const key of rsa) expect(isImportable(key), 'an importable key', key, answer);
      return undefined;
    },
  },
  {
    number: 42,
    ja: 'id_token の alg はちょうど RS256 で、kid が jwks にある',
    en: 'the id_token’s alg is exactly RS256, and its kid is in the key set',
    spec: 'OC, SC',
    needs: ['app'],
    run: async (context) => {
      const { answer } = await standalone(context);
      const { header } = await idToken(context);
      expect(header['alg'] === 'RS256', 'alg RS256', header['alg'], answer);
      expect(isText(header['kid']), 'kid', header['kid'], answer);
      const key = keysOf(await keySet(context)).find(({ kid }) => kid === header['kid']);
      expect(key !== undefined, 'the kid in the key set', header['kid'], answer);
      return undefined;
    },
  },
  {
    number: 43,
    ja: 'id_token の署名と、iss・sub・aud・exp・iat が正しい',
    en: 'the id_token’s signature, iss, sub, aud, exp and iat are right',
    spec: 'OC',
    needs: ['app'],
    run: runIdToken,
  },
  {
    number: 44,
    ja: 'fhirUser は Patient・Practitioner・RelatedPerson・Person のどれかで、読むと 200 である',
    en: 'fhirUser is a Patient, Practitioner, RelatedPerson or Person, and reading it answers 200',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      const session = await standalone(context);
      const { claims } = await idToken(context);
      const type =
        String(claims['fhirUser'] ?? '')
          .split('/')
          .at(-2) ?? '';
      expect(TYPES.includes(type), TYPES.join(' | '), claims['fhirUser'], session.answer);
      const answer = await readUser(context, session, claims);
      expectStatus(answer, 200);
      expect(answer.body['resourceType'] === type, `a ${type}`, answer.body['resourceType'], answer);
      return undefined;
    },
  },
  {
    number: 45,
    ja: 'fhirUser の read はアプリの Origin を許す（CORS）',
    en: 'the read of fhirUser allows the app’s Origin (CORS)',
    spec: 'AL',
    needs: ['app', 'origin'],
    run: async (context) => {
      const { claims } = await idToken(context);
      if (!isText(claims['fhirUser'])) throw blocked('44');
      expectAllowed(await readUser(context, await standalone(context), claims), context);
      return undefined;
    },
  },
];

async function runIdToken(context: Context): Promise<undefined> {
  const { app, answer, granted } = await standalone(context);
  const { header, claims } = await idToken(context);
  const key = keysOf(await keySet(context)).find(({ kid }) => kid === header['kid']);
  if (!key || header['alg'] !== 'RS256') throw blocked('41–42');
  expect(isSignedRs256(String(granted['id_token']), key), 'a good signature', 'a bad one', answer);
  const { iss, sub, aud, exp, iat } = claims as Record<string, unknown>;
  const issuer = (await configuration(context)).body['issuer'];
  expect(iss === issuer, `iss ${issuer}`, iss, answer);
  expect(
    aud === app.client_id || (Array.isArray(aud) && aud.includes(app.client_id)),
    `aud ${app.client_id}`,
    aud,
    answer,
  );
  const now = Date.now() / 1000;
  expect(typeof exp === 'number' && exp > now - CLOCK_SECONDS_MAX, 'exp in the future', exp, answer);
  expect(typeof iat === 'number' && iat < now + CLOCK_SECONDS_MAX, 'iat in the past', iat, answer);
  expect(isText(sub) && sub.length <= SUB_LENGTH_MAX, 'sub of 1 to 255 characters', sub, answer);
}

/** The id_token of the standalone session. */
export async function idToken(context: Context): Promise<Jwt> {
  const jwt = decodeJwt((await standalone(context)).granted['id_token']);
  if (!jwt) throw blocked('38');
  return jwt;
}

const readUser = (context: Context, session: Session, claims: Members): Promise<Answer> => {
  const { origin } = context.config;
  return fhir(
    context,
    String(claims['fhirUser']),
    session.current.access,
    origin === undefined ? {} : { Origin: origin },
  );
};

/** The smart-configuration of a server at which people sign in. */
async function signsIn(context: Context): Promise<{ issuer?: unknown; jwks_uri?: unknown }> {
  const { capabilities, ...body } = (await smart(context)) as { capabilities?: unknown };
  if (Array.isArray(capabilities) && capabilities.includes('sso-openid-connect')) return body;
  throw new Skipped('sso-openid-connect は提供されていません', 'sso-openid-connect is not offered');
}

const configuration = (context: Context): Promise<Answer> =>
  context.once('openid', async () => {
    const { issuer } = await signsIn(context);
    if (!isText(issuer)) throw blocked('6');
    return send(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  });

const keySet = (context: Context): Promise<Answer> =>
  context.once('jwks', async () => {
    const { jwks_uri } = await signsIn(context);
    if (!isText(jwks_uri)) throw blocked('6');
    return send(jwks_uri);
  });

const keysOf = ({ body }: Answer): Jwk[] =>
  Array.isArray(body['keys']) ? body['keys'].map((key) => membersOf(key) as Jwk) : [];
