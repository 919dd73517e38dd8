/** A searchset of definitions: what is loaded or added, and about nobody. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Visit } from './house.ts';

export function bundleText({ base, url }: Pick<Visit, 'base' | 'url'>, found: readonly object[]): string {
  const body = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${base}${url.replace(/^\/fhir/, '')}` }],
    entry: (found as readonly Resource[]).map((resource) => ({
      ...(resource.id === undefined ? {} : { fullUrl: `${base}/${resource.resourceType}/${resource.id}` }),
      resource,
      search: { mode: 'match' },
    })),
  } satisfies Bundle;
  return JSON.stringify(body);
}
