/** What stands in a document, or in a section of it. */
import type { Permit } from '#consent';
import { mayBeAbout } from './about-sql.ts';
import type { Bindings } from './bindings.ts';
import { eachOf } from './each-of.ts';
import { ownedBy } from './owned-by.ts';
import { reachSql } from './reach-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';

/** A part as it is now and, where the document tells a version of it, that version. */
export interface Part {
  readonly now: string;
  readonly version?: string;
}

/**
 * The condition on the row that a section lists or a document holds, and on the version in which it stands there; `also` of
 * each of the two.
 */
export function visibleAsPart(
  permit: Permit,
  { now, version }: Part,
  bind: Bindings,
  also: (row: string) => string = () => 'true',
): string {
  const rows = version === undefined ? { [now]: {} } : { [now]: {}, [version]: {} };
  const seen = (row: string) =>
    `(${aboutAsPart(permit, row, bind)} AND ${visibleAsItself(permit, row, bind)} AND ${also(row)})`;
  const own = eachOf(rows, `${now}_part`, seen);
  if (permit.referable === '*') return own;
  const reached = [reachSql(permit.referable, now, { permit, bind, conditions: 'indexed' })];
  if (version !== undefined) reached.push(reachSql(permit.referable, version, { permit, bind, conditions: 'current' }));
  return `(${[...reached, own].join(' AND ')})`;
}

/**
 * The condition that the row is about nothing, or held by the caller's organization. Within a document others are not told
 * what is about further records: like a section that lists another document, it would have to be followed out of this one.
 */
export const aboutAsPart = (permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string =>
  mayBeAbout(types) ? `(${alias}.about IS NULL OR ${ownedBy(permit, alias, bind)})` : 'true';
