/** What a token's scopes let be looked at: of each type all rows, or those of a patient, or those that a search would find. */
import type { SearchCondition } from '#fhir';

/** A part of the rows of one type; an empty slice is all of them. Plain data, since it is compiled and interpreted. */
export interface Slice {
  /** Only what names `Patient/x`, and of types that may be about nobody what is about nobody. */
  readonly patient?: string;
  /** Only what this search would find: filters, `all` and `any`. */
  readonly condition?: SearchCondition;
}

/** Everything; or of each type the rows in any of its slices, and nothing of a type that is not there. */
export type Reach = '*' | Readonly<Record<string, readonly Slice[]>>;

/** What of a row its reach depends on. */
export interface Reached {
  readonly type: string;
  readonly id: string;
  /** Whom it names, as `factsOf` tells. */
  readonly patients: readonly string[];
}

/** Asks whether a row meets a condition. */
export type Meets = (condition: SearchCondition) => boolean;

/** Whether the reach holds all rows of a type. */
export const holdsAll = (reach: Reach, type: string): boolean => reach === '*' || (reach[type]?.some(isWhole) ?? false);

export const isWhole = ({ patient, condition }: Slice): boolean => patient === undefined && condition === undefined;

/** Whether a row lies in a reach. `mayBeAboutNobody` are the types that may be. */
export function reaches(reach: Reach, row: Reached, mayBeAboutNobody: readonly string[], meets: Meets): boolean {
  if (reach === '*') return true;
  return (reach[row.type] ?? []).some(
    ({ patient, condition }) =>
      (patient === undefined || isOf(patient, row, mayBeAboutNobody)) && (condition === undefined || meets(condition)),
  );
}

/** A person's own record is the one with the person's id: one that is only linked to it is another's. */
function isOf(patient: string, { type, id, patients }: Reached, mayBeAboutNobody: readonly string[]): boolean {
  if (type === 'Patient') return `Patient/${id}` === patient;
  return patients.length === 0 ? mayBeAboutNobody.includes(type) : patients.includes(patient);
}
