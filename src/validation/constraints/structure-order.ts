/** The elements of a differential stand in the order of the base: out of it they would be taken for none of its elements. */
import { childNames, type Located } from './element-lookup.ts';
import type { Fields } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

/** Only the first level is looked at: below it, slices and types may be entered more than once. */
export function checkOrder(
  elements: readonly Fields[],
  root: readonly Located[],
  { node, run }: { node: Node; run: Run },
): void {
  const names = childNames(root, run);
  let last = -1;
  for (const { path } of elements) {
    const [, name] = String(path).split('.');
    const place = name === undefined ? -1 : names.findIndex((one) => isSame(one, name));
    if (place < 0) continue;
    if (place < last) run.report('structure-order', node, { path: String(path) }, { key: 'differential' });
    last = Math.max(place, last);
  }
}

/** `value[x]` may be written with its type. */
const isSame = (own: string, name: string): boolean =>
  own === name ||
  (own.endsWith('[x]') && name.startsWith(own.slice(0, -3)) && /^[A-Z]/.test(name.slice(own.length - 3)));
