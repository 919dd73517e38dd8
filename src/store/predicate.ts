/**
 * Turns a permit into the condition that every row of every answer must meet. Nothing reads a resource table without it:
 * there is no query in this room that a permit does not enter.
 */
import type { Permit, Reach } from '#consent';
import { aboutSql } from './about-sql.ts';
import type { Bindings } from './bindings.ts';
import { ONE_BY_ONE } from './one-by-one.ts';
import { ownedBy } from './owned-by.ts';
import { type Conditions, namesInAllParts, reachSql } from './reach-sql.ts';
import { hasRequiredSections, isWholeEnough, withholdsNothing } from './section-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';
import { aboutAsPart, visibleAsPart, visibleAsVersion } from './visible-as-part.ts';

/** The types of which a resource may be a document: what holds members is one of these. */
export const DOCUMENT_TYPES: readonly string[] = ['Bundle'];

/** What is known of a row that is looked at. */
export interface Looked {
  /** The row is of one of these: what cannot matter for them is left out. */
  readonly types?: readonly string[] | undefined;
  readonly conditions?: Conditions;
  /** The row is looked at as a part of a document. */
  readonly asPart?: boolean;
}

/** The condition on the resource row `alias`, by what it is itself and by what it is about. */
export const visibleTo = (permit: Permit, alias: string, bind: Bindings, looked: Looked = {}): string =>
  withWhatItIsAbout(permit, alias, bind, { ...looked, reach: permit.reach });

/** The condition on a current row that a reference leads to; where its type is not known, a document is not looked into. */
export function visibleAtEnd(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const { referable: reach } = permit;
  return types === undefined
    ? both(notDocument(permit, alias, bind), aboutTold(permit, alias, bind))
    : withWhatItIsAbout(permit, alias, bind, { types, reach });
}

interface LookedWithin extends Looked {
  readonly reach: Reach;
}

function withWhatItIsAbout(permit: Permit, alias: string, bind: Bindings, looked: LookedWithin): string {
  const { types, asPart = false } = looked;
  const about = asPart ? aboutAsPart(permit, alias, bind, types) : aboutTold(permit, alias, bind, types);
  return both(visibleBut(permit, alias, bind, looked), about);
}

const both = (one: string, other: string): string => (other === 'true' ? one : `(${one} AND ${other})`);

const aboutTold = (permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string =>
  aboutSql(permit, alias, bind, { types, there: (target) => notDocument(permit, target, bind) });

function notDocument(permit: Permit, alias: string, bind: Bindings): string {
  const reached = reachSql(permit.referable, alias, { permit, bind, conditions: 'indexed' });
  return both(asItself(permit, alias, bind), reached);
}

/** The condition on the row but for what it is about. A document is visible when everything is that it cannot be without. */
function visibleBut(permit: Permit, alias: string, bind: Bindings, looked: LookedWithin): string {
  const { types, conditions = 'indexed', reach } = looked;
  const mayBeDocument = types?.some((type) => DOCUMENT_TYPES.includes(type)) !== false;
  const ofPatient = mayBeDocument ? namesInAllParts : undefined;
  const reached = reachSql(reach, alias, { permit, bind, types, conditions, ofPatient });
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
        AND ${visibleAsPart(permit, member, bind)} AND ${visibleAsVersion(permit, version, bind)} AND ${also} ${ONE_BY_ONE}))`;
  // What has no sections drawn is whole or not at all.
  const allWhole = allVisible(`(${member}.type <> 'Composition' OR (${whole.join(' AND ')}))`);
  const owned = ownedBy(permit, alias, bind);
  const required = hasRequiredSections(permit, alias, bind, 'document');
  const told = `${owned} OR CASE WHEN ${alias}.sections IS NULL THEN ${allWhole} ELSE ${required} END`;
  return permit.referable === '*' ? told : `${allVisible()} AND (${told})`;
}
