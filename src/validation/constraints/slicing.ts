/** Puts each value of a sliced element into its slice, counts the slices, and applies what each slice asks. */
import { type Node, pathOf } from './node.ts';
import type { ListRule, Run, Shape } from './shape.ts';

/** One slice: how it is told, how often it may occur, what it asks, and the slices that it is cut into again. */
export interface Slice {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly matcher: Matcher;
  readonly shape: Shape;
  readonly inner: readonly Slice[];
}

/** How a slice is told. `how` can be printed and read by a person. */
export interface Matcher {
  readonly how: string;
  matches(node: Node, run: Run): boolean;
}

export interface Slicing {
  readonly path: string;
  readonly source: string;
  readonly rules: string;
  readonly ordered: boolean;
  readonly slices: readonly Slice[];
}

export function slicing({ path, source, rules, ordered, slices }: Slicing): ListRule {
  const sorted: Sorted = { path, source, slices };
  return {
    kind: 'slicing',
    detail: { rules, ordered, slices: slices.map(describe) },
    check(nodes, parent, run) {
      if (nodes.length === 0 && slices.every(({ min }) => min === 0)) return;
      const unmatched = sort(sorted, nodes, parent, run);
      if (rules === 'closed') {
        const names = slices.map(({ name }) => name).join(', ');
        for (const node of unmatched) run.report('slice-closed', node, { path, source, slices: names });
      }
      if (ordered) checkOrder(sorted, nodes, run);
    },
  };
}

type Sorted = Pick<Slicing, 'path' | 'source' | 'slices'>;

/** Gives each node to the first slice that it matches; returns those that match none. */
function sort({ path, source, slices }: Sorted, nodes: readonly Node[], parent: Node, run: Run): readonly Node[] {
  const members: (Node[] | undefined)[] = slices.map(() => undefined);
  const unmatched: Node[] = [];
  for (const node of nodes) {
    const index = slices.findIndex(({ matcher }) => matcher.matches(node, run));
    if (index < 0) unmatched.push(node);
    else {
      const group = members[index] ?? [];
      group.push(node);
      members[index] = group;
    }
  }
  slices.forEach((slice, index) => {
    const group = members[index] ?? [];
    count(slice, group, () => `${pathOf(parent)}${path.slice(path.lastIndexOf('.'))}`);
    for (const node of group) run.walk(slice.shape, node);
    if (slice.inner.length > 0) sort({ path, source, slices: slice.inner }, group, parent, run);
  });
  return unmatched;

  function count({ name, min, max, matcher }: Slice, group: readonly Node[], place: () => string): void {
    const found = group.length;
    if (found >= min && found <= max) return;
    const words = { path: place(), slice: name, found, source };
    if (found < min) run.report('slice-min', parent, { ...words, min, how: matcher.how });
    else run.report('slice-max', parent, { ...words, max }, { key: group[0]?.name ?? '' });
  }
}

function checkOrder({ slices, source }: Sorted, nodes: readonly Node[], run: Run): void {
  let last = -1;
  for (const node of nodes) {
    const index = slices.findIndex(({ matcher }) => matcher.matches(node, run));
    if (index >= 0 && index < last) {
      run.report('slice-order', node, {
        slice: slices[index]?.name ?? '',
        before: slices[last]?.name ?? '',
        source,
      });
    }
    last = Math.max(last, index);
  }
}

function describe({ name, min, max, matcher, inner }: Slice): unknown {
  const described = {
    name,
    min,
    max: Number.isFinite(max) ? max : '*',
    how: matcher.how,
  };
  return inner.length === 0 ? described : { ...described, inner: inner.map(describe) };
}
