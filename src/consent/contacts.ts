/** The contacts that stand in a Patient: they are of the family, whatever else the Patient tells. */
import type { Patient, RelatedPerson, Resource } from '@medplum/fhirtypes';

export type PatientWithContacts = Patient & Required<Pick<Patient, 'contact'>>;

export const hasContacts = (resource: Resource | undefined): resource is PatientWithContacts =>
  resource?.resourceType === 'Patient' && resource.contact !== undefined;

/** What they are labelled as: each could be a record of its own. */
export const asRelative = ({ id, meta }: Patient): RelatedPerson => ({
  resourceType: 'RelatedPerson',
  patient: { reference: `Patient/${id}` },
  ...(meta?.security === undefined ? {} : { meta: { security: meta.security } }),
});

/** Its narrative may speak of them, and nobody can tell whether it does. */
export function withoutContacts({ contact: _, text: __, ...patient }: Patient): Patient {
  return patient;
}
