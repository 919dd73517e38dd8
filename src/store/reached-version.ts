/** What the database cannot say of an old version, since its index is gone: whether its content lies in the reach. */
import { isInReach, type Permit, reaches, type Slice } from '#consent';
import type { Bindings } from './bindings.ts';
import { DOCUMENT_TYPES } from './predicate.ts';
import { namesInAllParts } from './reach-sql.ts';
import { type Row, resourceOf, type Stored, storedOf } from './row.ts';

/** A row that was read with conditions `later`; of a document it is told whether its parts name the patient of the reach. */
export type LaterRow = Row & { named_by_parts?: boolean | null };

/** Whether the reach of a type asks for contents at all; else the database has said everything. */
export const asksContents = ({ reach }: Permit, types: readonly string[]): boolean =>
  reach !== '*' && types.some((type) => reach[type]?.some(({ condition }) => condition !== undefined));

/** The column that {@link LaterRow} has beside those of a row, where it matters. */
export function laterColumn(permit: Permit, alias: string, bind: Bindings): string {
  if (!asksContents(permit, DOCUMENT_TYPES)) return '';
  const patient = patientOf(DOCUMENT_TYPES.flatMap((type) => slicesOf(permit, type)));
  if (patient === undefined) return '';
  const named = namesInAllParts(alias, patient, bind);
  return `, CASE WHEN cardinality(${alias}.members) > 0 THEN ${named} END AS named_by_parts`;
}

/** Those of the versions that lie in the reach. */
export const reachedOf = (permit: Permit, rows: readonly LaterRow[]): Stored[] =>
  rows.filter((row) => isReached(permit, row)).map(storedOf);

/** The mark of a deletion has no content that could lie in the reach, only the people that were named. */
export function isReached(permit: Permit, row: LaterRow): boolean {
  const { reach, nonPatientTypes } = permit;
  if (reach === '*' || !asksContents(permit, [row.type])) return true;
  if (row.deleted) return reaches(reach, row, nonPatientTypes, () => false);
  return isInReach(permit, resourceOf(storedOf(row)), patientsOf(permit, row));
}

/** One token has one patient at most. */
function patientsOf(permit: Permit, { type, members, patients, named_by_parts: isNamed }: LaterRow): readonly string[] {
  if (members.length === 0) return patients;
  const patient = isNamed === true ? patientOf(slicesOf(permit, type)) : undefined;
  return patient === undefined ? [] : [patient];
}

const slicesOf = ({ reach }: Permit, type: string): readonly Slice[] => (reach === '*' ? [] : (reach[type] ?? []));

const patientOf = (slices: readonly Slice[]): string | undefined =>
  slices.find(({ patient }) => patient !== undefined)?.patient;
