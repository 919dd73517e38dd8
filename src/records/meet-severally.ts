/** Criteria that are to mean one resource, and are met by several when the transaction is through: nothing of it is done. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Refusal } from '#fhir';
import { type BundleRequest, located } from './bundle-request.ts';
import { severalMatch } from './find-by-criteria.ts';
import type { Coming } from './meet-coming.ts';
import type { RestPlaces } from './rest-places.ts';

/** So many entries are looked at before others are answered. */
const UNINTERRUPTED = 50;

/**
 * The refusal of the first entry whose criteria another one meets too, however either of them words them: of what is made where
 * nothing meets its criteria, two would be there where one was asked for.
 */
export async function severallyMet(
  requests: readonly BundleRequest[],
  { ids, made }: RestPlaces,
  coming: Coming,
): Promise<Refusal | undefined> {
  for (const [i, request] of requests.entries()) {
    if (i % UNINTERRUPTED === 0) await otherWork();
    const { index, type } = request;
    const query = criteriaOf(request);
    const id = ids.get(index);
    if (query === undefined || id === undefined) continue;
    const name = `${type}/${id}`;
    const isMade = made.has(name);
    const met = new Set(await coming.among(isMade ? [] : [{ id }], { type, query }));
    if (isMade) met.add(name);
    if (met.size > 1) return located(severalMatch({ type, query }, met.size), index);
  }
  return undefined;
}

/** By what an entry makes, or replaces, one resource at most. */
function criteriaOf({ method, id, path, query, ifNoneExist }: BundleRequest): string | undefined {
  if (method === 'POST') return path.length === 1 ? ifNoneExist : undefined;
  return method === 'PUT' && id === undefined ? query : undefined;
}
