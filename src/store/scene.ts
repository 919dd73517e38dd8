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

/**
 * The condition that nothing is withheld or masked in the row when it is answered, or nothing masked under one parameter: it
 * tells of what is hidden.
 */
export function unmasked(scene: Scene, alias: string, code?: string): string {
  const { permit, bind } = scene;
  return `(${ownedBy(permit, alias, bind)} OR (${scene.withholdsNothing(alias)} AND (cardinality(${alias}.members) > 0
    OR NOT EXISTS (${maskedReferences(scene, alias, code)}))))`;
}

/** A SELECT of the references `Type/id` in a row of another that lead to what is not there for the caller. */
export function maskedReferences(scene: Scene, alias: string, code?: string): string {
  const ref = scene.alias();
  const under = code === undefined ? '' : `${standsUnder(scene, alias, code, ref)} AND `;
  return `SELECT ${ref}.ref FROM unnest(${alias}.refs) AS ${ref}(ref) WHERE ${under}NOT ${leadsToSeen(scene, ref)}`;
}

/** A SELECT over the references under a parameter, as `ref`, that are answered as they are. */
export function shownReferences(scene: Scene, alias: string, code: string, select: (ref: string) => string): string {
  const ref = scene.alias();
  return `SELECT ${select(`${ref}.ref`)} FROM unnest(${alias}.refs) AS ${ref}(ref)
    WHERE ${standsUnder(scene, alias, code, ref)} AND ${leadsToSeen(scene, ref)}`;
}

const standsUnder = ({ bind }: Scene, alias: string, code: string, ref: string): string =>
  `${alias}.keys @> ARRAY[search_key(${bind(`${code}|=`)} || ${ref}.ref)]`;

const leadsToSeen = (scene: Scene, ref: string): string =>
  scene.targetSeen(`split_part(${ref}.ref, '/', 1)`, `uuid_of(split_part(${ref}.ref, '/', 2))`);
