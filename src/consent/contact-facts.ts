/** What is decided of the contacts in a Patient by themselves. */
import type { Patient } from '@medplum/fhirtypes';
import { asRelative } from './contacts.ts';
import { type Facts, factsOf } from './facts.ts';
import { labelOnWrite } from './label-on-write.ts';
import type { LabelRules } from './label-rules.ts';

/** The facts of the Patient as if it carried, besides its own labels, those of a relative. */
export function factsOfContacts(
  patient: Patient,
  { rules, custodian }: { readonly rules: LabelRules | undefined; readonly custodian: string | null },
): Facts {
  // Without rules everything is left as it came, and counts as unlabelled.
  if (rules === undefined) return factsOf(patient, custodian);
  const { meta } = labelOnWrite(asRelative(patient), { rules }).resource;
  return factsOf({ ...patient, meta: { ...patient.meta, ...meta } }, custodian);
}
