/** Puts each value of a sliced element into its slice, counts the slices, and applies what each slice asks. */
import type { Bilingual } from '#fhir';
import type { Word, Words } from './catalogue.ts';
import { mostAlike } from './likeness.ts';
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

/** How a slice is told. `how` can be printed and read by a person, `howJa` by one who reads Japanese. */
export interface Matcher {
  readonly how: string;
  readonly howJa?: string;
  matches(node: Node, run: Run): boolean;
  /** How near a node comes that does not match. */
  nearness?(node: Node, run: Run): Nearness;
}

/** `score` from 0 to 1, and the first difference: its path below the node, what is asked there, and what is there. */
export interface Nearness {
  readonly score: number;
  readonly path: string;
  readonly expected: Bilingual;
  readonly found: Bilingual;
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
        for (const node of unmatched) {
          run.report(
            'slice-closed',
            node,
            once({ path, source, slices: names }, () => nearestSlice(slices, node, run)),
          );
        }
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
    if (found < min) {
      const told = { ...words, min, how: { ja: matcher.howJa ?? matcher.how, en: matcher.how } };
      run.report(
        'slice-min',
        parent,
        once(told, () => nearestValue(matcher, unmatched, run)),
      );
    }
    if (found > max) run.report('slice-max', parent, { ...words, max }, { key: group[0]?.name ?? '' });
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

/** The words with `nearest`, which is looked for when the issue is worded, and only once: most are never worded. */
function once(words: Words, look: () => Word): Words {
  let nearest: Word | undefined;
  return {
    ...words,
    get nearest(): Word {
      nearest ??= look();
      return nearest;
    },
  };
}

const CANDIDATES_MAX = 100;
/** Below this a value is another thing rather than a slip. */
const ALIKE = 0.5;

/** The slice that a value comes nearest to, and where it first differs from it. */
function nearestSlice(slices: readonly Slice[], node: Node, run: Run): Word {
  const compared = slices.slice(0, CANDIDATES_MAX).flatMap(({ name, matcher }) => {
    const nearness = matcher.nearness?.(node, run);
    return nearness === undefined ? [] : [{ ...nearness, name }];
  });
  const best = mostAlike(compared);
  if (best === undefined || best.score === 0) return '';
  const { name, expected, found } = best;
  const path = placeBelow(node, best.path);
  return {
    ja: `。いちばん近い区分は「${name}」で、${path} に求められるのは ${expected.ja}、あるのは ${found.ja} です`,
    en: `; the nearest slice is \`${name}\`, which asks for ${expected.en} at \`${path}\`, where ${found.en} is`,
  };
}

/** Of the values that are in no slice, the one that comes nearest to the slice that is missing. */
function nearestValue({ nearness }: Matcher, unmatched: readonly Node[], run: Run): Word {
  if (nearness === undefined) return '';
  const compared = unmatched.slice(0, CANDIDATES_MAX).map((node) => ({ ...nearness(node, run), node }));
  const best = mostAlike(compared);
  if (best === undefined || best.score < ALIKE) return '';
  const { node, expected, found } = best;
  const path = placeBelow(node, best.path);
  return {
    ja: `。いちばん近い値は ${pathOf(node)} で、${path} に求められるのは ${expected.ja}、あるのは ${found.ja} です`,
    en: `; the nearest is \`${pathOf(node)}\`, but ${expected.en} is asked for at \`${path}\`, where ${found.en} is`,
  };
}

const placeBelow = (node: Node, path: string): string => `${pathOf(node)}.${path}`.replace('.$this', '');
