/** What a mere number of records tells of without showing any: for the audit. */
import type { Permit } from '#consent';
import { isRefusal, type Refusal, type SearchQuery } from '#fhir';
import type { Page, Stored } from '#store';
import { type House, versioned } from '#visit';

/**
 * Who is told how many records there are is told of each of them: so many are noted of what others hold, and so many of all,
 * which a link may lead on from. Of a larger number the rest is not looked for: what it tells of any one person is little.
 */
const COUNTED_MAX = 50;

/** What a mere number tells of. */
export async function countedRows(
  house: House,
  permit: Permit,
  query: SearchQuery,
  { total = 0 }: Page,
): Promise<readonly Stored[] | Refusal> {
  if (!query.summaryCount || total === 0) return [];
  const { cursor: _, ...rest } = query;
  const asked = { ...rest, summaryCount: false, total: false, count: COUNTED_MAX };
  const found = await house.store.search(permit, asked);
  if (isRefusal(found) || found.next === undefined) return isRefusal(found) ? found : found.rows;
  // Among so many, what the caller holds itself must not stand before what it does not.
  const foreign = await house.store.search(permit, { ...asked, foreign: true });
  if (isRefusal(foreign)) return foreign;
  const known = new Set(foreign.rows.map(versioned));
  return [...foreign.rows, ...found.rows.filter((row) => !known.has(versioned(row)))];
}
