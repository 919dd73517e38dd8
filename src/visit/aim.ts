/** By what permits the target of a change is found: what lies outside the scopes for the change is as unknown as what is hidden. */
import type { ScopeAction } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import type { Stored, Writer } from '#store';
import { type House, type Visit, within } from './house.ts';
import { liesWithin } from './lies-within.ts';
import { reachOf } from './scope-reach.ts';
import { permitOfCaller } from './visit-permit.ts';

export interface Aim {
  readonly permits: readonly Permit[];
  /** The target must lie within the scopes for each of these. */
  readonly actions: readonly ScopeAction[];
}

export async function aimOf(house: House, visit: Visit, actions: readonly ScopeAction[]): Promise<Aim | Refusal> {
  const permits = new Set<Permit>();
  for (const action of actions) {
    const permit = await permitOfCaller(house, visit, 'correct', reachOf(house, visit.caller, [action]));
    if (isRefusal(permit)) return permit;
    permits.add(permit);
  }
  return { permits: [...permits], actions };
}

/** The target as all permits of the aim show it. */
export async function findTarget(
  house: House,
  writer: Writer,
  { permits }: Aim,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<Stored | undefined> {
  let found: Stored | undefined;
  for (const permit of permits) {
    found = await within(house, writer).store.read(permit, type, id);
    if (found === undefined) return undefined;
  }
  return found;
}

/** Asks the content again: it may have changed before it was locked. */
export const isAimedAt = (house: House, visit: Visit, { actions }: Aim, stored: Stored): boolean =>
  actions.every((action) => liesWithin(house, visit, action, stored));
