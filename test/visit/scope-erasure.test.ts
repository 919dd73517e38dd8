import { expect, test } from 'vitest';
import { policyShipped } from '../../src/consent/index.ts';
import { collectMeta, lastObservations, makeDocument, matchPatient, readEverything } from '../../src/records/index.ts';
import { within } from '../../src/visit/house.ts';
import type { House, Visit } from '../../src/visit/index.ts';
import { PERSON_B } from '../gateway.ts';
import { uuid } from '../store/world.ts';
import { ANNA, ask, BERT, CATEGORY, scopedHouse, type Told, told, visitOf } from './scoped-world.ts';

const { house, database } = await scopedHouse();

interface Version {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly patients: readonly string[];
  readonly members: readonly string[];
  readonly content: any;
}

const { rows: stored } = await database.query<Version & { content: string }>(
  'SELECT type, id, version, deleted, patients, members, content FROM resource ORDER BY type, id, version',
);
const VERSIONS: readonly Version[] = stored.map((row) => ({
  ...row,
  content: row.content === '' ? undefined : JSON.parse(row.content),
}));
const CURRENT = new Map(VERSIONS.map((row) => [`${row.type}/${row.id}`, row]));
const currentOf = ({ type, id }: Version): Version => CURRENT.get(`${type}/${id}`)!;

const hasCode = (list: any, code: string): boolean =>
  (Array.isArray(list) ? list : [list]).some((one) => one?.coding?.some((coding: any) => coding.code === code));
const isTagged = (resource: any): boolean => resource.meta?.tag?.some((tag: any) => tag.code === 'shared') === true;

/** The queries of scopes, each told in this test's own words. */
const QUERIES: Readonly<Record<string, (resource: any) => boolean>> = {
  [`Observation?category=${CATEGORY}|laboratory`]: (one) => hasCode(one.category, 'laboratory'),
  'Observation?category=vital-signs&status=final': (one) =>
    hasCode(one.category, 'vital-signs') && one.status === 'final',
  'Observation?status:not=final': (one) => one.status !== 'final',
  'Observation?category:missing=true': (one) => one.category === undefined,
  'Observation?date=ge2026-03': (one) => (one.effectiveDateTime ?? '').slice(0, 7) >= '2026-03',
  'Observation?date=lt2026-02-01,ge2026-04-01': (one) =>
    one.effectiveDateTime !== undefined && (one.effectiveDateTime < '2026-02' || one.effectiveDateTime >= '2026-04'),
  'Encounter?status=finished': (one) => one.status === 'finished',
  'Patient?gender=female': (one) => one.gender === 'female',
  'Patient?birthdate=lt1980': (one) => (one.birthDate ?? '9') < '1980',
  'Practitioner?name=山': (one) => one.name?.some(({ text = '' }: any) => text.startsWith('山')) === true,
  'Goal?lifecycle-status=active': (one) => one.lifecycleStatus === 'active',
  'Condition?clinical-status=active': (one) => hasCode(one.clinicalStatus, 'active'),
  'DiagnosticReport?_tag=urn:tags|shared': isTagged,
  '*?_tag=urn:tags|shared': isTagged,
  [`Observation?_id=${uuid(100)},${uuid(101)},${uuid(103)}`]: (one) => [100, 101, 103].some((n) => one.id === uuid(n)),
};
/** For the hospital only, from which nothing of this is masked. */
const BY_REFERENCE: Readonly<Record<string, (resource: any) => boolean>> = {
  [`Observation?subject=${BERT}`]: (one) => one.subject?.reference === BERT,
  [`Observation?performer=Practitioner/${uuid(800)}`]: (one) =>
    one.performer?.some((who: any) => who.reference === `Practitioner/${uuid(800)}`) === true,
  [`Observation?patient=${PERSON_B}&encounter:missing=false`]: (one) =>
    one.subject?.reference === ANNA && one.encounter !== undefined,
};
const PLAIN = ['*', 'Observation', 'Patient', 'Encounter', 'DiagnosticReport', 'Composition', 'Bundle', 'Practitioner'];

interface Scope {
  readonly text: string;
  readonly type: string;
  readonly ofPatient: boolean;
  readonly meets?: (resource: any) => boolean;
}

/** A generator of Lehmer's kind: the same seed asks the same on every machine. */
let state = 20260510;
function random(): number {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}
const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

type Queries = readonly (readonly [string, (resource: any) => boolean])[];

/** Mostly with one about observations, or all types, since most is asked of these. */
function randomScopes(queries: Queries): Scope[] {
  const scopes = Array.from({ length: one([0, 1, 2, 3, 5]) }, () => randomScope(queries));
  const main = queries.filter(([query]) => /^(Observation|[*])[?]/.test(query));
  const wide = { text: 'patient/*.rs', type: '*', ofPatient: true };
  return [...scopes, random() < 0.3 ? wide : randomScope(main)];
}

function randomScope(queries: Queries): Scope {
  if (random() < 0.35) {
    const type = one(PLAIN);
    const ofPatient = type === '*' || random() < 0.6;
    return { text: `${ofPatient ? 'patient' : one(['system', 'user'])}/${type}.rs`, type, ofPatient };
  }
  const [query, meets] = one(queries);
  const type = query.split('?', 1)[0]!;
  const ofPatient = random() < 0.4;
  const context = ofPatient ? 'patient' : one(['system', 'user']);
  return { text: `${context}/${query.replace('?', '.rs?')}`, type, ofPatient, meets };
}

/** Whether a version lies within the scopes; undefined where none names its type. */
function lies(scopes: readonly Scope[], row: Version, needsCurrent = false): boolean | undefined {
  const own = scopes.filter(({ type }) => type === '*' || type === row.type);
  if (own.length === 0) return undefined;
  return own.some(({ ofPatient, meets }) => {
    if (ofPatient && !isOfAnna(row)) return false;
    if (meets === undefined) return true;
    return !row.deleted && meets(row.content) && (!needsCurrent || currentOf(row) === row);
  });
}

function isOfAnna(row: Version): boolean {
  if (row.type === 'Patient') return `Patient/${row.id}` === ANNA;
  if (row.members.length > 0) {
    const named = partsOf(row).filter(({ patients }) => patients.length > 0);
    return named.length > 0 && named.every(({ patients }) => patients.includes(ANNA));
  }
  return row.patients.length === 0 ? policyShipped.nonPatientTypes.includes(row.type) : row.patients.includes(ANNA);
}

const partsOf = ({ members }: Version): Version[] =>
  members.map((member) => VERSIONS.find((row) => `${row.type}/${row.id}/_history/${row.version}` === member)!);

function isErased(scopes: readonly Scope[], row: Version): boolean {
  if (lies(scopes, row) === false || lies(scopes, currentOf(row)) === false) return true;
  const parts = [
    ...partsOf(row).map((part) => lies(scopes, part, true)),
    ...partsOf(row).map((part) => lies(scopes, currentOf(part))),
  ];
  return parts.includes(false);
}

/** What the scopes would be if they narrowed nothing. */
const widened = (scopes: readonly Scope[]): string =>
  [...new Set(scopes.map(({ type }) => `system/${type}.rs`))].join(' ');

/** Asks a house from which everything outside the scopes was taken out; all of it is there again afterwards. */
async function inErased<T>(scopes: readonly Scope[], asked: (erased: House) => Promise<T>): Promise<T> {
  const gone = VERSIONS.filter((row) => isErased(scopes, row));
  let result: T | undefined;
  const undone = new Error('undone');
  await house.store
    .write(new Date(), async (writer) => {
      await writer.sql.query(
        `DELETE FROM resource r USING unnest($1::text[], $2::uuid[], $3::int[]) AS g(type, id, version)
          WHERE r.type = g.type AND r.id = g.id AND r.version = g.version`,
        [gone.map(({ type }) => type), gone.map(({ id }) => id), gone.map(({ version }) => version)],
      );
      const inside = within(house, writer);
      // Decisions are made of what the house knows, whatever a token may see of it.
      const { believed, referredTo } = house.store;
      result = await asked({ ...inside, store: { ...inside.store, believed, referredTo } });
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return result as T;
}

type Act = (in_: House, visit: Visit) => Promise<Told[]>;

/** A request and, where its answer has pages, all of them. */
const walk =
  (request: string): Act =>
  async (in_, visit) => {
    const pages: Told[] = [];
    for (let next: string | undefined = request; next !== undefined && pages.length < 40; ) {
      const page: Told = await ask(in_, visit, next);
      pages.push(page);
      const link = page.json?.link?.find(({ relation }: any) => relation === 'next')?.url;
      next =
        link && `GET ${link.replace('https://gateway.example/fhir/', '').replace('https://gateway.example/fhir', '')}`;
    }
    return pages;
  };

const alone =
  (act: (in_: House, visit: Visit) => Promise<Parameters<typeof told>[0]>): Act =>
  async (in_, visit) => [told(await act(in_, visit))];

const query = (text = '') => new URLSearchParams(text);

const FILTERS = [
  '',
  'category=laboratory',
  'status=final',
  'date=ge2026-02',
  `subject=${ANNA}`,
  `patient=${PERSON_B}`,
  'subject:Patient.gender=female',
  'encounter.status=finished',
  'performer:Practitioner.name=山',
  'has-member.category=vital-signs',
  '_has:Observation:has-member:status=final',
  '_has:DiagnosticReport:result:_id:missing=false',
  `has-member=Observation/${uuid(100)}`,
  'encounter:missing=true',
  'code:not=1',
  '_content=血',
  'subject:identifier=urn:x|1',
  `_id=${uuid(100)},${uuid(103)},${uuid(109)}`,
];
const SHAPES = [
  '',
  '_count=2',
  '_count=3&_sort=date',
  '_count=2&_sort=-_lastUpdated,subject',
  '_sort=-status&_count=4',
  '_total=none',
  '_summary=count',
  '_include=Observation:encounter&_include=Observation:subject',
  '_include=Observation:has-member&_include:iterate=Observation:has-member',
  '_include=*',
  '_revinclude=DiagnosticReport:result&_revinclude=Observation:has-member',
];
const OTHERS = [
  'Patient?_revinclude=Observation:subject',
  'Patient?_has:Observation:patient:category=laboratory&_sort=birthdate&_count=2',
  'Patient?_has:Encounter:patient:status=in-progress',
  'Encounter?_has:Observation:encounter:status=final&_revinclude=Observation:encounter',
  'Encounter?subject.birthdate=lt1980',
  'DiagnosticReport?result.category=vital-signs&_include=DiagnosticReport:result',
  'DiagnosticReport?_include=DiagnosticReport:subject',
  'Bundle',
  'Bundle?type=document&_count=1',
  `Group?member=${ANNA}`,
  'Composition?_include=Composition:entry&_include=Composition:author',
  'Practitioner?_revinclude=Observation:performer&_sort=name',
  'Goal?_sort=-start-date&_count=2',
  'Condition?subject:Patient.gender=female&_include=Condition:encounter',
  '?_type=Observation,Encounter,Patient&_count=5',
  '?_lastUpdated=gt2026-05-10&_count=7',
  `Patient/${PERSON_B}/Observation?status=final`,
  `Patient/${PERSON_B}/*?_count=6`,
];

function randomAct(scopes: readonly Scope[]): [string, Act] {
  const row = one(VERSIONS.filter((each) => PLAIN.includes(each.type) && lies(scopes, each) !== undefined));
  const { type, id, version } = row;
  const searched = [one(FILTERS), one(SHAPES)].filter((part) => part !== '').join('&');
  const requests = [
    `GET ${type}/${id}`,
    `GET ${type}/${id}/_history/${version}`,
    `GET ${type}/${id}/_history`,
    `GET ${type}/_history?_count=${one([2, 5, 50])}`,
    `GET _history?_count=20`,
    `GET ${type}/${id}/_history?_since=2026-05-10T01:00:01Z`,
    `GET Observation?${searched}`,
    `POST Observation/_search?${searched}`,
    `GET ${one(OTHERS)}`,
    `GET ${one(OTHERS)}`,
  ];
  const [category, composition, metaOf] = [
    one(['laboratory', 'vital-signs']),
    uuid(one([600, 601])),
    one(['Observation', 'Patient', undefined]),
  ];
  const operations: [string, Act][] = [
    [
      `${ANNA}/$everything`,
      alone((in_, visit) => readEverything(in_, visit, { type: 'Patient', id: PERSON_B, query: query() })),
    ],
    [
      'Patient/$everything',
      alone((in_, visit) => readEverything(in_, visit, { type: 'Patient', query: query('_count=9') })),
    ],
    [
      'Encounter/$everything',
      alone((in_, visit) => readEverything(in_, visit, { type: 'Encounter', id: uuid(300), query: query() })),
    ],
    [
      '$lastn',
      alone((in_, visit) =>
        lastObservations(in_, visit, {
          query: query(`patient=${PERSON_B}&category=${category}&max=2`),
        }),
      ),
    ],
    ['$document', alone((in_, visit) => makeDocument(in_, visit, { id: composition, query: query() }))],
    ['$meta', alone((in_, visit) => collectMeta(in_, visit, metaOf))],
    [
      '$match',
      alone((in_, visit) =>
        matchPatient(in_, visit, { query: query(), body: { resourceType: 'Patient', birthDate: '1971-06-15' } }),
      ),
    ],
  ];
  if (random() < 0.2) return one(operations);
  const request = one(requests);
  return [request, walk(request)];
}

/** A cursor is sealed anew for each answer. */
const normal = (pages: readonly Told[]): Told[] =>
  JSON.parse(JSON.stringify(pages).replace(/_cursor=[A-Za-z0-9_.%-]+/g, '_cursor=x')) as Told[];

const SETS = 34;
const REQUESTS = 12;

test('a narrowed token hears exactly what a wide one hears of a house in which nothing lies outside its scopes', async () => {
  const heard = { asked: 0, narrowed: 0, rows: 0, refused: 0 };
  for (let set = 0; set < SETS; set += 1) {
    const who = one(['hospital-ehr', 'hospital-ehr', 'soudan-hikari']);
    const queries = Object.entries({ ...QUERIES, ...(who === 'hospital-ehr' ? BY_REFERENCE : {}) });
    const scopes = randomScopes(queries);
    const narrow = visitOf(scopes.map(({ text }) => text).join(' '), { who, patient: ANNA });
    const wide = visitOf(widened(scopes), { who });
    expect(narrow.caller.scopes).toHaveLength(new Set(scopes.map(({ text }) => text)).size);
    const acts = Array.from({ length: REQUESTS }, () => randomAct(scopes));
    const answers: Told[][] = [];
    for (const [, act] of acts) answers.push(normal(await act(house, narrow)));
    const expected = await inErased(scopes, async (erased) => {
      const all: Told[][] = [];
      for (const [, act] of acts) all.push(normal(await act(erased, wide)));
      return all;
    });
    for (const [n, [name, act]] of acts.entries()) {
      const place = `${who}: ${scopes.map(({ text }) => text).join(' ')}: ${name}`;
      expect(answers[n], place).toEqual(expected[n]);
      heard.asked += 1;
      heard.rows += answers[n]!.flatMap(({ json }) => json?.entry ?? []).length;
      if (answers[n]![0]!.status !== 200) heard.refused += 1;
      if (JSON.stringify(normal(await act(house, wide))) !== JSON.stringify(answers[n])) heard.narrowed += 1;
    }
  }
  // What is compared must be something, and most of it another thing than the wide token hears.
  expect(heard.asked).toBe(SETS * REQUESTS);
  expect(heard.narrowed).toBeGreaterThan(150);
  expect(heard.rows).toBeGreaterThan(1_500);
  expect(heard.refused).toBeLessThan(200);
}, 300_000);
