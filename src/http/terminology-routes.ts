/** The routes of loaded definitions: the terminology operations, and reading what they work from. */
import {
  answerTerminology,
  DEFINITION_TYPES,
  type DefinitionServed,
  readDefinition,
  searchDefinitions,
} from '#records';
import { type OperationName, TERMINOLOGY_OPERATIONS } from '#terminology';
import type { Route, Said } from './route.ts';

const queryOf = ({ originalUrl }: Said): URLSearchParams =>
  new URLSearchParams(originalUrl.split('?').slice(1).join('?'));

/** Each by GET and POST, for a type and on one definition. */
function operationRoutes(name: OperationName): Route[] {
  const [type = '', operation = ''] = name.split('/');
  const paths = [`/fhir/${type}/${operation}`, `/fhir/${type}/:id/${operation}`];
  return paths.flatMap((path) =>
    (['get', 'post'] as const).map(
      (method): Route => ({
        method,
        path,
        body: method === 'get' ? 'none' : 'fhir',
        interaction: operation,
        inBatch: true,
        act: (house, visit, { request, body }) => {
          const { id } = request.params;
          return answerTerminology(house, visit, {
            name,
            id: typeof id === 'string' ? id : undefined,
            query: queryOf(request),
            resource: body.resource,
            acceptLanguage: request.headers['accept-language'],
          });
        },
      }),
    ),
  );
}

function definitionRoutes(type: DefinitionServed): Route[] {
  return [
    {
      method: 'get',
      path: `/fhir/${type}`,
      body: 'none',
      interaction: 'search-type',
      act: (house, visit, { request }) => searchDefinitions(house, visit, type, queryOf(request)),
    },
    {
      method: 'get',
      path: `/fhir/${type}/:id`,
      body: 'none',
      interaction: 'read',
      act: (house, _visit, { request }) => readDefinition(house, type, String(request.params['id'])),
    },
  ];
}

/** Operations stand before the reading of a definition, since `$…` would be taken for an id. */
export const TERMINOLOGY_ROUTES: readonly Route[] = [
  ...(Object.keys(TERMINOLOGY_OPERATIONS) as OperationName[]).flatMap(operationRoutes),
  ...DEFINITION_TYPES.flatMap(definitionRoutes),
];
