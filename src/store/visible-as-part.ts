/** What stands in a document, or in a section of it. */
import type { Permit } from '#consent';
import { mayBeAbout } from './about-sql.ts';
import type { Bindings } from './bindings.ts';
import { ownedBy } from './owned-by.ts';
import { reachSql } from './reach-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';

/** The condition on a row that a section lists or a document holds. */
export function visibleAsPart(permit: Permit, alias: string, bind: Bindings): string {
  const own = `(${aboutAsPart(permit, alias, bind)} AND ${visibleAsItself(permit, alias, bind)})`;
  if (permit.referable === '*') return own;
  return `(${reachSql(permit.referable, alias, { permit, bind, conditions: 'indexed' })} AND ${own})`;
}

/**
 * The condition that the row is about nothing, or held by the caller's organization. Within a document others are not told
 * what is about further records: like a section that lists another document, it would have to be followed out of this one.
 */
export const aboutAsPart = (permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string =>
  mayBeAbout(types) ? `(${alias}.about IS NULL OR ${ownedBy(permit, alias, bind)})` : 'true';

/** The condition on a version in which a part stands in a document, beside that on the part itself. */
export function visibleAsVersion(permit: Permit, version: string, bind: Bindings): string {
  const own = `(${aboutAsPart(permit, version, bind)} AND ${visibleAsItself(permit, version, bind)})`;
  if (permit.referable === '*') return own;
  return `(${own} AND ${reachSql(permit.referable, version, { permit, bind, conditions: 'current' })})`;
}
