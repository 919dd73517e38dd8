/** What the caller's own organization holds. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';

/** The condition that the caller's own organization holds the row. */
export const ownedBy = (permit: Permit, alias: string, bind: Bindings): string =>
  `COALESCE(${alias}.custodian, '') = ANY(${bind(permit.own, 'text[]')})`;

/** Whether a permit shows nothing of anybody but what the caller's organization holds itself. */
export const showsOwnOnly = ({ groups, others }: Permit): boolean => groups.length === 0 && others.op === 'false';
