/** What a bundle asks of its entries beyond its invariants: fullUrls that are absolute and fit, and something to begin with. */
import { linkedEntries } from './bundle-document.ts';
import { linkRelations } from './bundle-links.ts';
import { searchEntries } from './bundle-search.ts';
import { type Fields, isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function bundle({ element, base }: Origin): Rule[] {
  return element.path === 'Bundle' && base === undefined ? [{ kind: 'bundle', detail: 'Bundle', check }] : [];
}

function check(node: Node, run: Run): void {
  if (!isFields(node.value)) return;
  const { type, entry } = node.value;
  const entries = (Array.isArray(entry) ? entry : []).map((one): Fields => (isFields(one) ? one : {}));
  const leads = type === 'document' || type === 'message';
  if (leads && entries.length === 0) run.report('bundle-empty', node, { type });
  entries.forEach((one, index) => {
    const at = { below: `.entry[${index}]`, key: 'entry' };
    checkUrl(one, String(type), (code, words) => run.report(code, node, words, at), run);
  });
  linkRelations(node, run);
  if (type === 'searchset') searchEntries(entries, node, run);
  if (leads) linkedEntries(entries, node, run);
}

type Report = (
  code: 'bundle-entry-url' | 'bundle-url-relative' | 'bundle-url-id' | 'bundle-url-canonical',
  words: Record<string, string>,
) => void;

const ABSOLUTE = /^(https?:\/\/|urn:(uuid|oid):|[a-z][a-z0-9+.-]*:\/\/)/i;

function checkUrl({ fullUrl, resource }: Fields, type: string, report: Report, run: Run): void {
  if (typeof fullUrl !== 'string') {
    if ((type === 'document' || type === 'message') && resource !== undefined) report('bundle-entry-url', { type });
    return;
  }
  if (!ABSOLUTE.test(fullUrl)) report('bundle-url-relative', { found: fullUrl });
  else if (isFields(resource)) checkRestUrl(fullUrl, resource, report, run);
}

/** A RESTful fullUrl ends in the type and id of its resource. */
function checkRestUrl(fullUrl: string, { id, resourceType: type, url }: Fields, report: Report, run: Run): void {
  if (!fullUrl.startsWith('http')) return;
  const [, urlType, urlId] = /\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(fullUrl) ?? [];
  const isRest = urlType !== undefined && run.isA(urlType, 'Resource') && typeof id === 'string';
  if (isRest && (urlId !== id || urlType !== type))
    report('bundle-url-id', { found: fullUrl, expected: `${type}/${id}` });
  // A definition's own canonical says nothing of where this copy of it is kept, unless that is on its own server.
  if (url === fullUrl && !fullUrl.endsWith(`/${id}`)) report('bundle-url-canonical', { found: fullUrl });
}
