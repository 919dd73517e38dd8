/** What the deletes of a transaction mean, found out before anything is deleted (R4 § 3.1.0.11.2). */
import { isRefusal, type Refusal } from '#fhir';
import type { Writer } from '#store';
import type { House, Visit } from '#visit';
import { type BundleRequest, located } from './bundle-request.ts';
import { findByCriteria, lockByCriteria } from './find-by-criteria.ts';
import { sameResource } from './overlapping.ts';
import type { Target } from './target.ts';
import { deleteRefused } from './update.ts';

/** What the criteria of a delete mean, by the place of its entry; it is locked. */
export type Doomed = ReadonlyMap<number, NonNullable<Target['found']>>;

/** Refuses an entry that deletes or changes what another one deletes, however either of them names it. */
export async function findDeleted(
  house: House,
  visit: Visit,
  writer: Writer,
  requests: readonly BundleRequest[],
): Promise<Doomed | Refusal> {
  const doomed = new Map<number, NonNullable<Target['found']>>();
  const names = new Set<string>();
  for (const { index, method, type, id, query } of requests) {
    if (method !== 'DELETE') continue;
    const refused = deleteRefused(visit, type);
    if (refused) return located(refused, index);
    const several = house.writing.conditionalDelete === 'multiple';
    const found =
      id === undefined ? await lockByCriteria(house, visit, writer, { type, query }, several) : [{ type, id }];
    if (isRefusal(found)) return located(found, index);
    const twice = found.map(nameOf).find((name) => names.has(name));
    if (twice !== undefined) return sameResource(twice, index);
    for (const one of found) names.add(nameOf(one));
    if (id === undefined) doomed.set(index, found);
  }
  return (await changedToo(house, visit, writer, requests, names)) ?? doomed;
}

const nameOf = ({ type, id }: { readonly type: string; readonly id: string }): string => `${type}/${id}`;

async function changedToo(
  house: House,
  visit: Visit,
  writer: Writer,
  requests: readonly BundleRequest[],
  names: ReadonlySet<string>,
): Promise<Refusal | undefined> {
  const types = new Set([...names].map((name) => name.split('/')[0]));
  for (const { index, method, type, id, query } of requests) {
    if ((method !== 'PUT' && method !== 'PATCH') || !types.has(type)) continue;
    const meant = id === undefined ? await findByCriteria(house, visit, writer, { type, query }) : [{ type, id }];
    if (isRefusal(meant)) return located(meant, index);
    const [first] = meant;
    // Of several, those that stay are what it means when the others are gone.
    if (first !== undefined && meant.every((one) => names.has(nameOf(one)))) return sameResource(nameOf(first), index);
  }
  return undefined;
}
