/** The file name of each definition's page: plain, unique also where letter case does not count, whatever its id. */
import { withoutVersion } from '#fhir';
import type { Published } from './publication.ts';

const NAME_LENGTH_MAX = 120;

export interface PageNames {
  /** Without `.html`; the same for both languages and for the JSON file. */
  of(resource: Published): string;
  /** The definition under a canonical, with or without `|version`, or under an identifier's system. */
  find(canonical: string): Published | undefined;
  /** The definition of a type with an id. */
  byId(type: string, id: string): Published | undefined;
}

export function namePages(resources: readonly Published[]): PageNames {
  const names = new Map<Published, string>();
  const known = new Map<string, Published>();
  const taken = new Set<string>();
  const keep = (key: string, resource: Published): void => {
    if (!known.has(key)) known.set(key, resource);
  };
  for (const resource of resources) {
    names.set(resource, uniqueName(resource, taken));
    keep(`${resource.resourceType}/${resource.id}`, resource);
    for (const url of canonicalsOf(resource)) {
      keep(url, resource);
      keep(`${url}|${resource.version}`, resource);
    }
  }
  return {
    of: (resource) => names.get(resource) ?? '',
    find: (canonical) => known.get(canonical) ?? known.get(withoutVersion(canonical)),
    byId: (type, id) => known.get(`${type}/${id}`),
  };
}

function uniqueName({ resourceType, id = '', url = '' }: Published, taken: Set<string>): string {
  const wanted = `${resourceType}-${id || url}`.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, NAME_LENGTH_MAX);
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${wanted}-${count}`;
  taken.add(name.toLowerCase());
  return name;
}

/** R4 gives a naming system no canonical: it is known by the systems that it names. */
function canonicalsOf({ url, ...rest }: Published): string[] {
  const { uniqueId } = rest as { uniqueId?: unknown };
  const systems = Array.isArray(uniqueId) ? uniqueId.map((one) => (one as { value?: unknown } | null)?.value) : [];
  return [url, ...systems].filter((one) => typeof one === 'string');
}
