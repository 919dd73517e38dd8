/**
 * Turns a permit into the condition that every row of every answer must meet. Nothing reads a resource table without it:
 * there is no query in this room that a permit does not enter.
 */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { ONE_BY_ONE } from './one-by-one.ts';
import { ownedBy } from './owned-by.ts';
import { type Conditions, namesInAllParts, reachSql } from './reach-sql.ts';
import { hasRequiredSections, isWholeEnough, withholdsNothing } from './section-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';
import { visibleAsTarget, visibleAsVersion } from './visible-as-target.ts';

/** The types of which a resource may be a document: what holds members is one of these. */
export const DOCUMENT_TYPES: readonly string[] = ['Bundle'];

/** What is known of a row that is looked at. */
export interface Looked {
  /** The row is of one of these: what cannot matter for them is left out. */
  readonly types?: readonly string[] | undefined;
  readonly conditions?: Conditions;
}

/** The condition on the resource row `alias`. A document is visible when everything is that it cannot be without. */
export function visibleTo(permit: Permit, alias: string, bind: Bindings, looked: Looked = {}): string {
  const { types, conditions = 'indexed' } = looked;
  const mayBeDocument = types?.some((type) => DOCUMENT_TYPES.includes(type)) !== false;
  const ofPatient = mayBeDocument ? namesInAllParts : undefined;
  const reached = reachSql(permit.reach, alias, { permit, bind, types, conditions, ofPatient });
  const own = asItself(permit, alias, bind, types);
  if (!mayBeDocument) return `(${reached} AND ${own})`;
  return `(${reached} AND CASE WHEN cardinality(${alias}.members) > 0
    THEN ${partsVisible(permit, alias, bind)} ELSE ${own} END)`;
}

function asItself(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const own = visibleAsItself(permit, alias, bind, types);
  if (types?.includes('Composition') === false) return own;
  return `(${own} AND ${isWholeEnough(permit, alias, bind)})`;
}

/**
 * A document tells the versions that it was received with: each of them that it cannot be without must be visible, and its
 * resource still be. Who may read a document reads its parts in it, whatever types the token names; but where the token
 * narrows the type of a part, that part lies within, also in what the caller's organization holds.
 */
function partsVisible(permit: Permit, alias: string, bind: Bindings): string {
  const [member, version] = [`${alias}_member`, `${alias}_version`];
  const whole = [member, version].map(
    (name) => `${name}.sections IS NOT NULL AND ${withholdsNothing(permit, name, bind)}`,
  );
  const allVisible = (
    also = 'true',
  ) => `NOT EXISTS (SELECT 1 FROM unnest(${alias}.members) AS listed(ref) WHERE NOT EXISTS (
    SELECT 1 FROM resource ${member} JOIN resource ${version} ON ${version}.type = ${member}.type AND ${version}.id = ${member}.id
      WHERE ${member}.type = split_part(listed.ref, '/', 1) AND ${member}.id = split_part(listed.ref, '/', 2)::uuid
        AND ${member}.until_tx IS NULL AND ${version}.version = split_part(listed.ref, '/', 4)::int AND NOT ${member}.deleted
        AND ${visibleAsTarget(permit, member, bind)} AND ${visibleAsVersion(permit, version, bind)} AND ${also} ${ONE_BY_ONE}))`;
  // What has no sections drawn is whole or not at all.
  const allWhole = allVisible(`(${member}.type <> 'Composition' OR (${whole.join(' AND ')}))`);
  const owned = ownedBy(permit, alias, bind);
  const required = hasRequiredSections(permit, alias, bind, 'document');
  const told = `${owned} OR CASE WHEN ${alias}.sections IS NULL THEN ${allWhole} ELSE ${required} END`;
  return permit.referable === '*' ? told : `${allVisible()} AND (${told})`;
}
