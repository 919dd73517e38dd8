/** What every part of one search statement shares: who may see what, the versions that are looked at, the bound values. */
import type { Permit } from '#consent';
import { type Bindings, createBindings } from './bindings.ts';
import { liveAt, type Snapshot } from './live.ts';
import { ownedBy, visibleAsItself, visibleTo } from './predicate.ts';

export interface Scene {
  readonly permit: Permit;
  readonly snapshot: Snapshot;
  readonly bind: Bindings;
  /** A name for one more table in the statement. */
  alias(): string;
}

export function createScene(permit: Permit, snapshot: Snapshot): Scene {
  let aliases = 0;
  const alias = () => {
    aliases += 1;
    return `t${aliases}`;
  };
  return { permit, snapshot, bind: createBindings(), alias };
}

/**
 * The condition that the row `alias` is there for this caller. INVARIANT: every resource table in a search stands under it,
 * so that nothing is found through what is hidden.
 */
export const seen = ({ permit, snapshot, bind }: Scene, alias: string, types?: readonly string[]): string =>
  `${liveAt(snapshot, alias, bind)} AND ${visibleTo(permit, alias, bind, types)}`;

/** The condition that the target `type`, `id` (SQL) of a reference is there for this caller. */
export function targetSeen(scene: Scene, type: string, id: string): string {
  const { permit, snapshot, bind } = scene;
  const target = scene.alias();
  return `EXISTS (SELECT 1 FROM resource ${target} WHERE ${target}.type = ${type} AND ${target}.id = ${id}
    AND ${liveAt(snapshot, target, bind)} AND ${visibleAsItself(permit, target, bind)})`;
}

/** The condition that nothing is masked in the row when it is answered: else its words tell of what is hidden. */
export function unmasked(scene: Scene, alias: string): string {
  const { permit, bind } = scene;
  const ref = scene.alias();
  const there = targetSeen(scene, `split_part(${ref}.ref, '/', 1)`, `uuid_of(split_part(${ref}.ref, '/', 2))`);
  return `(${ownedBy(permit, alias, bind)} OR cardinality(${alias}.members) > 0
    OR NOT EXISTS (SELECT 1 FROM unnest(${alias}.refs) AS ${ref}(ref) WHERE NOT ${there}))`;
}
