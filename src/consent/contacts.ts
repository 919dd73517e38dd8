/** The contacts that stand in a Patient: they are of the family, whatever else the Patient tells. */
import type { Patient, RelatedPerson, Resource } from '@medplum/fhirtypes';
import { referencesOf } from '#fhir';

export type PatientWithContacts = Patient & Required<Pick<Patient, 'contact'>>;

export const hasContacts = (resource: Resource | undefined): resource is PatientWithContacts =>
  resource?.resourceType === 'Patient' && resource.contact !== undefined;

/** What they are labelled as: each could be a record of its own. */
export const asRelative = ({ id, meta }: Patient): RelatedPerson => ({
  resourceType: 'RelatedPerson',
  patient: { reference: `Patient/${id}` },
  ...(meta?.security === undefined ? {} : { meta: { security: meta.security } }),
});

/** Its narrative may speak of them, and nobody can tell whether it does; what is contained for them alone goes too. */
export function withoutContacts({ contact: _, text: __, contained = [], ...patient }: Patient): Patient {
  const kept = reachedFrom(patient, contained);
  return kept.length > 0 ? { ...patient, contained: kept } : patient;
}

/** Of the contained resources, those to which something leads. */
export function reachedFrom(root: object, contained: readonly Resource[]): Resource[] {
  const reached = new Set<Resource>();
  let from: readonly object[] = [root];
  while (from.length > 0) {
    const named = new Set(from.flatMap((one) => referencesOf(one)).map(({ reference }) => reference));
    const fresh = contained.filter((one) => !reached.has(one) && named.has(`#${one.id}`));
    for (const one of fresh) reached.add(one);
    from = fresh;
  }
  return contained.filter((one) => reached.has(one));
}
