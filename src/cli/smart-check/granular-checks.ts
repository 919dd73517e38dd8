/** Granular scopes, and scopes of version 1 (62–67, 98, 99). */
import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { type Answer, membersOf, send } from './client/http.ts';
import { bearer, type Context, FHIR, fhir } from './context.ts';
import { blocked, CheckFailed, expect, expectStatus, isText, Skipped } from './expect.ts';
import { type ResourceScope, resourceScopes } from './scopes.ts';
import { mainApp, newSession, patientOf, type Session, scopesOf, standalone } from './sessions.ts';
import { expectRead, idsOf } from './token-checks.ts';

const PAGES_MAX = 50;

export const granularChecks: readonly Check[] = [
  {
    number: 62,
    ja: '求めた細かいスコープがそのまま返り、その種類の広いスコープは返らない',
    en: 'requested granular scopes come back verbatim, with no broader scope of that type',
    spec: 'SC',
    needs: ['app', 'granular'],
    run: async (context) => {
      const { answer, granted } = await granularSession(context);
      const got = scopesOf(granted['scope']);
      for (const { text } of wanted(context)) expect(got.includes(text), text, got.join(' '), answer);
      expectNoBroader(got, wanted(context), answer);
      return undefined;
    },
  },
  {
    number: 63,
    ja: '検索（GET と POST）は、細かいスコープの外のものを返さない',
    en: 'no search, by GET or POST, returns anything outside the granular scopes',
    spec: 'SC',
    needs: ['app', 'granular'],
    run: async (context) => {
      for (const [type, { inside, byGet, byPost }] of await looks(context))
        for (const [method, found] of [
          ['GET', byGet],
          ['POST', byPost],
        ] as const) {
          const extra = found.ids.filter((id) => !inside.includes(id));
          expect(extra.length === 0, `${method} ${type}: nothing outside`, extra.join(' '), found.answer);
        }
      return undefined;
    },
  },
  {
    number: 64,
    ja: '検索の結果は、広いトークンの結果をスコープで絞ったものとちょうど同じである',
    en: 'a search gives exactly the result of the broad token filtered by the scope',
    spec: 'SC',
    needs: ['app', 'granular'],
    run: async (context) => {
      for (const [type, { inside, byGet, byPost }] of await looks(context))
        for (const found of [byGet, byPost]) {
          const missing = inside.filter((id) => !found.ids.includes(id));
          expect(missing.length === 0, `${type}: ${inside.length}`, `without ${missing.join(' ')}`, found.answer);
        }
      return undefined;
    },
  },
  {
    number: 65,
    ja: 'スコープに合うものの read は 200、合わないものは知らない id と同じ 404 である',
    en: 'a read of a match is 200; of a non-match 404, as of an unknown id',
    spec: 'SC',
    needs: ['app', 'granular'],
    run: runGranularReads,
  },
  {
    number: 66,
    ja: '利用者が同意画面で絞ると、細かいスコープだけが返る',
    en: 'where the user narrows a scope on the consent page, only the granular ones return',
    spec: 'SC',
    needs: ['app', 'narrow'],
    run: async (context) => {
      const { fields = {}, scope = '', expected = [] } = context.config.narrow ?? {};
      const hint = {
        ja: `${scope} を ${expected.join(' ')} に絞ってください。`,
        en: `narrow ${scope} to ${expected.join(' ')}`,
      };
      const { answer, granted } = await newSession(context, { fields, browser: randomUUID(), hint });
      const got = scopesOf(granted['scope']);
      for (const one of expected) expect(got.includes(one), one, got.join(' '), answer);
      expectNoBroader(got, resourceScopes(expected), answer);
      return undefined;
    },
  },
  {
    number: 67,
    ja: 'patient/*.read を求めると v1 のスコープが返る',
    en: 'where patient/*.read is requested, v1 scopes are returned',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      const { answer, granted } = await v1Session(context);
      const got = resourceScopes(scopesOf(granted['scope']));
      expect(
        got.length > 0 && got.every(({ version }) => version === 1),
        'v1 scopes',
        String(granted['scope']),
        answer,
      );
      return undefined;
    },
  },
  {
    number: 98,
    ja: 'patient/ のスコープがあれば、launch/patient がなくても患者が決まっている',
    en: 'a granted patient/ scope always has a patient in context, even without launch/patient',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      const scope = scopesOf(mainApp(context).scope)
        .filter((one) => one !== 'launch/patient')
        .join(' ');
      const { answer, granted } = await newSession(context, { scope });
      const got = resourceScopes(scopesOf(granted['scope'])).filter(({ prefix }) => prefix === 'patient');
      expect(got.length === 0 || isText(granted['patient']), 'patient', granted['patient'], answer);
      return undefined;
    },
  },
  {
    number: 99,
    ja: 'v1 で求めれば v1、v2 なら v2 が返り、.read は rs と同じである',
    en: 'v1 in, v1 out, v2 in, v2 out; .read means rs',
    spec: 'SC',
    needs: ['app'],
    run: async (context) => {
      const session = await v1Session(context);
      const v1 = scopesOf(session.granted['scope']);
      expect(
        v1.includes('patient/*.read') || resourceScopes(v1).every(({ version }) => version === 1),
        'v1',
        v1.join(' '),
        session.answer,
      );
      await expectRead(context, session, 'Patient', patientOf(session));
      expectStatus(await fhir(context, `Patient?_id=${patientOf(session)}`, session.current.access), 200);
      const create = await send(`${context.base}/Observation`, {
        json: { resourceType: 'Observation' },
        headers: { ...FHIR, ...bearer(session.current.access) },
      });
      expectStatus(create, 403);
      const { granted, requested, answer } = await standalone(context);
      const asked = resourceScopes(scopesOf(requested));
      const changed = resourceScopes(scopesOf(granted['scope'])).find(
        ({ version }) => !asked.some((one) => one.version === version),
      );
      expect(changed === undefined, 'the version that was asked for', changed?.text, answer);
      return [
        {
          ja: '.write と .*（書き込める患者アプリが要ります）',
          en: '.write and .* (they need a patient app that may write)',
        },
      ];
    },
  },
];

const wanted = (context: Context): ResourceScope[] => resourceScopes(context.config.granular?.scopes ?? []);

function expectNoBroader(got: readonly string[], granular: readonly ResourceScope[], answer: Answer): void {
  const broad = resourceScopes(got).find(
    ({ type, query }) => query === undefined && granular.some((one) => type === one.type || type === '*'),
  );
  expect(broad === undefined, 'no broader scope', broad?.text, answer);
}

/** A sign-in with the app's scopes but for the resources, and these in their place. */
const sessionWith = (context: Context, scopes: readonly string[]): Promise<Session> => {
  const app = mainApp(context);
  const rest = scopesOf(app.scope).filter((scope) => resourceScopes([scope]).length === 0);
  return context.once(`with ${scopes.join(' ')}`, () => newSession(context, { scope: [...rest, ...scopes].join(' ') }));
};

const granularSession = (context: Context): Promise<Session> =>
  sessionWith(context, context.config.granular?.scopes ?? []);

const v1Session = (context: Context): Promise<Session> => sessionWith(context, ['patient/*.read']);

interface Found {
  readonly ids: readonly string[];
  readonly answer: Answer;
}

interface Look {
  /** All that the broad token finds, and what of it is inside the scopes. */
  readonly all: readonly string[];
  readonly inside: readonly string[];
  readonly byGet: Found;
  readonly byPost: Found;
}

/** The session of the granular scopes, of which some must have been granted. */
async function granularToken(context: Context): Promise<Session> {
  const session = await granularSession(context);
  const got = scopesOf(session.granted['scope']);
  if (!wanted(context).some(({ text }) => got.includes(text))) throw blocked('62');
  return session;
}

/** What both tokens find, by type. */
const looks = (context: Context): Promise<readonly (readonly [string, Look])[]> =>
  context.once('granular looks', async () => {
    const [broad, narrow] = [await standalone(context), await granularToken(context)];
    const types = [...new Set(wanted(context).map(({ type }) => type))];
    const made: (readonly [string, Look])[] = [];
    for (const type of types) {
      const patient = `patient=${patientOf(broad)}`;
      const all = await searchAll(context, type, patient, broad);
      const inside = new Set<string>();
      for (const { query } of wanted(context).filter((scope) => scope.type === type))
        for (const id of (await searchAll(context, type, `${patient}&${query}`, broad)).ids) inside.add(id);
      const byGet = await searchAll(context, type, patient, narrow);
      const byPost = await searchAll(context, type, patient, narrow, true);
      made.push([type, { all: all.ids, inside: [...inside], byGet, byPost }]);
    }
    return made;
  });

/** All pages of a search. */
async function searchAll(
  context: Context,
  type: string,
  query: string,
  { current }: Session,
  post = false,
): Promise<Found> {
  const headers = { ...FHIR, ...bearer(current.access) };
  let answer = post
    ? await send(`${context.base}/${type}/_search`, { form: new URLSearchParams(query), headers })
    : await send(`${context.base}/${type}?${query}`, { headers });
  const ids: string[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    expectStatus(answer, 200);
    ids.push(...idsOf(answer, type));
    const { link } = answer.body as { link?: unknown };
    const next = (Array.isArray(link) ? link : []).map(membersOf).find(({ relation }) => relation === 'next')?.['url'];
    if (!isText(next)) break;
    answer = await send(new URL(next, context.base).href, { headers });
  }
  return { ids, answer };
}

async function runGranularReads(context: Context): Promise<undefined> {
  const { current } = await granularToken(context);
  const read = (type: string, id: string) => fhir(context, `${type}/${id}`, current.access);
  let outsiders = 0;
  for (const [type, { all, inside }] of await looks(context)) {
    const outside = all.filter((id) => !inside.includes(id));
    const unknown = await read(type, randomUUID());
    for (const id of inside.slice(0, 3)) expectStatus(await read(type, id), 200);
    for (const id of outside.slice(0, 3)) {
      const answer = await read(type, id);
      expectStatus(answer, 404);
      // Texts may hold the id or the time; the codes may not tell hidden from absent.
      const same = unknown.status === 404 && issueCodes(answer) === issueCodes(unknown);
      if (!same) throw new CheckFailed(`as for an unknown id: ${issueCodes(unknown)}`, issueCodes(answer), answer);
      outsiders += 1;
    }
  }
  if (outsiders === 0)
    throw new Skipped(
      '患者のデータにスコープの外のものがありません',
      'the patient has nothing outside the granular scopes',
    );
}

const issueCodes = ({ status, body: { issue } }: Answer): string =>
  JSON.stringify([
    status,
    (Array.isArray(issue) ? issue : []).map(membersOf).map(({ code, severity }) => [severity, code]),
  ]);
