/** All records of one person that a visit may see: what plans are drafted and forms are filled from. */
import type { Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { isRefusal, parseSearch, type Refusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { House } from './house.ts';

type Searchable = Pick<House, 'store' | 'parameters' | 'limits'>;

/** The visible resources of these types about a patient, read page by page, and their rows for the audit. */
export async function readableRecords(
  house: Searchable,
  permit: Permit,
  patient: string,
  types: readonly string[],
): Promise<{ rows: Stored[]; resources: Resource[] } | Refusal> {
  const rows: Stored[] = [];
  for (const type of types) {
    const found = await visibleBy(house, permit, type, { patient: `Patient/${patient}` });
    if (isRefusal(found)) return found;
    rows.push(...found);
  }
  return { rows, resources: rows.map(resourceOf) };
}

/** All visible resources of a type that meet these search parameters. */
export async function visibleBy(
  house: Searchable,
  permit: Permit,
  type: string,
  criteria: Readonly<Record<string, string>>,
): Promise<Stored[] | Refusal> {
  const rows: Stored[] = [];
  const countMax = house.limits.searchCountMax;
  const query = parseSearch({
    parameters: house.parameters,
    types: [type],
    query: new URLSearchParams({ ...criteria, _total: 'none', _count: String(countMax) }),
    countMax,
  });
  if (isRefusal(query)) return query;
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await house.store.search(permit, cursor === undefined ? query : { ...query, cursor });
    if (isRefusal(page)) return page;
    rows.push(...page.rows);
    cursor = page.next;
  }
  return rows;
}
