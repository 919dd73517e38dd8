/** All records of one person that a visit may see: what plans are drafted and forms are filled from. */
import type { Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { isRefusal, parseSearch, type Refusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { House } from './house.ts';

/** The visible resources of these types about a patient, read page by page, and their rows for the audit. */
export async function readableRecords(
  house: Pick<House, 'store' | 'parameters' | 'limits'>,
  permit: Permit,
  patient: string,
  types: readonly string[],
): Promise<{ rows: Stored[]; resources: Resource[] } | Refusal> {
  const rows: Stored[] = [];
  for (const type of types) {
    const countMax = house.limits.searchCountMax;
    const query = parseSearch({
      parameters: house.parameters,
      types: [type],
      query: new URLSearchParams({ patient: `Patient/${patient}`, _total: 'none', _count: String(countMax) }),
      countMax,
    });
    if (isRefusal(query)) return query;
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await house.store.search(permit, cursor === undefined ? query : { ...query, cursor });
      if (isRefusal(page)) return page;
      rows.push(...page.rows);
      cursor = page.next;
    }
  }
  return { rows, resources: rows.map(resourceOf) };
}
