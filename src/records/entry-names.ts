/** What a reference in a bundle means (R4 Bundle § 2.36.4.1): an entry by its fullUrl, or by the name that it bears. */
import type { Resource } from '@medplum/fhirtypes';
import { parseReference, type Refusal, referencesOf, refuse } from '#fhir';
import type { BundleRequest } from './bundle-request.ts';

interface Entry {
  readonly fullUrl?: string | undefined;
  readonly resource?: Resource | undefined;
}

export interface EntryNames {
  /** The targets of the entries that a reference of this one may mean; no version makes a difference. */
  meantBy(from: Entry, reference: string): readonly string[];
}

interface Named {
  readonly target: string;
  readonly root: string | undefined;
}

/** The names of a transaction lead to `Type/id`; `ids` are those under which the entries come to rest, by their place. */
export const namesOfRequests = (requests: readonly BundleRequest[], ids: ReadonlyMap<number, string>): EntryNames =>
  entryNames(requests, ({ index, type, id: asked }) => {
    const id = ids.get(index) ?? asked;
    return id === undefined ? undefined : `${type}/${id}`;
  });

/** The names of entries that lead to something; `targetOf` says to what. */
export function entryNames<One extends Entry>(
  entries: readonly One[],
  targetOf: (entry: One) => string | undefined,
): EntryNames {
  const byUrl = new Map<string, string>();
  const byName = new Map<string, Named[]>();
  for (const entry of entries) {
    const { fullUrl, resource } = entry;
    const target = targetOf(entry);
    if (target === undefined || resource === undefined) continue;
    if (fullUrl !== undefined) byUrl.set(fullUrl, target);
    if (resource.id === undefined) continue;
    const name = `${resource.resourceType}/${resource.id}`;
    byName.set(name, [...(byName.get(name) ?? []), { target, root: rootOf(entry) }]);
  }
  return {
    meantBy: (from, reference) => {
      const name = reference.replace(/\/_history\/.*$/, '');
      const root = parseReference(name) ? rootOf(from) : undefined;
      const exact = (root === undefined ? undefined : byUrl.get(`${root}${name}`)) ?? byUrl.get(name);
      if (exact !== undefined) return [exact];
      // What another server has under the same name is something else.
      const mayBe = (one: Named) => root === undefined || one.root === undefined || one.root === root;
      return [...new Set((byName.get(name) ?? []).filter(mayBe).map(({ target }) => target))];
    },
  };
}

/** The base that the references of an entry are relative to, where its fullUrl is one of a RESTful server. */
function rootOf({ fullUrl = '', resource }: Entry): string | undefined {
  const [, root, named] = /^(https?:\/\/.+\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}$/.exec(fullUrl) ?? [];
  return named === resource?.resourceType ? root : undefined;
}

/** The refusal of the first reference that several entries could be meant by. */
export function ambiguousName(requests: readonly BundleRequest[], names: EntryNames): Refusal | undefined {
  for (const request of requests) {
    const { index, method, type, resource = {}, patch } = request;
    const place = `Bundle.entry[${index}].resource`;
    const found = method === 'PATCH' ? referencesOf(patch as object) : referencesOf(resource, type);
    for (const { reference, expression } of found)
      if (names.meantBy(request, reference).length > 1)
        return ambiguous(reference, method === 'PATCH' ? place : `${place}${expression.slice(type.length)}`);
  }
  return undefined;
}

export const ambiguous = (reference: string, expression: string): Refusal =>
  refuse(400, {
    code: 'reference-ambiguous',
    type: 'invalid',
    ja: `参照「${reference}」は、二つ以上の項目を指し得ます。指す項目の fullUrl で参照してください。`,
    en: `two or more entries could be meant by the reference \`${reference}\`; refer to the one by its fullUrl`,
    expression,
  });
