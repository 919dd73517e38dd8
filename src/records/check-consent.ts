/** What no decision could read would close everything, and what no record meets would refuse nothing: neither is stored. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { consentFaults, factsOf, isKeptFromPerson, unmetRefusals } from '#consent';
import { type Issue, parseReference } from '#fhir';

/** Each fault of a Consent of any shape, at its place; of other resources none. */
export function faultsOfConsent(resource: Resource): Issue[] {
  if (resource.resourceType !== 'Consent') return [];
  const { patient, performer } = resource as { patient?: unknown; performer?: unknown };
  const performers = [performer ?? []].flat();
  return [
    ...personFaults(patient, 'Consent.patient'),
    ...performers.flatMap((one, at) => personFaults(one, `Consent.performer[${at}]`)),
    ...consentFaults(resource as Consent),
    ...unmetRefusals(resource as Consent),
    ...withheldFromThemself(resource as Consent),
  ];
}

/** What is to be kept from a person is none of what they say themself: they could neither find it nor take it back. */
function withheldFromThemself(consent: Consent): Issue[] {
  if (!isKeptFromPerson(factsOf(consent))) return [];
  const expression = 'Consent.meta.security';
  return [
    {
      severity: 'error',
      code: 'consent-withheld',
      type: 'business-rule',
      ja: `\`${expression}\`: 同意を本人から隠すことはできません。NOPAT を外してください。`,
      en: `\`${expression}\`: a consent cannot be kept from the person who gave it; leave \`NOPAT\` out`,
      expression,
    },
  ];
}

function personFaults(person: unknown, place: string): Issue[] {
  const reference = (person as { reference?: unknown } | null | undefined)?.reference;
  const isPlain = typeof reference === 'string' && parseReference(reference) && !reference.includes('/_history/');
  if (isPlain) return [];
  const expression = `${place}.reference`;
  return [
    {
      severity: 'error',
      code: 'consent-person-unplain',
      type: 'value',
      ja: `\`${expression}\`: 本人と同意者は、版のない参照（Patient/…）で書いてください。`,
      en: `\`${expression}\`: name the person and who consents by plain references without a version, such as \`Patient/…\``,
      expression,
    },
  ];
}
