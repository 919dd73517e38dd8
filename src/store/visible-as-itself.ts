/** The consent's part of the condition that a row meets: who holds it, whom it names, and what these permit. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { formulaSql } from './formula-sql.ts';
import { ownedBy } from './owned-by.ts';

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
      `(${patient} = ANY(${bind(patients, 'text[]')}) AND ${formulaSql(formula, { alias, labels: permit.labels }, bind)})`,
  );
  const others = formulaSql(permit.others, { alias, labels: permit.labels }, bind);
  if (others !== 'false') {
    const grouped = permit.groups.flatMap(({ patients }) => patients);
    groups.push(`(NOT ${patient} = ANY(${bind(grouped, 'text[]')}) AND ${others})`);
  }
  return groups.length === 0 ? 'false' : `(${groups.join(' OR ')})`;
}
