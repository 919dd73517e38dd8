/** How near a value comes to being in a slice, and the first condition of the slice that it misses. */
import type { Bilingual } from '#fhir';
import { inWords, likenessOf, mostAlike, type Nearness, type Node, type Run } from './constraints/index.ts';
import { type Found, readPath, type Step } from './discriminator-path.ts';

/** One condition on what a path finds in the instance. */
export interface Condition {
  readonly steps: readonly Step[];
  /** The path as the definition writes it. */
  readonly path: string;
  /** What is asked there, in words. */
  readonly wants: Bilingual;
  /** The value that is asked for, where there is one. */
  readonly like?: unknown;
  holds(found: readonly Found[], run: Run): boolean;
}

/** The mean over all conditions: those that hold count fully, values that are asked for by what they share. */
export function nearnessOf(conditions: readonly Condition[], node: Node, run: Run): Nearness {
  const compared = conditions.map((condition) => compare(condition, node, run));
  const score = compared.reduce((sum, one) => sum + one.score, 0) / Math.max(1, compared.length);
  const first = compared.find((one) => one.score < 1);
  return { path: '', expected: NOTHING, found: NOTHING, ...first, score };
}

function compare({ steps, path, wants, like, holds }: Condition, node: Node, run: Run): Nearness {
  const found = readPath(node, steps, run);
  if (holds(found, run)) return { score: 1, path, expected: wants, found: wants };
  const values = found.map(({ value }) => value);
  const nearest = like === undefined ? undefined : mostAlike(values.map((value) => likenessOf(like, value)));
  // A value that has all that is asked, and more than the fixed value allows, is as near as can be.
  if (nearest !== undefined && nearest.score < 1) {
    const { score, below, expected } = nearest;
    return { score, path: `${path}${below}`, expected: asFound(expected), found: asFound(nearest.found) };
  }
  const types = found.map(({ value, type }) => type || inWords(value)).join(', ');
  const there = types === '' ? NOTHING : { ja: types, en: types };
  return { score: nearest === undefined ? 0 : 0.9, path, expected: wants, found: there };
}

const NOTHING: Bilingual = { ja: '値なし', en: 'nothing' };

const asFound = (value: unknown): Bilingual =>
  value === undefined ? NOTHING : { ja: inWords(value), en: inWords(value) };
