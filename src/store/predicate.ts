/**
 * Turns a permit into the condition that every row of every answer must meet. Nothing reads a resource table without it:
 * there is no query in this room that a permit does not enter.
 */
import type { Permit, Reach } from '#consent';
import { aboutSql } from './about-sql.ts';
import type { Bindings } from './bindings.ts';
import { eachOf } from './each-of.ts';
import { ONE_BY_ONE } from './one-by-one.ts';
import { ownedBy } from './owned-by.ts';
import { type Conditions, namesInAllParts, reachSql } from './reach-sql.ts';
import { hasRequiredParts, isWholeEnough } from './section-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';
import { aboutAsPart, visibleAsPart } from './visible-as-part.ts';

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
  both(reachedBy(permit, alias, bind, { ...looked, reach: permit.reach }), shown(permit, alias, bind, looked));

/** A version of a resource and its current one. */
interface Versions {
  readonly version: string;
  readonly current: string;
}

/** The condition on the current row, of which an older version is shown: a stricter label covers the old. */
export const visibleNow = (permit: Permit, versions: Versions, bind: Bindings, looked: Looked): string =>
  both(
    reachedBy(permit, versions.current, bind, { ...looked, reach: permit.reach }),
    shown(permit, versions.current, bind, { ...looked, whole: isOlder(versions) }),
  );

/** The condition on a version by itself and by the current one. Contents are asked of the current one only. */
export function visibleVersion(permit: Permit, versions: Versions, bind: Bindings, looked: Looked): string {
  const { current, version } = versions;
  const reached = both(
    reachedBy(permit, current, bind, { ...looked, reach: permit.reach }),
    reachedBy(permit, version, bind, { ...looked, reach: permit.reach, conditions: 'later' }),
  );
  const whole = looked.asPart === true ? 'false' : isOlder(versions);
  const rows = { [current]: { whole }, [version]: { whole: 'false' } };
  return both(
    reached,
    eachOf(rows, `${version}_each`, (row) => shown(permit, row, bind, { ...looked, whole: `${row}.whole` })),
  );
}

/**
 * Of a Composition that the caller's organization does not hold, an older version is shown only where nothing is withheld of
 * the current one: nobody knows which of its sections it should lack now.
 */
const isOlder = ({ version, current }: Versions): string =>
  `(${current}.type = 'Composition' AND ${version}.version <> ${current}.version)`;

/** The condition on a current row that a reference leads to; where its type is not known, a document is not looked into. */
export function visibleAtEnd(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const { referable: reach } = permit;
  return types === undefined
    ? both(notDocument(permit, alias, bind), aboutTold(permit, alias, bind))
    : both(reachedBy(permit, alias, bind, { types, reach }), shown(permit, alias, bind, { types }));
}

const both = (one: string, other: string): string =>
  one === 'true' ? other : other === 'true' ? one : `(${one} AND ${other})`;

const mayBeDocument = (types?: readonly string[]): boolean =>
  types?.some((type) => DOCUMENT_TYPES.includes(type)) !== false;

function reachedBy(permit: Permit, alias: string, bind: Bindings, looked: Looked & { readonly reach: Reach }): string {
  const { types, conditions = 'indexed', reach } = looked;
  const ofPatient = mayBeDocument(types) ? namesInAllParts : undefined;
  return reachSql(reach, alias, { permit, bind, types, conditions, ofPatient });
}

/** The condition on the row but for what is in reach. Where `whole` holds it must not lack any section. */
function shown(permit: Permit, alias: string, bind: Bindings, looked: Looked & { readonly whole?: string }): string {
  const { types, asPart = false, whole } = looked;
  const about = asPart ? aboutAsPart(permit, alias, bind, types) : aboutTold(permit, alias, bind, types);
  const own = mayBeDocument(types)
    ? asDocument(permit, alias, bind, { types, whole })
    : asItself(permit, alias, bind, { types, whole });
  return both(own, about);
}

function aboutTold(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const there = (target: string) =>
    both(reachedBy(permit, target, bind, { reach: permit.referable }), asDocument(permit, target, bind));
  return aboutSql(permit, alias, bind, { types, there });
}

function notDocument(permit: Permit, alias: string, bind: Bindings): string {
  const reached = reachSql(permit.referable, alias, { permit, bind, conditions: 'indexed' });
  return both(asItself(permit, alias, bind), reached);
}

interface Looking {
  readonly types?: readonly string[] | undefined;
  readonly whole?: string | undefined;
}

function asItself(permit: Permit, alias: string, bind: Bindings, { types, whole }: Looking = {}): string {
  const own = visibleAsItself(permit, alias, bind, types);
  if (types?.includes('Composition') === false) return own;
  return `(${own} AND ${isWholeEnough(permit, alias, bind, whole)})`;
}

/** The condition on what may be a document: that is visible when everything is that it cannot be without. */
function asDocument(permit: Permit, alias: string, bind: Bindings, { types, whole }: Looking = {}): string {
  const own = visibleAsItself(permit, alias, bind, types);
  return `(CASE WHEN cardinality(${alias}.members) > 0 THEN ${partsVisible(permit, alias, bind)}
      ELSE ${own} AND (${alias}.type <> 'Composition' OR ${alias}.sections IS NOT NULL OR ${ownedBy(permit, alias, bind)}) END
    AND (${ownedBy(permit, alias, bind)} OR ${hasRequiredParts(permit, alias, bind, whole)}))`;
}

/**
 * A document tells the versions that it was received with: each of them that it cannot be without must be visible, and its
 * resource still be. Who may read a document reads its parts in it, whatever types the token names; but where the token
 * narrows the type of a part, that part lies within, also in what the caller's organization holds.
 */
function partsVisible(permit: Permit, alias: string, bind: Bindings): string {
  const [member, version] = [`${alias}_member`, `${alias}_version`];
  const told = `(${ownedBy(permit, alias, bind)} OR ${alias}.sections IS NOT NULL)`;
  // What has no sections drawn is whole or not at all.
  const isDrawn = (part: string) => `${part}.type <> 'Composition' OR ${part}.sections IS NOT NULL`;
  const also = (part: string) => `(${permit.referable === '*' ? '' : `${told} OR `}${isDrawn(part)})`;
  const all = `NOT EXISTS (SELECT 1 FROM unnest(${alias}.members) AS listed(ref) WHERE NOT EXISTS (
    SELECT 1 FROM resource ${member} JOIN resource ${version} ON ${version}.type = ${member}.type AND ${version}.id = ${member}.id
      WHERE ${member}.type = split_part(listed.ref, '/', 1) AND ${member}.id = split_part(listed.ref, '/', 2)::uuid
        AND ${member}.until_tx IS NULL AND ${version}.version = split_part(listed.ref, '/', 4)::int AND NOT ${member}.deleted
        AND ${visibleAsPart(permit, { now: member, version }, bind, also)} ${ONE_BY_ONE}))`;
  return permit.referable === '*' ? `(${told} OR ${all})` : all;
}
