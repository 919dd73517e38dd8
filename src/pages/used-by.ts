/** Which definitions name which others: worked out once for a publication, by the canonicals that stand in each. */
import { withoutVersion } from '#fhir';
import type { Publication, Published } from './publication.ts';

const known = new WeakMap<Publication, ReadonlyMap<string, readonly Published[]>>();

/** The definitions of the same publication that name this one. */
export function usersOf({ url }: Published, publication: Publication): readonly Published[] {
  if (typeof url !== 'string') return [];
  const users = known.get(publication) ?? allUsers(publication.resources);
  known.set(publication, users);
  return users.get(url) ?? [];
}

function allUsers(resources: readonly Published[]): ReadonlyMap<string, readonly Published[]> {
  const urls = new Set(resources.map(({ url }) => url).filter((url) => typeof url === 'string'));
  const users = new Map<string, Published[]>();
  for (const resource of resources) {
    const named = new Set<string>();
    collect(resource, urls, named);
    for (const url of named) {
      if (url !== resource.url) users.set(url, [...(users.get(url) ?? []), resource]);
    }
  }
  return users;
}

/** A snapshot repeats what its bases say; only what a definition says itself makes it a user. However deep it is. */
function collect(resource: Published, urls: ReadonlySet<string>, named: Set<string>): void {
  const waiting: unknown[] = [resource];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      const url = withoutVersion(value);
      if (urls.has(url)) named.add(url);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) if (key !== 'snapshot') waiting.push(inner);
    }
  }
}
