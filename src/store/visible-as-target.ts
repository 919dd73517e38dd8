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

/** The condition on a version in which a part stands in a document, beside that on the part itself. */
export function visibleAsVersion(permit: Permit, version: string, bind: Bindings): string {
  const own = visibleAsItself(permit, version, bind);
  if (permit.referable === '*') return own;
  return `(${own} AND ${reachSql(permit.referable, version, { permit, bind, conditions: 'current' })})`;
}
