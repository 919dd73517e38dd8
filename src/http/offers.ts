/** What the table of routes offers: for one type, for all types at once, and by which operations. */
import { CANONICAL_BASE } from '#fhir';
import { isKept } from '#records';
import type { Definitions } from '#validation';
import { SERVED_TYPES } from '#visit';
import { ALL_ROUTES } from './all-routes.ts';
import type { Route } from './route.ts';

/** The part of a path that names the type, or stands for one. */
const typeIn = ({ path }: Route): string => /^\/fhir\/([A-Z][A-Za-z]*|:type)(\/|$)/.exec(path)?.[1] ?? '';

/** Every type of which something is served: what is stored, and what the paths name. */
export const STATED_TYPES: readonly string[] = [
  ...new Set([...SERVED_TYPES, ...ALL_ROUTES.map(typeIn).filter((type) => type !== '' && type !== ':type')]),
];

/** The routes by which a type is served. */
export const routesOf = (type: string): Route[] =>
  ALL_ROUTES.filter((route) => {
    const named = typeIn(route);
    if (route.interaction === 'delete' && isKept(type)) return false;
    return named === type || (named === ':type' && (route.anyType === true || SERVED_TYPES.includes(type)));
  });

/** The routes of the house as a whole. */
export const systemRoutes = (): Route[] => ALL_ROUTES.filter(({ path }) => /^\/fhir(\/[_$][^/]*)?$/.test(path));

export const isOperation = ({ interaction }: Pick<Route, 'interaction'>): boolean => interaction.startsWith('$');

/** The interactions among routes by FHIR's names, each once. */
export function interactionsOf(routes: readonly Route[]): string[] {
  const plain = routes.filter((route) => !isOperation(route)).map(({ interaction }) => interaction);
  return [...new Set(plain)];
}

export function operationsOf(routes: readonly Route[]): string[] {
  return [...new Set(routes.filter(isOperation).map(({ interaction }) => interaction.slice(1)))];
}

/** The canonical of the definition of an operation: our own, R4's of the type, or R4's of every type. */
export function operationUrl(definitions: Pick<Definitions, 'find'>, name: string, type = 'Resource'): string {
  const candidates = [
    `${CANONICAL_BASE}/OperationDefinition/${name}`,
    ...[type, 'Resource'].map((one) => `http://hl7.org/fhir/OperationDefinition/${one}-${name}`),
  ];
  const found = candidates.find((url) => definitions.find('OperationDefinition', url) !== undefined);
  if (found === undefined) throw new Error(`defect: no definition of the operation $${name} of ${type}`);
  return found;
}
