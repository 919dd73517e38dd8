/** The routes of `$meta`: profiles, tags and labels, read everywhere and changed on one resource. */
import { changeMeta, collectMeta, type MetaChange, readMeta } from '#records';
import { header, parameter, type Route, typed } from './route.ts';

const change = (kind: MetaChange): Route => ({
  method: 'post',
  path: `/fhir/:type/:id/$meta-${kind}`,
  body: 'fhir',
  interaction: `$meta-${kind}`,
  act: typed((type, house, visit, asked) => {
    const target = { type, id: parameter(asked, 'id'), ifMatch: header(asked, 'if-match'), change: kind };
    return changeMeta(house, visit, target, asked.body.resource);
  }),
});

/** Read by GET and, like every operation, by POST. */
const READING: readonly Omit<Route, 'method' | 'body'>[] = [
  {
    path: '/fhir/$meta',
    interaction: '$meta',
    inBatch: true,
    act: (house, visit) => collectMeta(house, visit),
  },
  {
    path: '/fhir/:type/$meta',
    interaction: '$meta',
    inBatch: true,
    act: typed((type, house, visit) => collectMeta(house, visit, type)),
  },
  {
    path: '/fhir/:type/:id/$meta',
    interaction: '$meta',
    inBatch: true,
    act: typed((type, house, visit, asked) => readMeta(house, visit, type, parameter(asked, 'id'))),
  },
];

export const META_ROUTES: readonly Route[] = [
  ...READING.flatMap((route): Route[] => [
    { ...route, method: 'get', body: 'none' },
    { ...route, method: 'post', body: 'fhir-or-none' },
  ]),
  change('add'),
  change('delete'),
];
