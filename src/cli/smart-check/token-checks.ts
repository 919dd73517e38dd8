/** The token response and what the token opens (17–27, 36, 37). */
import type { Check } from './check.ts';
import { type Answer, type Members, membersOf } from './client/http.ts';
import { RESOURCE_TYPES } from './client/resource-types.ts';
import { type Context, fhir, offeredTypes } from './context.ts';
import { expectAllowed } from './discovery-checks.ts';
import { CheckFailed, expect, expectStatus, isText, Skipped } from './expect.ts';
import { covers, resourceScopes } from './scopes.ts';
import {
  ehr,
  newSession,
  patientAddress,
  patientOf,
  refresh,
  refreshed,
  refreshing,
  revoke,
  type Session,
  scopesOf,
  sessions,
  standalone,
} from './sessions.ts';

export const tokenChecks: readonly Check[] = [
  {
    number: 17,
    ja: 'access_token・token_type・expires_in・scope があり、空でない',
    en: 'access_token, token_type, expires_in and scope are present and not blank',
    spec: 'AL',
    needs: ['app'],
    run: (context) => ofEach(context, expectMembers),
  },
  {
    number: 18,
    ja: 'access_token・token_type・scope・refresh_token は文字列、expires_in は数である',
    en: 'access_token, token_type, scope and refresh_token are strings, expires_in a number',
    spec: 'AL',
    needs: ['app'],
    run: (context) => ofEach(context, expectTypes),
  },
  {
    number: 19,
    ja: 'token_type は bearer である（大文字小文字は問わない）',
    en: 'token_type is bearer, in any case',
    spec: 'AL',
    needs: ['app'],
    run: (context) =>
      ofEach(context, ({ body, ...answer }) => {
        expect(String(body['token_type'] ?? 'bearer').toLowerCase() === 'bearer', 'bearer', body['token_type'], {
          body,
          ...answer,
        });
      }),
  },
  {
    number: 20,
    ja: '求めたスコープがすべて返る',
    en: 'all requested scopes are returned',
    spec: 'AL',
    needs: ['app'],
    run: (context) =>
      ofEach(context, (answer, { requested, granted }) => {
        const missing = scopesOf(requested).filter((scope) => !scopesOf(granted['scope']).includes(scope));
        expect(missing.length === 0, requested, `without ${missing.join(' ')}`, answer);
      }),
  },
  {
    number: 21,
    ja: 'fhirContext は、reference・canonical・identifier のどれかを持つオブジェクトの配列である',
    en: 'fhirContext is an array of objects with a reference, canonical or identifier',
    spec: 'SC',
    needs: ['app'],
    run: (context) =>
      ofEach(context, (answer, { granted: { fhirContext = [] } }) => {
        expect(Array.isArray(fhirContext), 'fhirContext: an array', fhirContext, answer);
        for (const one of fhirContext)
          expect(isContext(membersOf(one)), 'reference | canonical | identifier', one, answer);
      }),
  },
  {
    number: 22,
    ja: 'トークンの応答は Cache-Control: no-store と Pragma: no-cache を持つ',
    en: 'token responses have Cache-Control: no-store and Pragma: no-cache',
    spec: 'AL',
    needs: ['app'],
    run: (context) => ofEach(context, expectNoStore),
  },
  {
    number: 23,
    ja: '公開アプリへのトークンの応答は、アプリの Origin を許す',
    en: 'the token response to a public app allows its Origin',
    spec: 'AL',
    needs: ['publicApp', 'origin'],
    run: async (context) => {
      expectAllowed((await standalone(context)).answer, context);
      return undefined;
    },
  },
  {
    number: 24,
    ja: 'トークンなしの Patient の read はちょうど 401 である',
    en: 'a read of Patient without a token is answered with exactly 401',
    spec: 'RFC 6750, G10',
    run: async (context) => {
      expectStatus(await fhir(context, patientAddress(await standalone(context).catch(() => undefined))), 401);
      return undefined;
    },
  },
  {
    number: 25,
    ja: 'patient が返り、それを読める（更新のあとも）',
    en: 'patient is returned and can be read, also after a refresh',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      const session = await standalone(context);
      const { patient } = session.granted;
      expect(isText(patient), 'patient', patient, session.answer);
      await expectRead(context, session, 'Patient', patient);
      const { body, ...again } = await refreshed(context);
      if (again.status !== 200) return [{ ja: '更新のあと（46 が失敗）', en: 'after a refresh (46 failed)' }];
      expect(body['patient'] === undefined || body['patient'] === patient, String(patient), body['patient'], {
        body,
        ...again,
      });
      await expectRead(context, await refreshing(context), 'Patient', patient);
      return undefined;
    },
  },
  {
    number: 26,
    ja: 'encounter が返り、それを読める',
    en: 'encounter is returned and can be read',
    spec: 'SC',
    needs: ['ehr'],
    run: async (context) => {
      const session = await ehr(context);
      const { encounter } = session.granted;
      expect(isText(encounter), 'encounter', encounter, session.answer);
      await expectRead(context, session, 'Encounter', encounter);
      return undefined;
    },
  },
  {
    number: 27,
    ja: '返った scope に openid fhirUser launch/patient（か launch） offline_access と、求めた種類が正しい接頭辞である',
    en: 'scope holds openid fhirUser launch/patient (or launch) offline_access and every type with the right prefix',
    spec: 'SC, G10',
    needs: ['app'],
    run: (context) => ofEach(context, expectScopes),
  },
  {
    number: 36,
    ja: '許された種類は検索も read も 200、ほかは断られる',
    en: 'granted types are searched and read with 200, others are refused',
    spec: 'SC',
    needs: ['app'],
    run: runGrantedTypes,
  },
  {
    number: 37,
    ja: '取り消したあとは、read は 401、更新は 400 か 401 である',
    en: 'after revocation a read is 401 and a refresh 400 or 401',
    spec: 'RFC 7009, G10',
    needs: ['app'],
    run: async (context) => {
      const session = await newSession(context);
      const { access, refresh: token } = session.current;
      expectStatus(await revoke(context, session.app, token ?? access), 200);
      expectStatus(await fhir(context, patientAddress(session), access), 401);
      if (token !== undefined) expectStatus(await refresh(context, session), 400, 401);
      return undefined;
    },
  },
];

/** Looks at the token response of every session. */
async function ofEach(context: Context, look: (answer: Answer, session: Session) => void): Promise<undefined> {
  for (const session of await sessions(context)) look(session.answer, session);
}

export function expectMembers(answer: Answer): void {
  const { access_token, token_type, expires_in, scope } = answer.body as Record<string, unknown>;
  for (const [name, value] of Object.entries({ access_token, token_type, expires_in, scope }))
    expect(isText(value) || (typeof value === 'number' && value > 0), name, value, answer);
}

function expectTypes(answer: Answer, { granted }: Session): void {
  for (const name of ['access_token', 'token_type', 'scope', 'refresh_token'])
    expect(
      granted[name] === undefined || typeof granted[name] === 'string',
      `${name}: a string`,
      granted[name],
      answer,
    );
  const offline = scopesOf(granted['scope']).includes('offline_access');
  expect(!offline || isText(granted['refresh_token']), 'refresh_token', granted['refresh_token'], answer);
  const { expires_in } = granted as { expires_in?: unknown };
  expect(expires_in === undefined || typeof expires_in === 'number', 'expires_in: a number', typeof expires_in, answer);
}

export function expectNoStore(answer: Answer): void {
  const cache = answer.headers.get('cache-control') ?? 'none';
  expect(/\bno-store\b/i.test(cache), 'Cache-Control: no-store', cache, answer);
  const pragma = answer.headers.get('pragma') ?? 'none';
  expect(/\bno-cache\b/i.test(pragma), 'Pragma: no-cache', pragma, answer);
}

function isContext({ reference, canonical, identifier, type }: Members): boolean {
  if (type !== undefined && !RESOURCE_TYPES.includes(String(type))) return false;
  const [of = '', id = '', ...more] = String(reference ?? '').split('/');
  if (reference !== undefined)
    return RESOURCE_TYPES.includes(of) && /^[A-Za-z0-9\-.]{1,64}$/.test(id) && more.length === 0;
  if (canonical !== undefined) return /^https?:\/\//.test(String(canonical)) && type !== undefined;
  return typeof identifier === 'object' && identifier !== null && !Array.isArray(identifier);
}

export async function expectRead(context: Context, { current }: Session, type: string, id: unknown): Promise<void> {
  const answer = await fhir(context, `${type}/${id}`, current.access);
  expectStatus(answer, 200);
  expect(answer.body['resourceType'] === type, `a ${type}`, answer.body['resourceType'], answer);
}

function expectScopes(answer: Answer, { requested, granted }: Session): void {
  const got = scopesOf(granted['scope']);
  const launch = scopesOf(requested).includes('launch') ? 'launch' : 'launch/patient';
  for (const scope of ['openid', 'fhirUser', launch, 'offline_access'])
    expect(got.includes(scope), scope, got.join(' '), answer);
  const [asked, given] = [resourceScopes(scopesOf(requested)), resourceScopes(got)];
  for (const { prefix, type } of asked) {
    const found = given.some((one) => one.prefix === prefix && (one.type === type || one.type === '*' || type === '*'));
    expect(found, `${prefix}/${type}`, got.join(' '), answer);
  }
  const foreign = given.find(({ prefix }) => !asked.some((one) => one.prefix === prefix));
  expect(foreign === undefined, 'requested prefixes only', foreign?.text, answer);
}

async function runGrantedTypes(context: Context) {
  const session = await standalone(context);
  const given = resourceScopes(scopesOf(session.granted['scope'])).filter(({ query }) => query === undefined);
  const offered = (await offeredTypes(context)).filter(({ interactions }) => interactions.includes('search-type'));
  const paths = offered.flatMap(({ type, searchParams }) => {
    const path = searchOf(type, searchParams, patientOf(session));
    return path === undefined ? [] : [{ type, path }];
  });
  const granted = paths.filter(({ type }) => covers(given, type, 's'));
  if (granted.length === 0)
    throw new Skipped(
      '許された種類を CapabilityStatement が出していません',
      'no granted type is offered by the CapabilityStatement',
    );
  for (const { type, path } of granted) {
    const found = await fhir(context, path, session.current.access);
    expectStatus(found, 200);
    const [id] = idsOf(found, type);
    if (id !== undefined && covers(given, type, 'r')) await expectRead(context, session, type, id);
  }
  const others = paths.filter(({ type }) => !covers(given, type, 's'));
  for (const { path } of others) expectStatus(await fhir(context, path, session.current.access), 401, 403, 404);
  return others.length > 0
    ? undefined
    : [{ ja: '許されない種類（すべて許されています）', en: 'a type that is not granted (all are)' }];
}

/** A search for what is about the patient. */
function searchOf(type: string, params: readonly string[], patient: string): string | undefined {
  if (type === 'Patient') return `Patient?_id=${patient}`;
  return params.includes('patient')
    ? `${type}?patient=${patient}`
    : params.includes('subject')
      ? `${type}?subject=Patient/${patient}`
      : undefined;
}

/** The ids of the resources of a type that a search found; what was included with them is left out. */
export function idsOf(answer: Answer, type: string): string[] {
  const { entry } = answer.body as { entry?: unknown };
  if (answer.body['resourceType'] !== 'Bundle')
    throw new CheckFailed('a Bundle', String(answer.body['resourceType']), answer);
  return (Array.isArray(entry) ? entry : [])
    .map((one) => membersOf(membersOf(one)['resource']))
    .filter(({ resourceType }) => resourceType === type)
    .map(({ id }) => String(id));
}
