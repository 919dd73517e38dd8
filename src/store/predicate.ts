/**
 * Turns a permit into the condition that every row of every answer must meet. Nothing reads a resource table without it:
 * there is no query in this room that a permit does not enter.
 */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { formulaSql } from './formula-sql.ts';

/** The condition on the resource row `alias`. A document is visible when everything it was stored as is. */
export function visibleTo(permit: Permit, alias: string, bind: Bindings): string {
  const own = visibleAsItself(permit, alias, bind);
  const [member, version] = [`${alias}_member`, `${alias}_version`];
  // A document tells the versions that it was received with: each of them must be visible, and its resource still be.
  const membersHidden = `SELECT 1 FROM unnest(${alias}.members) AS listed(ref) WHERE NOT EXISTS (
    SELECT 1 FROM resource ${member} JOIN resource ${version} ON ${version}.type = ${member}.type AND ${version}.id = ${member}.id
      WHERE ${member}.type = split_part(listed.ref, '/', 1) AND ${member}.id = split_part(listed.ref, '/', 2)::uuid
        AND ${member}.until_tx IS NULL AND ${version}.version = split_part(listed.ref, '/', 4)::int AND NOT ${member}.deleted
        AND ${visibleAsItself(permit, member, bind)} AND ${visibleAsItself(permit, version, bind)})`;
  const typed = permit.types === '*' ? 'true' : `${alias}.type = ANY(${bind(permit.types, 'text[]')})`;
  return `(${typed} AND CASE WHEN cardinality(${alias}.members) > 0
    THEN ${ownedBy(permit, alias, bind)} OR NOT EXISTS (${membersHidden}) ELSE ${own} END)`;
}

/** The condition that the caller's own organization holds the row. */
export const ownedBy = (permit: Permit, alias: string, bind: Bindings): string =>
  `COALESCE(${alias}.custodian, '') = ANY(${bind(permit.own, 'text[]')})`;

/** The condition on a row that is no document. */
export function visibleAsItself(permit: Permit, alias: string, bind: Bindings): string {
  const nonPatient = `${alias}.type = ANY(${bind(permit.nonPatientTypes, 'text[]')})`;
  return `(${ownedBy(permit, alias, bind)} OR CASE cardinality(${alias}.patients)
    WHEN 0 THEN ${nonPatient}
    WHEN 1 THEN ${permittedFor(permit, alias, `${alias}.patients[1]`, bind)}
    ELSE NOT EXISTS (SELECT 1 FROM unnest(${alias}.patients) AS named(patient)
      WHERE NOT ${permittedFor(permit, alias, 'named.patient', bind)}) END)`;
}

/** The condition on a row for one of the patients that it names. */
function permittedFor(permit: Permit, alias: string, patient: string, bind: Bindings): string {
  const groups = permit.groups.map(
    ({ patients, formula }) =>
      `(${patient} = ANY(${bind(patients, 'text[]')}) AND ${formulaSql(formula, alias, bind)})`,
  );
  const others = formulaSql(permit.others, alias, bind);
  if (others !== 'false') {
    const grouped = permit.groups.flatMap(({ patients }) => patients);
    groups.push(`(NOT ${patient} = ANY(${bind(grouped, 'text[]')}) AND ${others})`);
  }
  return groups.length === 0 ? 'false' : `(${groups.join(' OR ')})`;
}
