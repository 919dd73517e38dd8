/** Finds what a reference leads to: contained resources, and the entries of the bundle around it, in constant time. */
import { Node, type Resolution, rootResource } from './constraints/index.ts';

interface Indexed {
  readonly node: Node;
  readonly fullUrl: string | undefined;
}

export interface BundleIndex {
  readonly type: unknown;
  readonly byUrl: ReadonlyMap<string, readonly Node[]>;
  readonly byId: ReadonlyMap<string, readonly Node[]>;
  readonly entries: ReadonlyMap<unknown, Indexed>;
}

/** Of many entries that one reference may mean, so many are counted: two are too many already. */
const MATCHES_COUNTED_MAX = 100;

const ELSEWHERE: Resolution = { found: 'elsewhere' };
const MISSING: Resolution = { found: 'missing' };

/** Indexes a bundle's entries by fullUrl and by `Type/id`. */
export function indexBundle(bundle: Node): BundleIndex {
  const { type, entry } = bundle.value as { type?: unknown; entry?: unknown };
  const byUrl = new Map<string, Node[]>();
  const byId = new Map<string, Node[]>();
  const entries = new Map<unknown, Indexed>();
  (Array.isArray(entry) ? entry : []).forEach((one: { fullUrl?: unknown; resource?: unknown } | null, index) => {
    const resource = one?.resource as { resourceType?: unknown; id?: unknown } | undefined;
    if (typeof resource !== 'object' || resource === null || typeof resource.resourceType !== 'string') return;
    const holder = new Node(place(one, 'Bundle.entry', 'entry', index, bundle), false);
    const node = new Node(place(resource, resource.resourceType, 'resource', -1, holder), true);
    const fullUrl = typeof one?.fullUrl === 'string' ? one.fullUrl : undefined;
    if (fullUrl !== undefined) add(byUrl, fullUrl, node);
    if (typeof resource.id === 'string') add(byId, `${resource.resourceType}/${resource.id}`, node);
    entries.set(resource, { node, fullUrl });
  });
  return { type, byUrl, byId, entries };
}

const place = (value: unknown, type: string, name: string, index: number, parent: Node) => ({
  value,
  extra: undefined,
  type,
  name,
  index,
  slot: undefined,
  parent,
});

function add(map: Map<string, Node[]>, key: string, node: Node): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [node]);
  else known.push(node);
}

/** The contained resources of each resource that was asked for one, by id. */
export type ContainedIndex = Map<unknown, ReadonlyMap<unknown, Node>>;

/** A reference to a contained resource, or to the resource around it. */
export function resolveContained(fragment: string, from: Node, known: ContainedIndex): Resolution {
  const root = rootResource(from);
  if (fragment === '') return { found: 'here', node: root, matches: 1 };
  let byId = known.get(root.value);
  if (byId === undefined) {
    byId = containedById(root);
    known.set(root.value, byId);
  }
  const node = byId.get(fragment);
  return node === undefined ? MISSING : { found: 'here', node, matches: 1 };
}

function containedById(root: Node): ReadonlyMap<unknown, Node> {
  const { contained } = root.value as { contained?: unknown };
  const byId = new Map<unknown, Node>();
  (Array.isArray(contained) ? contained : []).forEach(
    (value: { id?: unknown; resourceType?: unknown } | null, index) => {
      if (typeof value?.id !== 'string' || byId.has(value.id)) return;
      byId.set(value.id, new Node(place(value, String(value.resourceType), 'contained', index, root), true));
    },
  );
  return byId;
}

/** A reference to another entry. A URN that is not here is missing; what a server may hold is elsewhere. */
export function resolveInBundle(reference: string, from: Node, index: BundleIndex): Resolution {
  const [plain = '', version] = reference.split('/_history/');
  const found = candidates(plain, from, index);
  const matching = version === undefined ? found : found.filter((node) => versionOf(node) === version);
  const [node] = matching;
  if (node !== undefined)
    return {
      found: 'here',
      node,
      matches: new Set(matching.slice(0, MATCHES_COUNTED_MAX).map(({ value }) => value)).size,
    };
  return plain.startsWith('urn:') && index.type !== 'batch' ? MISSING : ELSEWHERE;
}

function candidates(plain: string, from: Node, index: BundleIndex): readonly Node[] {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(plain)) return index.byUrl.get(plain) ?? [];
  const fullUrl = index.entries.get(rootResource(from).value)?.fullUrl;
  const server =
    fullUrl === undefined ? undefined : /^(https?:\/\/.*\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+$/.exec(fullUrl)?.[1];
  // What stands on a server means what stands beside it there, and not its namesake on another server.
  if (server !== undefined) return index.byUrl.get(`${server}${plain}`) ?? [];
  return index.byId.get(plain) ?? [];
}

const versionOf = ({ value }: Node): unknown => (value as { meta?: { versionId?: unknown } }).meta?.versionId;
