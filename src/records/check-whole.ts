/** What was shortened for an answer is no resource to store: stored as a whole, it would end what was left out. */
import type { Resource } from '@medplum/fhirtypes';
import { isSubsetted, type Refusal, refuse } from '#fhir';

/** 422 for a resource that says of itself that it is a part only; what is stored so already may be taken further. */
export function notWhole(resource: Resource, before?: Resource): Refusal | undefined {
  if (!isSubsetted(resource.meta?.tag) || isSubsetted(before?.meta?.tag)) return undefined;
  return refuse(422, {
    code: 'resource-subsetted',
    type: 'business-rule',
    ja: '一部の要素だけのリソース（meta.tag が SUBSETTED）は、全体としては保存できません。_summary と _elements を付けずに読み直し、全体を送るか、変えるところだけを PATCH で送ってください。',
    en: 'a resource of which elements were left out (`meta.tag` has SUBSETTED) cannot be stored as the whole; read it again without `_summary` and `_elements` and send all of it, or send what changes by PATCH',
    expression: `${resource.resourceType}.meta.tag`,
    spec: 'https://hl7.org/fhir/R4/search.html#elements',
  });
}
