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

export const META_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/fhir/$meta',
    body: 'none',
    interaction: '$meta',
    inBatch: true,
    act: (house, visit) => collectMeta(house, visit),
  },
  {
    method: 'get',
    path: '/fhir/:type/$meta',
    body: 'none',
    interaction: '$meta',
    inBatch: true,
    act: typed((type, house, visit) => collectMeta(house, visit, type)),
  },
  {
    method: 'get',
    path: '/fhir/:type/:id/$meta',
    body: 'none',
    interaction: '$meta',
    inBatch: true,
    act: typed((type, house, visit, asked) => readMeta(house, visit, type, parameter(asked, 'id'))),
  },
  change('add'),
  change('delete'),
];
