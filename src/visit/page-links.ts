/** The links of a page: what it was asked by, and where it goes on. */
import type { BundleLink } from '@medplum/fhirtypes';

const CURSOR = '_cursor';

/** `self`, and `next` where there is a further page. */
export function pageLinks(url: string, query: URLSearchParams, next?: string): BundleLink[] {
  const at = (pairs: URLSearchParams) => (pairs.size === 0 ? url : `${url}?${pairs}`);
  const links = [{ relation: 'self', url: at(query) }];
  if (next === undefined) return links;
  const further = new URLSearchParams(query);
  further.set(CURSOR, next);
  return [...links, { relation: 'next', url: at(further) }];
}
