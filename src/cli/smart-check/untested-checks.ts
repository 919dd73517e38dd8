/** What the public kits leave untested about tokens and the FHIR API (89, 94, 95, 100–104). */
import { setTimeout as sleep } from 'node:timers/promises';
import { accessTokenOf, tokenRequest } from './authorize.ts';
import { askBackend } from './backend.ts';
import type { Check } from './check.ts';
import { type Answer, membersOf, send } from './client/http.ts';
import type { Text } from './client/person.ts';
import { appsOf } from './config.ts';
import {
  bearer,
  type Context,
  discoveryAddress,
  endpoint,
  FHIR,
  fhir,
  offeredBySystem,
  offeredTypes,
  smart,
} from './context.ts';
import { expectAllowed } from './discovery-checks.ts';
import { blocked, expect, expectError, expectJson, expectStatus, isText, Skipped } from './expect.ts';
import { unknownCode } from './launch-checks.ts';
import { covers, resourceScopes } from './scopes.ts';
import {
  mainApp,
  newSession,
  noRefreshToken,
  patientAddress,
  patientOf,
  type Session,
  scopesOf,
  sessions,
  standalone,
} from './sessions.ts';

const FOREIGN_ORIGIN = 'https://foreign.invalid';

export const untestedChecks: readonly Check[] = [
  {
    number: 89,
    ja: 'smart-configuration はどの Accept でも JSON で、URL はすべて絶対である',
    en: 'smart-configuration is JSON under any Accept, and all its URLs are absolute',
    spec: 'CF',
    run: async (context) => {
      for (const Accept of ['text/html', 'application/fhir+xml', 'application/fhir+json', '*/*'])
        expectJson(await send(discoveryAddress(context), { headers: { Accept } }));
      for (const [name, value] of Object.entries(await smart(context))) {
        if (!/(_endpoint|_uri|^issuer)$/.test(name) || !isText(value)) continue;
        const absolute = /^https?:\/\/[^/]/.test(value);
        expect(absolute, `${name}: an absolute URL`, value);
      }
      return undefined;
    },
  },
  {
    number: 94,
    ja: '期限切れ・よその aud のトークンは 401、スコープの外の種類や操作は 403 である',
    en: 'an expired token or one for another aud is 401; a type or action outside the scope is 403',
    spec: 'AL',
    run: runTokenUse,
  },
  {
    number: 95,
    ja: 'refresh_token は client_id に結ばれ、スコープは広げられない',
    en: 'a refresh token is bound to its client, and its scopes cannot be widened',
    spec: 'AL',
    needs: ['app'],
    run: async (context) => {
      const session = await newSession(context);
      const { app, current, granted } = session;
      if (current.refresh === undefined) throw noRefreshToken(session);
      const form = { grant_type: 'refresh_token', refresh_token: current.refresh };
      const wider = `${granted['scope']} system/Basic.cruds`;
      expectError(await tokenRequest(context, app, { ...form, scope: wider }), [400], 'invalid_scope');
      const other = appsOf(context.config).find(({ client_id }) => client_id !== app.client_id);
      if (!other)
        return [{ ja: '別のアプリでの更新（アプリが一つです）', en: 'a refresh by another app (there is only one)' }];
      expectStatus(await tokenRequest(context, other, form), 400, 401);
      return undefined;
    },
  },
  {
    number: 100,
    ja: 'batch と transaction は、一つずつ許可を確かめる',
    en: 'in a batch or transaction each entry is authorized by itself',
    spec: 'SC',
    needs: ['app'],
    run: runBundles,
  },
  {
    number: 101,
    ja: 'fhirContext に role なしの Patient や Encounter はなく、role は絶対 URI である',
    en: 'fhirContext holds no Patient or Encounter without a role, and a role is an absolute URI',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      for (const { granted, answer } of await sessions(context)) {
        const { fhirContext } = granted as { fhirContext?: unknown };
        for (const { reference, role } of (Array.isArray(fhirContext) ? fhirContext : []).map(membersOf)) {
          const plain = role === undefined || role === 'launch';
          expect(
            !plain || !/^(Patient|Encounter)\//.test(String(reference)),
            'no Patient or Encounter',
            reference,
            answer,
          );
          expect(plain || /^[a-z][a-z0-9+.-]*:\S+$/i.test(String(role)), 'role: an absolute URI', role, answer);
        }
      }
      return undefined;
    },
  },
  {
    number: 102,
    ja: 'Patient.link の扱いが文書にある',
    en: 'the behaviour with Patient.link is documented',
    spec: 'SC',
    run: async () => {
      throw new Skipped('文書は人が読んで確かめてください', 'documentation is for people to read');
    },
  },
  {
    number: 103,
    ja: 'CORS は登録された Origin だけに許し、OPTIONS の事前確認が働く',
    en: 'CORS is for registered origins only, and the pre-flight OPTIONS works',
    spec: 'AL',
    needs: ['publicApp', 'origin'],
    run: runCors,
  },
  {
    number: 104,
    ja: 'smart-app-state（任意・試験的）',
    en: 'smart-app-state (optional, experimental)',
    spec: 'ST',
    run: async (context) => {
      const { capabilities } = (await smart(context)) as { capabilities?: unknown };
      if (!Array.isArray(capabilities) || !capabilities.includes('smart-app-state'))
        throw new Skipped('提供されていません', 'not offered');
      return [{ ja: '提供されていますが、この道具は確かめません', en: 'offered, but this tool has no check of it' }];
    },
  },
];

/** Requests that these scopes do not allow. */
async function outside(context: Context, scopes: unknown) {
  const given = resourceScopes(scopesOf(scopes));
  const offered = await offeredTypes(context);
  const lacks = (letter: string, interaction: string) =>
    offered.find(({ type, interactions }) => interactions.includes(interaction) && !covers(given, type, letter))?.type;
  return { search: lacks('s', 'search-type'), create: lacks('c', 'create') };
}

const createOf = (context: Context, type: string, token: string): Promise<Answer> =>
  send(`${context.base}/${type}`, { json: { resourceType: type }, headers: { ...FHIR, ...bearer(token) } });

async function runTokenUse(context: Context): Promise<readonly Text[]> {
  const untried: Text[] = [];
  const { expired, foreignAudience } = context.config.tokens ?? {};
  const path = patientAddress(await standalone(context).catch(() => undefined));
  expectStatus(await fhir(context, path, 'unknown-token-smart-check'), 401);
  if (expired !== undefined) expectStatus(await fhir(context, path, expired), 401);
  else if (!(await expires(context, path)))
    untried.push({
      ja: '期限切れのトークン（`tokens.expired` か `waitSecondsMax`）',
      en: 'an expired token (`tokens.expired` or `waitSecondsMax`)',
    });
  if (foreignAudience !== undefined) expectStatus(await fhir(context, path, foreignAudience), 401);
  else
    untried.push({
      ja: 'よその aud のトークン（`tokens.foreignAudience`）',
      en: 'a token for another aud (`tokens.foreignAudience`)',
    });
  const { access, scope } = await anyToken(context);
  const { search, create } = await outside(context, scope);
  if (search) expectStatus(await fhir(context, search, access), 403);
  else untried.push({ ja: '許されない種類（すべて許されています）', en: 'a type outside the scope (all are inside)' });
  if (create) expectStatus(await createOf(context, create, access), 403);
  else
    untried.push({ ja: '許されない操作（すべて許されています）', en: 'an action outside the scope (all are inside)' });
  return untried;
}

/** A token and its scopes: a person's where there are apps, else the backend's. */
async function anyToken(context: Context): Promise<{ access: string; scope: unknown; seconds: number }> {
  if (appsOf(context.config).length > 0) {
    const { current, granted } = await standalone(context);
    return { access: current.access, scope: granted['scope'], seconds: Number(granted['expires_in']) };
  }
  const answer = await askBackend(context);
  const access = accessTokenOf(answer);
  if (!access) throw blocked('55');
  return { access, scope: answer.body['scope'], seconds: Number(answer.body['expires_in']) };
}

/** Waits for the backend's token to expire, where that may take so long. */
async function expires(context: Context, path: string): Promise<boolean> {
  const { waitSecondsMax = 0, clients } = context.config;
  if (!clients.backend || waitSecondsMax === 0) return false;
  const answer = await askBackend(context);
  const [access, seconds] = [accessTokenOf(answer), Number(answer.body['expires_in'])];
  if (!access || !(seconds <= waitSecondsMax)) return false;
  await sleep((seconds + 1) * 1000);
  expectStatus(await fhir(context, path, access), 401);
  return true;
}

async function runBundles(context: Context): Promise<readonly Text[] | undefined> {
  const offered = await offeredBySystem(context);
  const kinds = ['batch', 'transaction'].filter((kind) => offered.includes(kind));
  if (kinds.length === 0) throw new Skipped('提供されていません', 'not offered');
  const session = await standalone(context);
  const { search, create } = await outside(context, session.granted['scope']);
  const refused = search
    ? { request: { method: 'GET', url: search } }
    : create
      ? { resource: { resourceType: create }, request: { method: 'POST', url: create } }
      : undefined;
  if (!refused) throw new Skipped('許されないものがありません', 'nothing is outside the scopes');
  const allowed = { request: { method: 'GET', url: `Patient/${patientOf(session)}` } };
  const post = (type: string) =>
    send(context.base, {
      json: { resourceType: 'Bundle', type, entry: [allowed, refused] },
      headers: { ...FHIR, ...bearer(session.current.access) },
    });
  if (kinds.includes('batch')) {
    const answer = await post('batch');
    expectStatus(answer, 200);
    const statuses = statusesOf(answer);
    expect(
      /^200/.test(statuses[0] ?? '') && /^40[134]/.test(statuses[1] ?? ''),
      '200, 403',
      statuses.join(', '),
      answer,
    );
  }
  if (kinds.includes('transaction')) expectStatus(await post('transaction'), 400, 401, 403, 404, 422);
  return kinds.length === 2
    ? undefined
    : [
        {
          ja: `${kinds.join('')} のほう以外（提供されていません）`,
          en: `the other than ${kinds.join('')} (not offered)`,
        },
      ];
}

const statusesOf = ({ body: { entry } }: Answer): string[] =>
  (Array.isArray(entry) ? entry : []).map((one) => String(membersOf(membersOf(one)['response'])['status']));

async function runCors(context: Context): Promise<undefined> {
  const { origin = '' } = context.config;
  const session: Session = await standalone(context);
  const address = `${context.base}/Patient/${patientOf(session)}`;
  for (const [url, method] of [
    [await endpoint(context, 'token_endpoint'), 'POST'],
    [address, 'GET'],
  ] as const) {
    const headers = {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization',
    };
    const answer = await send(url, { method: 'OPTIONS', headers });
    expectStatus(answer, 200, 204);
    expectAllowed(answer, context);
    if (method === 'GET') {
      const allowed = answer.headers.get('access-control-allow-headers') ?? 'none';
      expect(/\bauthorization\b/i.test(allowed), 'Access-Control-Allow-Headers: authorization', allowed, answer);
    }
  }
  const read = (from: string) =>
    send(address, { headers: { ...FHIR, ...bearer(session.current.access), Origin: from } });
  expectAllowed(await read(origin), context);
  for (const answer of [await read(FOREIGN_ORIGIN), await unknownCode(context, mainApp(context), FOREIGN_ORIGIN)]) {
    const allowed = answer.headers.get('access-control-allow-origin');
    const open = isText(allowed) && [FOREIGN_ORIGIN, '*'].includes(allowed);
    expect(!open, `no Access-Control-Allow-Origin for ${FOREIGN_ORIGIN}`, allowed, answer);
  }
}
