/** Under which id each entry of a transaction comes to rest: known before anything is stored, so that links can lead there. */
import { isRefusal, type Refusal } from '#fhir';
import type { Writer } from '#store';
import type { Answer, House, Visit } from '#visit';
import { type BundleRequest, located } from './bundle-request.ts';
import { knownAlready } from './create.ts';
import { lockByCriteria } from './find-by-criteria.ts';
import { mayBeMade } from './make-anew.ts';
import { sameResource } from './overlapping.ts';

export interface RestPlaces {
  /** The id by the place of an entry in the bundle. */
  readonly ids: ReadonlyMap<number, string>;
  /** The answer for what meets the criteria of a conditional create already. */
  readonly known: ReadonlyMap<number, Answer>;
  /** `Type/id` of everything that the transaction makes. */
  readonly made: ReadonlySet<string>;
}

interface Place {
  readonly id: string;
  readonly isMade: boolean;
  readonly known?: Answer;
}

export async function restPlaces(
  house: House,
  visit: Visit,
  writer: Writer,
  requests: readonly BundleRequest[],
): Promise<RestPlaces | Refusal> {
  const ids = new Map<number, string>();
  const known = new Map<number, Answer>();
  const made = new Set<string>();
  const changed = new Set<string>();
  for (const request of requests) {
    const { index, type } = request;
    const place = await placeOf(house, visit, writer, request);
    if (isRefusal(place)) return located(place, index);
    if (place === undefined) continue;
    const name = `${type}/${place.id}`;
    ids.set(index, place.id);
    if (place.known) known.set(index, place.known);
    if (place.isMade) made.add(name);
    if (request.method === 'POST') continue;
    // By its id and by criteria, or by two criteria: what is meant is found out only here.
    if (changed.has(name)) return sameResource(name, index);
    changed.add(name);
  }
  return { ids, known, made };
}

async function placeOf(
  house: House,
  visit: Visit,
  writer: Writer,
  { method, path, type, id, query, ifNoneExist, ifMatch, resource }: BundleRequest,
): Promise<Place | Refusal | undefined> {
  const isMakeable = ifMatch === undefined && resource?.resourceType === type;
  if (method === 'POST' && path.length === 1) {
    if (ifNoneExist === undefined) return { id: writer.newId(), isMade: true };
    const met = await knownAlready(house, visit, writer, { type, query: ifNoneExist });
    if (isRefusal(met)) return met;
    return met ? { id: idIn(met), isMade: false, known: met } : { id: writer.newId(), isMade: true };
  }
  if (method !== 'PUT' && method !== 'PATCH') return undefined;
  if (id !== undefined) {
    const isMade = method === 'PUT' && isMakeable && (await mayBeMade(house, { type, id }, writer));
    return { id, isMade };
  }
  const found = await lockByCriteria(house, visit, writer, { type, query });
  if (isRefusal(found)) return found;
  const [only] = found;
  if (only !== undefined) return { id: only.id, isMade: false };
  if (method !== 'PUT' || !isMakeable) return undefined;
  if (resource.id === undefined) return { id: writer.newId(), isMade: true };
  const isMade = await mayBeMade(house, { type, id: resource.id }, writer);
  return isMade ? { id: resource.id, isMade } : undefined;
}

const idIn = ({ body }: Answer): string => (JSON.parse(String(body)) as { id: string }).id;
