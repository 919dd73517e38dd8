/** Whom a person who signs in may choose: the people whom their role may see, found as by any other search. */
import type { HumanName, Patient } from '@medplum/fhirtypes';
import { parseScopes } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import { entryOf, type House, refusalEntryOf, type Visit } from '#visit';
import { search } from './search.ts';

/** A person to choose from. */
export interface FoundPatient {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string | undefined;
}

/** Who asks, and by which part of a name or which id. */
export interface PatientSearch {
  readonly visit: Omit<Visit, 'method' | 'url'>;
  readonly by: { readonly name: string } | { readonly id: string };
}

const SHOWN_MAX = 20;
const SCOPES = parseScopes('user/Patient.rs');

/** The people found, by name; the search is in the audit like every other. */
export async function findPatients(house: House, { visit, by }: PatientSearch): Promise<FoundPatient[] | Refusal> {
  const query = new URLSearchParams('id' in by ? { _id: by.id } : by.name === '' ? {} : { name: by.name });
  query.set('_count', String(SHOWN_MAX));
  query.set('_sort', 'family,given,_id');
  const caller = { ...visit.caller, scopes: SCOPES, patient: null };
  const asked: Visit = { ...visit, caller, method: 'GET', url: `/fhir/Patient?${query}` };
  const answer = await search(house, asked, { type: 'Patient', query });
  await house.audit.record(isRefusal(answer) ? refusalEntryOf(asked, answer, 'search-type') : entryOf(asked, answer));
  if (isRefusal(answer)) return answer;
  const { entry = [] } = JSON.parse(String(answer.body)) as { entry?: { resource: Patient }[] };
  return entry.map(({ resource: { id = '', name, birthDate } }) => ({ id, name: wordsOf(name), birthDate }));
}

/** All ways of writing a name, as they stand in the record: kanji and kana side by side. */
export function wordsOf(names: readonly HumanName[] | undefined): string {
  const written = (names ?? []).map(({ text, family, given = [] }) => text ?? [family, ...given].join(' '));
  return [...new Set(written.map((one) => one.trim()).filter((one) => one !== ''))].join(' / ') || '—';
}
