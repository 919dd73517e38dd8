/** The links of a bundle: each relation of paging stands once, and only where there is something to page through. */
import { isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

const ONCE: ReadonlySet<unknown> = new Set(['self', 'first', 'previous', 'prev', 'next', 'last']);
const PAGING: ReadonlySet<unknown> = new Set(['first', 'previous', 'prev', 'next', 'last']);
const PAGED: ReadonlySet<unknown> = new Set(['searchset', 'history']);

export function linkRelations(node: Node, run: Run): void {
  const { type, link } = node.value as { type?: unknown; link?: unknown };
  const seen = new Set<unknown>();
  (Array.isArray(link) ? link : []).forEach((one: unknown, index) => {
    const relation = isFields(one) ? one['relation'] : undefined;
    if (!ONCE.has(relation)) return;
    const found = String(relation);
    const below = `.link[${index}]`;
    if (seen.has(relation)) run.report('bundle-link-twice', node, { found }, { below, key: 'link' });
    seen.add(relation);
    if (PAGING.has(relation) && !PAGED.has(type))
      run.report(
        'bundle-link-paging',
        node,
        { found, type: String(type) },
        { below: `${below}.relation`, key: 'link' },
      );
  });
}
