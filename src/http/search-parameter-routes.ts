/** The routes of search parameters that a region adds, and of the index that they change. */
import {
  deleteSearchParameter,
  listSearchParameters,
  putSearchParameter,
  readIndexProgress,
  readSearchParameter,
  redrawIndex,
} from '#upkeep';
import { bodyOf, header, parameter, queryOf, type Route, targetOf, typed } from './route.ts';

const PATH = '/fhir/SearchParameter';

export const SEARCH_PARAMETER_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/fhir/$index-progress',
    body: 'none',
    interaction: '$index-progress',
    act: (house, visit) => readIndexProgress(house, visit),
  },
  {
    method: 'post',
    path: '/fhir/$reindex',
    body: 'none',
    interaction: '$reindex',
    act: (house, visit) => redrawIndex(house, visit),
  },
  {
    method: 'post',
    path: '/fhir/:type/$reindex',
    body: 'none',
    interaction: '$reindex',
    act: typed((type, house, visit) => redrawIndex(house, visit, type)),
  },
  {
    method: 'get',
    path: PATH,
    body: 'none',
    interaction: 'search-type',
    act: (house, visit, asked) => listSearchParameters(house, visit, queryOf(asked)),
  },
  {
    method: 'post',
    path: PATH,
    body: 'fhir',
    interaction: 'create',
    act: bodyOf('SearchParameter', (house, visit, resource, asked) =>
      putSearchParameter(house, visit, resource, { ifNoneExist: header(asked, 'if-none-exist') }),
    ),
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    body: 'none',
    interaction: 'read',
    act: (house, _visit, asked) => readSearchParameter(house, parameter(asked, 'id')),
  },
  {
    method: 'put',
    path: `${PATH}/:id`,
    body: 'fhir',
    interaction: 'update',
    act: bodyOf('SearchParameter', (house, visit, resource, asked) =>
      putSearchParameter(house, visit, resource, targetOf('SearchParameter', asked)),
    ),
  },
  {
    method: 'delete',
    path: `${PATH}/:id`,
    body: 'none',
    interaction: 'delete',
    act: (house, visit, asked) => deleteSearchParameter(house, visit, targetOf('SearchParameter', asked)),
  },
];
