/** A searchset of definitions: what is loaded or added, and about nobody. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Visit } from '#visit';

export function bundleText({ base, url }: Pick<Visit, 'base' | 'url'>, found: readonly object[]): string {
  const query = new URLSearchParams(url.split('?')[1]);
  const isCounted = query.get('_summary') === 'count' || query.get('_count') === '0';
  const body = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${base}${url.replace(/^\/fhir/, '')}` }],
    ...(isCounted || found.length === 0
      ? {}
      : { entry: (found as readonly Resource[]).map((one) => entryOf(base, one)) }),
  } satisfies Bundle;
  return JSON.stringify(body);
}

const entryOf = (base: string, resource: Resource): BundleEntry => ({
  ...(resource.id === undefined ? {} : { fullUrl: `${base}/${resource.resourceType}/${resource.id}` }),
  resource,
  search: { mode: 'match' },
});
