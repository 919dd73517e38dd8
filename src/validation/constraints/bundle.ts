/** What a bundle asks beyond its invariants: absolute and fitting fullUrls, links once, the shape of search results. */
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function bundle({ element, base }: Origin): Rule[] {
  return element.path === 'Bundle' && base === undefined ? [{ kind: 'bundle', detail: 'Bundle', check }] : [];
}

interface Entry {
  readonly fullUrl?: unknown;
  readonly resource?: {
    readonly resourceType?: unknown;
    readonly id?: unknown;
  };
  readonly search?: { readonly mode?: unknown };
}

const ABSOLUTE = /^(https?:\/\/|urn:(uuid|oid):|[a-z][a-z0-9+.-]*:\/\/)/i;

function check(node: Node, run: Run): void {
  const { type, entry, link } = node.value as {
    type?: unknown;
    entry?: unknown;
    link?: unknown;
  };
  const entries = (Array.isArray(entry) ? entry : []).map(
    (one): Entry => (typeof one === 'object' && one !== null ? one : {}),
  );
  entries.forEach((one, index) => {
    const at = { below: `.entry[${index}]`, key: 'entry' };
    checkUrl(one, String(type), (code, words) => run.report(code, node, words, at));
    if (type === 'searchset')
      checkSearchEntry(one, (expected) => run.report('bundle-search-entry', node, { expected }, at));
  });
  checkLinks(link, (found) => run.report('bundle-link-twice', node, { found }, { below: '.link', key: 'link' }));
}

type Report = (
  code: 'bundle-entry-url' | 'bundle-url-relative' | 'bundle-url-id' | 'resource-id-missing',
  words: Record<string, string>,
) => void;

function checkUrl({ fullUrl, resource }: Entry, type: string, report: Report): void {
  if (typeof fullUrl !== 'string') {
    if ((type === 'document' || type === 'message') && resource !== undefined) report('bundle-entry-url', { type });
    return;
  }
  if (!ABSOLUTE.test(fullUrl)) report('bundle-url-relative', { found: fullUrl });
  else if (fullUrl.startsWith('http')) checkRestUrl(fullUrl, resource, report);
}

/** A RESTful fullUrl ends in the type and id of its resource. */
function checkRestUrl(fullUrl: string, resource: Entry['resource'], report: Report): void {
  const id = resource?.id;
  const type = resource?.resourceType;
  const [, urlType, urlId] = /\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(fullUrl) ?? [];
  if (urlType === undefined || urlId === undefined || typeof id !== 'string' || urlType !== type) return;
  if (urlId !== id) report('bundle-url-id', { found: fullUrl, expected: `${type}/${id}` });
}

function checkSearchEntry({ resource, search }: Entry, report: (expected: string) => void): void {
  const isOutcome = resource?.resourceType === 'OperationOutcome';
  if (search?.mode === 'outcome' && resource !== undefined && !isOutcome)
    report('search.mode = outcome → OperationOutcome');
  if (resource !== undefined && !isOutcome && resource.id === undefined) report('resource.id');
}

function checkLinks(link: unknown, report: (relation: string) => void): void {
  const seen = new Set<string>();
  for (const one of Array.isArray(link) ? link : []) {
    const relation = (one as { relation?: unknown } | null)?.relation;
    if (typeof relation !== 'string') continue;
    if (seen.has(relation)) report(relation);
    seen.add(relation);
  }
}
