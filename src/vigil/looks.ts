/** Whose record was opened in an emergency, by what the audit keeps of one request. */
import type { AuditEntry } from '#audit';

/** One person looked at; `patient` is empty where nobody was named. */
export interface Look {
  /** `Patient/x`. */
  readonly patient: string;
  /** Codes of the information categories that were shown. */
  readonly categories: readonly string[];
}

const BREAK_GLASS = 'BTG';
const GROUND = 'BREAK_GLASS';
/** What can tell a number of records, or that there are none, without showing one. */
const SEARCHES: readonly string[] = [
  'search-type',
  'history-instance',
  'history-type',
  'history-system',
  // By criteria that nothing met.
  'delete',
  '$lastn',
  '$match',
  '$everything',
  'transaction',
];

/** Whether an answer shows anything that nothing but the emergency opens. */
export const showsByBreakGlass = ({ items }: Pick<AuditEntry, 'items'>): boolean =>
  items.some(({ reason }) => reason === GROUND);

/**
 * The people of an answer whose obligations are due (alarm, notice, review), in order. Who acts in an emergency and is told
 * a mere number, or that there is nothing, has looked as well.
 */
export function looksOf(entry: AuditEntry): Look[] {
  const { purpose, outcome, interaction, items, patients } = entry;
  const shown = items.filter(({ reason }) => reason === GROUND);
  const people = [...new Set(shown.flatMap((item) => item.patients))].sort();
  if (people.length > 0) {
    return people.map((patient) => {
      const own = shown.filter((item) => item.patients.includes(patient));
      return { patient, categories: [...new Set(own.flatMap(({ categories }) => categories))].sort() };
    });
  }
  if (outcome !== 'success' || purpose !== BREAK_GLASS || items.length > 0 || !SEARCHES.includes(interaction))
    return [];
  const named = [...new Set(patients.filter((reference) => /^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference)))].sort();
  return (named.length > 0 ? named : ['']).map((patient) => ({ patient, categories: [] }));
}
