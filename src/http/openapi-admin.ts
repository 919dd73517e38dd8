/** The administrator's routes in the document of the API: JSON of their own, and refusals as everywhere. */
import { statusOf } from './admin-routes.ts';
import { bodyOfRoute, responsesOf } from './openapi-answers.ts';
import type { Json, Parameters } from './openapi-parameters.ts';
import { say } from './openapi-words.ts';
import type { Route } from './route.ts';

export const isAdministrative = ({ path }: Pick<Route, 'path'>): boolean => path.startsWith('/admin/');

const JSON_OBJECT = { 'application/json': { schema: { type: 'object' } } };

/** Everything of the operation but its id and its path. */
export function adminOperation(route: Route, parameters: Parameters): Json {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const refuses = [...(names.length > 0 ? [404] : []), ...(route.body === 'json' ? [409, 422] : [])];
  return {
    tags: ['administration'],
    summary: route.words === undefined ? route.interaction : say(route.words),
    parameters: [
      ...names.map((name) => parameters.path(name)),
      ...parameters.shown(),
      ...parameters.header(['Accept-Language']),
    ],
    ...bodyOfRoute(route.body, ''),
    responses: responsesOf(route, JSON_OBJECT, { headers: [], answers: [statusOf(route)], refuses }),
  };
}
