/** What every part of one search statement shares: who may see what, the versions that are looked at, the bound values. */
import type { Permit } from '#consent';
import type { SearchParameter } from '#fhir';
import type { Bindings } from './bindings.ts';
import type { Snapshot } from './live.ts';
import { ownedBy } from './owned-by.ts';
import { SECTIONED_TYPES } from './sections.ts';

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
  /** `whole` of a row that has no sections or is the caller's own, else the aggregate of what its sections tell as they are answered. */
  ofSections(alias: string, whole: string, aggregate: 'min' | 'max', told: AskedOfSection): string;
  /** The condition that the target `type`, `id` (SQL) of a reference is there for this caller; it is of one of `types`. */
  targetSeen(type: string, id: string, types?: readonly string[]): string;
  /** The same of one target, which is looked for once in the whole search. */
  oneSeen(type: string, id: string): string;
}

/** The same scene where the row `alias` is of one of these types: what has no sections withholds none. */
export const ofTypes = (scene: Scene, alias: string, types: readonly string[]): Scene =>
  types.some((type) => SECTIONED_TYPES.includes(type))
    ? scene
    : { ...scene, withholdsNothing: (name) => (name === alias ? 'true' : scene.withholdsNothing(name)) };

/** What of a section is asked: a condition on it or a value of it as it stands, and as it is where it is withheld. */
export interface AskedOfSection {
  readonly shown: (section: string) => string;
  readonly bare: (section: string) => string;
}

/** The parameter that references stand under, and the types that these may lead to. */
type Under = Pick<SearchParameter, 'code' | 'targets'>;

/**
 * The condition that nothing is withheld or masked in the row when it is answered, or nothing masked under one parameter: it
 * tells of what is hidden.
 */
export function unmasked(scene: Scene, alias: string, under?: Under): string {
  const { permit, bind } = scene;
  return `(${ownedBy(permit, alias, bind)} OR (${scene.withholdsNothing(alias)} AND (cardinality(${alias}.members) > 0
    OR NOT EXISTS (${maskedReferences(scene, alias, under)}))))`;
}

/** A SELECT of the references `Type/id` in a row of another that lead to what is not there for the caller. */
export function maskedReferences(scene: Scene, alias: string, under?: Under): string {
  const ref = scene.alias();
  const wanted = under === undefined ? '' : `${standsUnder(scene, alias, under, ref)} AND `;
  return `SELECT ${ref}.ref FROM unnest(${alias}.refs) AS ${ref}(ref) WHERE ${wanted}NOT ${leadsToSeen(scene, ref, under)}`;
}

/** A SELECT over the references under a parameter, as `ref`, that are answered as they are. */
export function shownReferences(scene: Scene, alias: string, under: Under, select: (ref: string) => string): string {
  const ref = scene.alias();
  return `SELECT ${select(`${ref}.ref`)} FROM unnest(${alias}.refs) AS ${ref}(ref)
    WHERE ${standsUnder(scene, alias, under, ref)} AND ${leadsToSeen(scene, ref, under)}`;
}

const standsUnder = ({ bind }: Scene, alias: string, { code }: Under, ref: string): string =>
  `${alias}.keys @> ARRAY[search_key(${bind(`${code}|=`)} || ${ref}.ref)]`;

/** Where it may be a document the type counts as unknown, so that this is not looked into for each reference. */
function leadsToSeen(scene: Scene, ref: string, { targets }: Pick<Under, 'targets'> = { targets: [] }): string {
  const known = targets.length > 0 && !targets.includes('Bundle');
  const [type, id] = [`split_part(${ref}.ref, '/', 1)`, `uuid_of(split_part(${ref}.ref, '/', 2))`];
  return scene.targetSeen(type, id, known ? targets : undefined);
}
