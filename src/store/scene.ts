/** What every part of one search statement shares: who may see what, the versions that are looked at, the bound values. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import type { Snapshot } from './live.ts';
import { ownedBy } from './owned-by.ts';

export interface Scene {
  readonly permit: Permit;
  readonly snapshot: Snapshot;
  readonly bind: Bindings;
  /** A name for one more table in the statement. */
  alias(): string;
  /**
   * The condition that the row `alias` is there for this caller. INVARIANT: every resource table in a search stands under
   * it, so that nothing is found through what is hidden.
   */
  seen(alias: string, types?: readonly string[]): string;
  /** The condition that no section of the row is withheld when it is answered. */
  withholdsNothing(alias: string): string;
  /** The condition that what is asked is met by a section as it is answered, or that the row is not one that has sections. */
  inSections(alias: string, asked: AskedOfSection): string;
  /** The condition that the target `type`, `id` (SQL) of a reference is there for this caller. */
  targetSeen(type: string, id: string): string;
}

/** What of a section is asked: the condition on what is found in it, and on what is found where it is withheld. */
export interface AskedOfSection {
  readonly shown: (section: string) => string;
  readonly bare: (section: string) => string;
}

/** The condition that nothing is masked in the row when it is answered: else its words tell of what is hidden. */
export function unmasked(scene: Scene, alias: string): string {
  const { permit, bind } = scene;
  const ref = scene.alias();
  const there = scene.targetSeen(`split_part(${ref}.ref, '/', 1)`, `uuid_of(split_part(${ref}.ref, '/', 2))`);
  return `(${ownedBy(permit, alias, bind)} OR (${scene.withholdsNothing(alias)} AND (cardinality(${alias}.members) > 0
    OR NOT EXISTS (SELECT 1 FROM unnest(${alias}.refs) AS ${ref}(ref) WHERE NOT ${there}))))`;
}
