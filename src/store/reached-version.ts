/** What the database cannot say of an old version, since its index is gone: whether its content lies in the reach. */
import { isInReach, type Permit, reaches } from '#consent';
import { resourceOf, type Stored } from './row.ts';

/** Whether the reach of a type asks for contents at all; else the database has said everything. */
export const asksContents = ({ reach }: Permit, types: readonly string[]): boolean =>
  reach !== '*' && types.some((type) => reach[type]?.some(({ condition }) => condition !== undefined));

/** Whether a version that was read with conditions `later` lies in the reach. The mark of a deletion has no content that could. */
export function isReached(permit: Permit, row: Stored): boolean {
  const { reach, nonPatientTypes } = permit;
  if (reach === '*' || !asksContents(permit, [row.type])) return true;
  if (row.deleted) return reaches(reach, { ...row, patients: row.facts.patients }, nonPatientTypes, () => false);
  return isInReach(permit, resourceOf(row), patientsOf(permit, row));
}

/** Of a document the database has asked whom its parts name: that holds for all slices where each asks for the patient. */
function patientsOf({ reach }: Permit, { type, members, facts }: Stored): readonly string[] {
  const slices = reach === '*' ? [] : (reach[type] ?? []);
  const [patient] = slices.map((slice) => slice.patient);
  return members.length > 0 && patient !== undefined && slices.every((slice) => slice.patient === patient)
    ? [patient]
    : facts.patients;
}
