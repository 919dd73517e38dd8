/** Reads SMART scopes of version 1 and 2, and says what they cover. What it cannot read grants nothing. */
import { isReadable } from './read-form.ts';

/** The five acts that a scope can allow, in the order of the letters `cruds`. */
export type ScopeAction = 'create' | 'read' | 'update' | 'delete' | 'search';

/** One scope that was understood. `query` is the part after `?`, still encoded; `type` is a resource type or `*`. */
export interface Scope {
  readonly text: string;
  readonly context: 'patient' | 'user' | 'system';
  readonly type: string;
  readonly actions: readonly ScopeAction[];
  readonly version: 1 | 2;
  readonly query?: string;
}

const GRAMMAR =
  /^(?<context>patient|user|system)\/(?<type>\*|[A-Z][A-Za-z]+)\.(?<letters>\*|read|write|(?=[cruds])c?r?u?d?s?)(?:\?(?<query>[^\s?]+))?$/;
type Written = Pick<Scope, 'context' | 'type' | 'query'> & { readonly letters: string };
const ACTIONS: readonly ScopeAction[] = ['create', 'read', 'update', 'delete', 'search'];
const VERSION_1: Readonly<Record<string, readonly ScopeAction[]>> = {
  read: ['read', 'search'],
  write: ['create', 'update', 'delete'],
  '*': ACTIONS,
};

/** The scopes of a list separated by spaces, each once. Unknown ones are dropped, never guessed. */
export function parseScopes(text: string): Scope[] {
  return [...new Set(text.split(/\s+/))].flatMap((item) => parseScope(item) ?? []);
}

/**
 * Whether these scopes let `action` be done on a resource type at all: what they say of single resources, by a patient or by
 * a query part, is for who looks at these. Takes what {@link effectiveScopes} gives.
 */
export const covers = (scopes: readonly Scope[], type: string, action: ScopeAction): boolean =>
  scopes.some((scope) => concerns(scope, type) && scope.actions.includes(action));

/** Whether a scope speaks of a type: what is no part of a patient's record, such as what changes the house for everybody, is named. */
export const concerns = (scope: Scope, type: string): boolean =>
  isAdministrative(type)
    ? scope.type === type && scope.context !== 'patient'
    : scope.type === type || scope.type === '*';

// OperationOutcome stands for what was refused and is kept: dead letters.
const ADMINISTRATIVE: readonly string[] = ['SearchParameter', 'OperationOutcome'];

/** Whether a type is no record: it changes the house for everybody, or holds what could not be read as one. */
export const isAdministrative = (type: string): boolean => ADMINISTRATIVE.includes(type);

/** The scopes that mean something for a caller: those of a patient mean nothing where none is in context. */
export function effectiveScopes(scopes: readonly Scope[], { patient }: { patient: string | null }): readonly Scope[] {
  if (patient !== null) return scopes;
  const known = withoutPatient.get(scopes);
  if (known) return known;
  const made = scopes.some(isOfPatient) ? scopes.filter((scope) => !isOfPatient(scope)) : scopes;
  withoutPatient.set(scopes, made);
  return made;
}

// The same list for the same list: what is worked out from one is remembered by it.
const withoutPatient = new WeakMap<readonly Scope[], readonly Scope[]>();

const isOfPatient = ({ context }: Scope): boolean => context === 'patient';

/**
 * Whether these scopes make an administrator: they name search parameters, all of them, of the system. No person can make
 * an app an administrator, since none of them is one.
 */
export const administers = (scopes: readonly Scope[]): boolean =>
  covers(
    scopes.filter(({ context, query }) => context === 'system' && query === undefined),
    'SearchParameter',
    'update',
  );

/** Whether these scopes let dead letters be listed, opened (`read`), or replayed and dismissed (`update`): by name, whole. */
export const handlesLetters = (scopes: readonly Scope[], action: 'search' | 'read' | 'update'): boolean =>
  covers(
    scopes.filter(({ context, query }) => context === 'system' && query === undefined),
    'OperationOutcome',
    action,
  );

/**
 * Those of the requested scopes that lie wholly inside the allowed ones, as they were written. One with a query part is
 * granted only where its query is `understood`, which asks whether it can be enforced.
 */
export function grantable(
  requested: readonly Scope[],
  allowed: readonly Scope[],
  understood: (scope: Scope) => boolean = () => false,
): Scope[] {
  return requested.filter(
    (scope) =>
      (scope.query === undefined || understood(scope)) &&
      scope.actions.every((action) => allowed.some((wide) => isWithin(scope, wide) && wide.actions.includes(action))),
  );
}

/** A query lies inside none, or inside the very same: whether one asks for less than another is not worked out. */
const isWithin = (scope: Scope, wide: Scope): boolean =>
  scope.context === wide.context &&
  concerns(wide, scope.type) &&
  (wide.query === undefined || wide.query === scope.query);

function parseScope(text: string): Scope | undefined {
  const written = GRAMMAR.exec(text)?.groups as Written | undefined;
  if (written === undefined) return undefined;
  const { context, type, letters, query } = written;
  const old = VERSION_1[letters];
  if (old !== undefined && query !== undefined) return undefined; // a query part exists in version 2 only
  if (query !== undefined && !isReadable(query)) return undefined;
  const actions = old ?? ACTIONS.filter((action) => letters.includes(letterOf(action)));
  const scope = { text, context, type, actions, version: old ? 1 : 2 } as const;
  return query === undefined ? scope : { ...scope, query };
}

const letterOf = (action: ScopeAction): string => action.charAt(0);
