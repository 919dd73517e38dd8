/** What a reference may lead to. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { reachSql } from './reach-sql.ts';
import { visibleAsItself } from './visible-as-itself.ts';

/** The condition on a row that a reference leads to. */
export function visibleAsTarget(permit: Permit, alias: string, bind: Bindings): string {
  const own = visibleAsItself(permit, alias, bind);
  if (permit.referable === '*') return own;
  return `(${reachSql(permit.referable, alias, { permit, bind, conditions: 'indexed' })} AND ${own})`;
}

/**
 * The condition on a part of a document, whose current version is the row `alias` and which stands in it as the row
 * `version`. Who may read a document reads its parts in it, whatever types the token names; but where the token narrows the
 * type of a part, that part lies within.
 */
export function visibleAsPart(permit: Permit, alias: string, version: string, bind: Bindings): string {
  const own = `${visibleAsItself(permit, alias, bind)} AND ${visibleAsItself(permit, version, bind)}`;
  if (permit.referable === '*') return own;
  return `${own} AND ${reachSql(permit.referable, alias, { permit, bind, conditions: 'indexed' })}
    AND ${reachSql(permit.referable, version, { permit, bind, conditions: 'current' })}`;
}
