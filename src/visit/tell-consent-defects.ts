/** Tells of stored consents on which no decision can be made (D20): which and where, never what stands in them. */
import type { Consent } from '@medplum/fhirtypes';
import { consentFaults } from '#consent';
import type { House } from './house.ts';

// What was told once of a version is not told again: consents are looked at after each change of any of them.
const told = new WeakMap<House['database'], Set<string>>();

export function tellConsentDefects(
  { database, onDefect }: House,
  consentsByPatient: ReadonlyMap<string, readonly Consent[]>,
): void {
  const known = told.get(database) ?? new Set();
  told.set(database, known);
  for (const consent of [...consentsByPatient.values()].flat()) {
    const name = `Consent/${consent.id}/_history/${consent.meta?.versionId}`;
    if (consent.status !== 'active' || known.has(name)) continue;
    const faults = consentFaults(consent);
    if (faults.length === 0) continue;
    known.add(name);
    onDefect({ consent: name, faults: faults.map(({ code, expression }) => ({ code, place: expression })) });
  }
}
