/** What a token's scopes let be looked at and written: of each type all, a patient's, or what the query of a scope finds. */
import { createHash } from 'node:crypto';
import { type Caller, concerns, type Scope, type ScopeAction } from '#auth';
import { isWhole, type Reach, type Slice } from '#consent';
import type { House } from './house.ts';
import { scopeCondition } from './scope-query.ts';
import { SERVED_TYPES } from './served-types.ts';

/** A reach and a short name of what it holds: permits are remembered by it. */
export interface NamedReach {
  readonly reach: Reach;
  readonly name: string;
}

type Knowing = Pick<House, 'parameters'>;
type Holding = Pick<Caller, 'scopes' | 'patient'>;

export const EVERYTHING: NamedReach = { reach: '*', name: '*' };
const LOOKING: readonly ScopeAction[] = ['read', 'search'];
/** What is stored, and the audit. */
const READABLE: readonly string[] = [...SERVED_TYPES, 'AuditEvent'];

/** The reach of one of these actions; scopes add up. */
export const reachOf = (house: Knowing, caller: Holding, actions: readonly ScopeAction[] = LOOKING): NamedReach =>
  remembered(caller, actions.join(), () => {
    const entries = READABLE.map((type) => [type, slicesOf(house, caller, { type, actions })] as const);
    return Object.fromEntries(entries.flatMap(([type, slices]) => (slices === undefined ? [] : [[type, slices]])));
  });

/**
 * Where references may be told to lead. A token that does not name a type may still be told of it, as consent lets; of a
 * type that it narrows, what lies outside does not exist for it.
 */
export const referableOf = (house: Knowing, caller: Holding): NamedReach =>
  remembered(caller, 'refer', () => {
    const { reach } = reachOf(house, caller);
    const narrowed = reach !== '*' && Object.values(reach).some((slices) => !slices.some(isWhole));
    return narrowed ? Object.fromEntries(READABLE.map((type) => [type, reach[type] ?? ALL])) : '*';
  });

/**
 * Whether the scopes hold all of a type for an action, or all of it about a person (`Patient/x`): what tells of resources
 * without showing them asks for that, since nothing of such an answer can be taken out.
 */
export const holdsAllOf = (
  house: Knowing,
  caller: Holding,
  { type, action, person }: { readonly type: string; readonly action: ScopeAction; readonly person?: string },
): boolean =>
  (slicesOf(house, caller, { type, actions: [action] }) ?? []).some(
    ({ patient, condition }) => condition === undefined && (patient === undefined || patient === person),
  );

const ALL: readonly Slice[] = [{}];

/** The slices of a type; undefined where no scope speaks of it. */
function slicesOf(
  house: Knowing,
  { scopes, patient }: Holding,
  { type, actions }: { type: string; actions: readonly ScopeAction[] },
): readonly Slice[] | undefined {
  const own = scopes.filter((scope) => concerns(scope, type) && scope.actions.some((one) => actions.includes(one)));
  if (own.length === 0) return undefined;
  const slices = own.flatMap((scope) => sliceOf(house, scope, type, patient) ?? []);
  return slices.some(isWhole) ? ALL : [...new Map(slices.map((slice) => [JSON.stringify(slice), slice])).values()];
}

/** A scope of a patient without a patient, or with a query that cannot be enforced, holds nothing. */
function sliceOf(house: Knowing, scope: Scope, type: string, patient: string | null): Slice | undefined {
  const ofPatient = scope.context === 'patient';
  if (ofPatient && patient === null) return undefined;
  const named = ofPatient && patient !== null ? { patient } : {};
  if (scope.query === undefined) return named;
  const condition = scopeCondition(house, scope, type);
  return condition && { ...named, condition };
}

const known = new WeakMap<readonly Scope[], Map<string, NamedReach>>();

function remembered({ scopes, patient }: Holding, what: string, make: () => Reach): NamedReach {
  const made = known.get(scopes) ?? new Map<string, NamedReach>();
  known.set(scopes, made);
  const key = `${patient} ${what}`;
  const before = made.get(key);
  if (before) return before;
  const reach = make();
  const name = reach === '*' ? '*' : createHash('sha256').update(JSON.stringify(reach)).digest('base64url');
  // Of one list few are asked; one that many patients share is remembered of the latest.
  if (made.size >= REMEMBERED_MAX) made.clear();
  made.set(key, { reach, name });
  return { reach, name };
}

const REMEMBERED_MAX = 1_000;
