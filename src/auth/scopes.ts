/** Reads SMART scopes of version 1 and 2, and says what they cover. What it cannot read grants nothing. */

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

const GRAMMAR = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?([^\s?]+))?$/;
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
 * Whether these scopes let a backend do `action` on a resource type. Only `system/` scopes count, and none with a query
 * part: each of those needs a narrowing of its own that no one does here, so counting it would widen.
 */
export function covers(scopes: readonly Scope[], type: string, action: ScopeAction): boolean {
  return scopes.some(
    (scope) =>
      scope.context === 'system' &&
      scope.query === undefined &&
      (scope.type === type || (scope.type === '*' && !ADMINISTRATIVE.includes(type))) &&
      scope.actions.includes(action),
  );
}

/** What changes the house for everybody: a `*` for all records neither covers it nor lets it be asked for. */
const ADMINISTRATIVE: readonly string[] = ['SearchParameter'];

/** Whether these scopes make an administrator: they name search parameters. */
export const administers = (scopes: readonly Scope[]): boolean => covers(scopes, 'SearchParameter', 'update');

/** Those of the requested scopes that lie wholly inside the allowed ones, as they were written. */
export function grantable(requested: readonly Scope[], allowed: readonly Scope[]): Scope[] {
  return requested.filter(
    (scope) =>
      scope.context === 'system' &&
      scope.query === undefined &&
      scope.actions.every((action) => covers(allowed, scope.type, action)),
  );
}

function parseScope(text: string): Scope | undefined {
  const [, context, type, letters, query] = GRAMMAR.exec(text) ?? [];
  if (!isContext(context) || !type || !letters) return undefined;
  const old = VERSION_1[letters];
  if (old !== undefined && query !== undefined) return undefined; // a query part exists in version 2 only
  const actions = old ?? ACTIONS.filter((action) => letters.includes(letterOf(action)));
  const scope = { text, context, type, actions, version: old ? 1 : 2 } as const;
  return query === undefined ? scope : { ...scope, query };
}

const letterOf = (action: ScopeAction): string => action.charAt(0);

const isContext = (text: string | undefined): text is Scope['context'] =>
  text === 'patient' || text === 'user' || text === 'system';
