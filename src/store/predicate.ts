/**
 * Turns a permit into the condition that every row of every answer must meet. Nothing reads a resource table without it:
 * there is no query in this room that a permit does not enter.
 */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { formulaSql } from './formula-sql.ts';

/** The types of which a resource may be a document: what holds members is one of these. */
export const DOCUMENT_TYPES: readonly string[] = ['Bundle'];

/**
 * The condition on the resource row `alias`. A document is visible when everything it was stored as is. Where it is
 * known that the row is of one of `types`, what cannot matter for these is left out.
 */
export function visibleTo(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const permitted = permit.types;
  const isTyped = permitted === '*' || types?.every((type) => permitted.includes(type)) === true;
  const typed = isTyped ? 'true' : `${alias}.type = ANY(${bind(permitted, 'text[]')})`;
  const own = visibleAsItself(permit, alias, bind, types);
  if (types?.some((type) => DOCUMENT_TYPES.includes(type)) === false) return `(${typed} AND ${own})`;
  const [member, version] = [`${alias}_member`, `${alias}_version`];
  // A document tells the versions that it was received with: each of them must be visible, and its resource still be.
  const membersHidden = `SELECT 1 FROM unnest(${alias}.members) AS listed(ref) WHERE NOT EXISTS (
    SELECT 1 FROM resource ${member} JOIN resource ${version} ON ${version}.type = ${member}.type AND ${version}.id = ${member}.id
      WHERE ${member}.type = split_part(listed.ref, '/', 1) AND ${member}.id = split_part(listed.ref, '/', 2)::uuid
        AND ${member}.until_tx IS NULL AND ${version}.version = split_part(listed.ref, '/', 4)::int AND NOT ${member}.deleted
        AND ${visibleAsItself(permit, member, bind)} AND ${visibleAsItself(permit, version, bind)})`;
  return `(${typed} AND CASE WHEN cardinality(${alias}.members) > 0
    THEN ${ownedBy(permit, alias, bind)} OR NOT EXISTS (${membersHidden}) ELSE ${own} END)`;
}

/** The condition that the caller's own organization holds the row. */
export const ownedBy = (permit: Permit, alias: string, bind: Bindings): string =>
  `COALESCE(${alias}.custodian, '') = ANY(${bind(permit.own, 'text[]')})`;

/** The condition on a row that is no document. */
export function visibleAsItself(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const own = ownedBy(permit, alias, bind);
  const about = permittedFor(permit, alias, `${alias}.patients[1]`, bind);
  const mayBeAboutNobody = types?.some((type) => permit.nonPatientTypes.includes(type)) !== false;
  const nonPatient = mayBeAboutNobody ? `${alias}.type = ANY(${bind(permit.nonPatientTypes, 'text[]')})` : 'false';
  if (about === 'false')
    return mayBeAboutNobody ? `(${own} OR (cardinality(${alias}.patients) = 0 AND ${nonPatient}))` : own;
  return `(${own} OR CASE cardinality(${alias}.patients)
    WHEN 0 THEN ${nonPatient}
    WHEN 1 THEN ${about}
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
