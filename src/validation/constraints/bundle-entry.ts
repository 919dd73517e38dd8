/** The entry of a bundle around a place, as references need it. */
import { type Fields, isFields } from './fields.ts';
import { type Node, rootResource } from './node.ts';

export interface Holder {
  /** The place of the entry. */
  readonly node: Node;
  readonly fullUrl: string | undefined;
  readonly bundle: Fields;
}

/** The entry that holds the resource of a place; undefined outside of bundles. */
export function entryOf(place: Node): Holder | undefined {
  const node = rootResource(place).parent;
  const bundle = node?.parent;
  if (node?.name !== 'entry' || bundle?.type !== 'Bundle') return undefined;
  if (!isFields(node.value) || !isFields(bundle.value)) return undefined;
  const { fullUrl } = node.value;
  return { node, fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined, bundle: bundle.value };
}
