/** What the references within one transaction mean: entries by their fullUrl or id, and others by criteria. */
import type { Narrative, Resource } from '@medplum/fhirtypes';
import { isRefusal, localForm, type Refusal, referencesOf, refuse, renameReferences } from '#fhir';
import type { Writer } from '#store';
import type { Answer, House, Visit } from '#visit';
import { type BundleRequest, located } from './bundle-request.ts';
import { ambiguousName, type EntryNames, namesOfRequests } from './entry-names.ts';
import { findByCriteria } from './find-by-criteria.ts';
import { type Coming, comingResources } from './meet-coming.ts';
import { severallyMet } from './meet-severally.ts';
import { renameLinks } from './rename-links.ts';
import { restPlaces } from './rest-places.ts';

export interface Linked {
  /** `Type/id` of everything that the transaction makes. */
  readonly made: ReadonlySet<string>;
  /** The id under which the resource of a create or a change comes to rest, where it was found out. */
  idOf(request: BundleRequest): string | undefined;
  /** The answer for what meets the criteria of a conditional create already. */
  known(request: BundleRequest): Answer | undefined;
  /** The resource of a request with its references resolved. */
  resourceOf(request: BundleRequest): Resource | undefined;
  /** The patch of a request with its references resolved. */
  patchOf(request: BundleRequest): unknown;
}

export async function resolveLinks(
  house: House,
  visit: Visit,
  writer: Writer,
  requests: readonly BundleRequest[],
): Promise<Linked | Refusal> {
  const places = await restPlaces(house, visit, writer, requests);
  if (isRefusal(places)) return places;
  const names = namesOfRequests(requests, places.ids);
  const unclear = ambiguousName(requests, names);
  if (unclear) return unclear;
  const meant = (request: BundleRequest, reference: string): string | undefined => {
    const [only, ...others] = names.meantBy(request, reference);
    return others.length === 0 ? only : undefined;
  };
  const met = new Map<string, string>();
  const renamed = <T>(request: BundleRequest, node: T): T =>
    renameReferences(
      node,
      (reference) => meant(request, reference) ?? met.get(reference) ?? localForm(visit.base, reference),
    );
  const coming = () => comingResources(house, visit, { requests, places, renamed });
  const refusal = await resolveCriteria(house, visit, writer, { requests, names, met, coming: coming() });
  if (refusal) return refusal;
  // Only now is it known what all of them refer to.
  const several = await severallyMet(requests, places, coming());
  if (several) return several;
  return {
    made: places.made,
    idOf: ({ index }) => places.ids.get(index),
    known: ({ index }) => places.known.get(index),
    resourceOf: (request) =>
      request.resource && withLinks(renamed(request, request.resource), (link) => meant(request, link)),
    patchOf: (request) => renamed(request, request.patch),
  };
}

/**
 * Renames the links in the narrative of a copy, as far as they lead to what it also refers to. INVARIANT: an id that this
 * house gives stands only where it is masked from who may not see what has it. A narrative goes where a reference beside it
 * is masked; elements of type uri do not, and are searched by their text: so they keep what was sent.
 */
function withLinks(resource: Resource, meant: (link: string) => string | undefined): Resource {
  const { text } = resource as { text?: Partial<Narrative> };
  if (typeof text?.div !== 'string') return resource;
  const referredTo = new Set(referencesOf(resource).map(({ reference }) => reference));
  const rename = (link: string) => {
    const target = meant(link);
    return target !== undefined && referredTo.has(target) ? target : undefined;
  };
  text.div = renameLinks(text.div, rename);
  return resource;
}

const CONDITIONAL = /^([A-Z][A-Za-z]+)\?(.+)$/;

interface Resolving {
  readonly requests: readonly BundleRequest[];
  readonly names: EntryNames;
  /** What criteria have been found to mean, by the reference; filled here. */
  readonly met: Map<string, string>;
  readonly coming: Coming;
}

/** `Patient?identifier=…` must mean exactly one visible resource, of those that are there when the transaction is through. */
async function resolveCriteria(
  house: House,
  visit: Visit,
  writer: Writer,
  { requests, names, met, coming }: Resolving,
): Promise<Refusal | undefined> {
  const found = new Map<string, string>();
  for (const request of requests) {
    const { index, resource, type } = request;
    if (resource === undefined || resource.resourceType !== type) continue;
    for (const { reference, expression } of referencesOf(resource, type)) {
      const [, target = '', query = ''] = CONDITIONAL.exec(localForm(visit.base, reference)) ?? [];
      if (target === '' || found.has(reference) || names.meantBy(request, reference).length > 0) continue;
      const stored = await findByCriteria(house, visit, writer, { type: target, query });
      if (isRefusal(stored)) return located(stored, index);
      const meeting = await coming.among(stored, { type: target, query });
      const [only] = meeting;
      const place = `Bundle.entry[${index}].resource${expression.slice(type.length)}`;
      if (only === undefined || meeting.length > 1) return ambiguous(reference, meeting.length, place);
      found.set(reference, only);
    }
  }
  for (const [reference, name] of found) met.set(reference, name);
  return undefined;
}

const ambiguous = (reference: string, count: number, expression: string): Refusal =>
  refuse(412, {
    code: 'conditional-reference',
    type: count === 0 ? 'not-found' : 'multiple-matches',
    ja: `条件つきの参照「${reference}」に当てはまるものが ${count} 件です。ちょうど一件になる条件にしてください。`,
    en: `the conditional reference \`${reference}\` is met by ${count} resources; it must be exactly one`,
    expression,
  });
