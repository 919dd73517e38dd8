/** Random requests about a store: every way of asking that the house serves, with values that are in the store. */
import type { Dice } from '../consent/random-world.ts';
import { type Asking, queryText, type Subject } from './asking.ts';
import { uuidOf, WORDS } from './random-parts.ts';
import { counted, generalFilter, searchQuery } from './random-search.ts';
import { nameOf, type Version } from './store-rows.ts';

const get = (path: string, query: Asking['query'] = [], more: Partial<Asking> = {}): Asking => ({
  method: 'GET',
  path,
  query,
  ...more,
});

/** A request that changes nothing. */
export function randomReading(d: Dice, subject: Subject): Asking {
  const one = d.one(subject.versions);
  const kind = d.one(READINGS);
  return kind(d, subject, one);
}

type Making = (d: Dice, subject: Subject, about: Version) => Asking;

const read: Making = (d, _, one) =>
  get(
    `/${nameOf(one)}`,
    d.chance(0.2)
      ? [
          d.one<[string, string]>([
            ['_summary', 'true'],
            ['_elements', 'id,subject,code'],
            ['_summary', 'data'],
            ['_summary', 'text'],
          ]),
        ]
      : [],
    {
      method: d.chance(0.15) ? 'HEAD' : 'GET',
      headers: {
        ...(d.chance(0.2) ? { 'If-None-Match': `W/"${d.one([1, 2])}"` } : {}),
        ...(d.chance(0.1) ? { Accept: d.one(['application/fhir+xml', 'application/fhir+json']) } : {}),
      },
    },
  );
const vread: Making = (_, __, one) => get(`/${nameOf(one)}/_history/${one.version}`);

const history: Making = (d, _, one) =>
  get(
    d.one([`/${nameOf(one)}/_history`, `/${nameOf(one)}/_history`, `/${one.type}/_history`, '/_history']),
    [
      ...counted(d),
      ...(d.chance(0.2) ? [['_since', one.updated] as const] : []),
      ...(d.chance(0.2) ? [['_at', one.updated] as const] : []),
    ],
    { walk: true },
  );

const searching: Making = (d, subject, one) => {
  const query = searchQuery(d, subject, one);
  const byPost = d.chance(0.1);
  return {
    ...get(byPost ? `/${one.type}/_search` : `/${one.type}`, query, { walk: true }),
    method: byPost ? 'POST' : 'GET',
  };
};

const system: Making = (d, { versions }, one) =>
  get(
    '',
    [
      ['_type', `${one.type},${d.one(versions).type}`],
      ...counted(d),
      ...(d.chance(0.5) ? [generalFilter(d, one)] : []),
    ],
    { walk: true },
  );

const compartment: Making = (d, subject, one) => {
  const owner = d.one([
    'Patient/a',
    'Patient/b',
    'Patient/e',
    'Encounter/stay',
    'Encounter/x4',
    'Practitioner/p1',
    'RelatedPerson/k1',
  ]);
  const [type = '', name = ''] = owner.split('/');
  const rest = d.chance(0.5) ? searchQuery(d, subject, one) : [];
  return d.chance(0.06)
    ? get(`/${type}/${uuidOf(name)}/*`, counted(d), { walk: true })
    : get(`/${type}/${uuidOf(name)}/${one.type}`, rest, { walk: true });
};

const everything: Making = (d, _, one) => {
  const path = d.one([
    ...['a', 'b', 'e'].map((name) => `/Patient/${uuidOf(name)}`),
    d.one(['/Patient', `/Patient/${uuidOf('a')}`]),
    `/Encounter/${uuidOf(d.one(['stay', 'x4']))}`,
  ]);
  return get(
    `${path}/$everything`,
    [
      ...counted(d),
      ...(d.chance(0.2) ? [['_type', one.type] as const] : []),
      ...(d.chance(0.2) ? [['_since', one.updated] as const] : []),
      ...(d.chance(0.2) ? [['start', '2026-04-01'] as const] : []),
    ],
    { walk: true },
  );
};

const operation: Making = (d, _, one) =>
  d.one<() => Asking>([
    () => get(`/Composition/${uuidOf(d.one(['paper', 'letter']))}/$document`),
    () =>
      get('/Observation/$lastn', [
        [d.one(['patient', 'subject']), d.one([`Patient/${uuidOf(d.one(['a', 'b']))}`])],
        d.one<[string, string]>([
          ['category', 'laboratory,vital-signs'],
          ['code', 'c1,c2,c3'],
        ]),
        ['max', d.one(['1', '2', '5'])],
      ]),
    () => ({
      ...get('/Patient/$match'),
      method: 'POST',
      body: {
        resourceType: 'Patient',
        ...(d.chance(0.5) ? { identifier: [{ system: 'urn:patients', value: d.one(['1', '2', '3']) }] } : {}),
        name: [{ family: d.one(['佐藤', '鈴木']), given: [d.one(['一郎', '花子'])] }],
        ...(d.chance(0.5) ? { birthDate: '1980-01-01' } : {}),
      },
    }),
    () => get(d.one(['/$meta', `/${one.type}/$meta`, `/${nameOf(one)}/$meta`])),
  ])();

/** What is asked about documents and their Compositions, whatever else is in the store. */
const paper: Making = (d, subject, one) => {
  const papers = subject.versions.filter(({ type }) => type === 'Bundle' || type === 'Composition');
  const about = papers.length > 0 ? d.one(papers) : one;
  const composition = d.one(papers.filter(({ type }) => type === 'Composition').concat(about));
  const found = (type: string, query: [string, string][]) => get(`/${type}`, [...query, ...counted(d)], { walk: true });
  return d.one<() => Asking>([
    () => read(d, subject, about),
    () => read(d, subject, about),
    () => vread(d, subject, about),
    () => history(d, subject, about),
    () => searching(d, subject, about),
    () => found('Bundle', [['composition', nameOf(composition)]]),
    () =>
      found('Bundle', [
        [`composition.${d.one(['section', 'entry', 'subject'])}`, d.one(['c1', nameOf(d.one(subject.versions))])],
      ]),
    () => found('Bundle', [generalFilter(d, about), ['_include', d.one(['Bundle:composition', 'Bundle:*'])]]),
    () =>
      found('Composition', [
        ['_id', composition.id],
        ['_revinclude', 'Bundle:composition'],
      ]),
    () => found('Composition', [['_has:Bundle:composition:identifier', d.one(['0', '1', 'urn:documents|2'])]]),
    () => found('Bundle', [[d.one(['_content', '_text']), d.one([...WORDS, 'c1', 'kg', composition.id, 'masked'])]]),
    () => get(`/Composition/${composition.id}/$document`),
  ])();
};

const batch: Making = (d, subject) => {
  const inner = Array.from({ length: d.one([4, 8, 12]) }, () =>
    d.one([read, read, vread, vread, history, searching, searching])(d, subject, d.one(subject.versions)),
  );
  const entry = inner
    .filter(({ method }) => method === 'GET')
    .map(({ path, query }) => ({ request: { method: 'GET', url: `${path}${queryText(query)}`.slice(1) } }));
  return { ...get(''), method: 'POST', body: { resourceType: 'Bundle', type: 'batch', entry } };
};

const READINGS: readonly Making[] = [
  ...Array.from({ length: 3 }, () => read),
  vread,
  vread,
  ...Array.from({ length: 2 }, () => history),
  ...Array.from({ length: 10 }, () => searching),
  system,
  compartment,
  everything,
  operation,
  operation,
  paper,
  paper,
  batch,
];
