/** What may be asked of a path, by the routes that are written for it. */
import { ALL_ROUTES } from './all-routes.ts';
import { parametersIn } from './path-pattern.ts';
import { PUBLIC_PATHS } from './public-paths.ts';
import type { Route } from './route.ts';

/** The methods that a path takes, in the order of the routes; nothing where no route takes it. */
export function methodsAt(path: string): string[] {
  const methods = isPublic(path) ? ['get'] : routesAt(path).map(({ method }) => method);
  const all = new Set(methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])));
  return all.size === 0 ? [] : [...all, 'OPTIONS'];
}

/** Whether a path is spelled out in a route that takes other methods: for those of plain resources it would be an id. */
export const isBarred = (method: string, path: string): boolean =>
  (isPublic(path) || namedAt(path).length > 0) && !methodsAt(path).includes(method);

const isPublic = (path: string): boolean =>
  [path, path.replace(/\/$/, '')].some((one) => Object.hasOwn(PUBLIC_PATHS, one));

function routesAt(path: string): readonly Route[] {
  const named = namedAt(path);
  return named.length > 0 ? named : ALL_ROUTES.filter((route) => parametersIn(route.path, path) !== undefined);
}

/** The routes that name the last step, such as `$meta` or `_history`: no id begins so. */
function namedAt(path: string): readonly Route[] {
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  if (!/^[$_]/.test(last)) return [];
  return ALL_ROUTES.filter((route) => route.path.endsWith(`/${last}`) && parametersIn(route.path, path) !== undefined);
}
