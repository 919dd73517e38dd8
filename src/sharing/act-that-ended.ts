/** What ended a consent, as its Provenance tells. */
import type { Consent } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { isRefusal, parseSearch } from '#fhir';
import { resourceOf } from '#store';
import type { House } from '#visit';

/** What the newest Provenance of an ended consent says was done, where one may be seen. */
export async function actThatEnded(house: House, permit: Permit, { id, status }: Consent): Promise<string | undefined> {
  if (status !== 'inactive') return undefined;
  const query = parseSearch({
    parameters: house.parameters,
    types: ['Provenance'],
    query: new URLSearchParams({ target: `Consent/${id}`, _sort: '-recorded', _count: '1', _total: 'none' }),
    countMax: 1,
  });
  const page = isRefusal(query) ? query : await house.store.search(permit, query);
  if (isRefusal(page)) return undefined;
  const [row] = page.rows;
  const resource = row && resourceOf(row);
  return resource?.resourceType === 'Provenance' ? resource.activity?.coding?.[0]?.code : undefined;
}
