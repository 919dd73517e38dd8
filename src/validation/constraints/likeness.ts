/** How near a value comes to what was asked, and the first place where it differs: for telling a slip from another thing. */

/** `score` is from 0 (nothing alike) to 1 (the same). */
export interface Likeness {
  readonly score: number;
  /** The path below the value of the first difference, e.g. `.coding[0].code`. */
  readonly below: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Compares a value with a pattern: objects member by member, each item of a list with the item that is most like it. */
export function likenessOf(pattern: unknown, value: unknown, below = ''): Likeness {
  if (Array.isArray(pattern)) return mean(pattern.map((one) => nearestItem(one, value, below)));
  if (!isObject(pattern)) {
    const score = pattern === value ? 1 : typeof value === 'string' ? spelledAlike(String(pattern), value) : 0;
    return { score, below, expected: pattern, found: value };
  }
  if (!isObject(value)) return { score: 0, below, expected: pattern, found: value };
  return mean(Object.keys(pattern).map((key) => likenessOf(pattern[key], value[key], `${below}.${key}`)));
}

const LIST_ITEMS_MAX = 50;

function nearestItem(pattern: unknown, list: unknown, below: string): Likeness {
  const items = Array.isArray(list) ? list.slice(0, LIST_ITEMS_MAX) : [];
  const compared = items.map((item, index) => likenessOf(pattern, item, `${below}[${index}]`));
  return mostAlike(compared) ?? { score: 0, below, expected: pattern, found: list };
}

/** The highest score; of equals the first. */
export function mostAlike<T extends { readonly score: number }>(compared: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const one of compared) if (best === undefined || one.score > best.score) best = one;
  return best;
}

/** The mean of all, with the first that is not the same. */
function mean(parts: readonly Likeness[]): Likeness {
  const score = parts.reduce((sum, one) => sum + one.score, 0) / Math.max(1, parts.length);
  const first = parts.find((one) => one.score < 1);
  return { ...(first ?? { below: '', expected: undefined, found: undefined }), score: parts.length === 0 ? 1 : score };
}

/** Texts that differ are never quite the same: what they share at their beginning and end counts. */
function spelledAlike(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shortest - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return (0.9 * (head + tail)) / Math.max(a.length, b.length, 1);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
