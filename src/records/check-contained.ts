/** What a resource contains is told with it, so it may be about nobody else than its container. */
import type { Resource } from '@medplum/fhirtypes';
import { factsOf } from '#consent';
import { type Issue, parseReference } from '#fhir';

/** An issue for each contained resource that names a person whom the container does not name. */
export function foreignContained(resource: Resource): Issue[] {
  const contained = 'contained' in resource ? (resource.contained ?? []) : [];
  if (contained.length === 0) return [];
  const { patients } = factsOf(resource);
  return contained.flatMap((inner, index) => {
    if (inner.resourceType === 'Patient') return [];
    const others = factsOf(inner).patients.filter((patient) => parseReference(patient) && !patients.includes(patient));
    return others.length === 0 ? [] : [issueAt(`${resource.resourceType}.contained[${index}]`)];
  });
}

const issueAt = (expression: string): Issue => ({
  severity: 'error',
  code: 'contained-about-another',
  type: 'business-rule',
  expression,
  ja: '含まれているリソースが、外側のリソースとは別の人についてのものです。別のリソースとして登録してください。',
  en: 'the contained resource is about another person than its container; store it as a resource of its own',
});
