/** Asks patterns that others wrote: what might go back and forth for ages is given a time, and no answer after it. */
import { TIME_UP, withinTime } from './within-time.ts';

const PATTERN_MILLISECONDS_MAX = 250;
/** Steps that a pattern may take without being watched: some milliseconds. */
const STEPS_MAX = 1_000_000;

/** Does the pattern match? Undefined when that cannot be told within a quarter of a second. */
export function matchesPattern(pattern: RegExp, text: string): boolean | undefined {
  if (isQuick(pattern, text)) return pattern.test(text);
  const answer = withinTime(PATTERN_MILLISECONDS_MAX, () => pattern.test(text));
  return answer === TIME_UP ? undefined : answer;
}

/** Can the pattern be asked of this text without a watch? */
export function isQuick(pattern: RegExp, text: string): boolean {
  const growth = known.get(pattern) ?? growthOf(pattern.source);
  known.set(pattern, growth);
  return growth.factor * Math.max(text.length, 1) ** growth.power <= STEPS_MAX;
}

/** At worst a pattern takes `factor × length ^ power` steps. */
interface Growth {
  readonly factor: number;
  readonly power: number;
}

const known = new WeakMap<RegExp, Growth>();

/** Counts where a pattern has a choice. A group that is repeated may have a choice in each round: it is never quick. */
function growthOf(source: string): Growth {
  const plain = source
    .replace(/\\(?:[pPuk]\{[^}]*\}|.)/gs, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(?:[:=!]|<[^>]*>|<[=!])?/g, '(')
    // A group without a choice of its own, such as `([0-9])`, is repeated like a letter.
    .replace(/\([^()*+?{|]*\)/g, 'x');
  if (/\)(?:[*+]|\{)/.test(plain)) return { factor: Number.POSITIVE_INFINITY, power: 1 };
  const open = plain.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  const choices = plain.match(/[?|]/g)?.length ?? 0;
  const bounded = [...plain.matchAll(/\{(\d+)(?:,(\d+))?\}/g)].map(([, least, most = least]) => Number(most) + 1);
  // One power for the place where a match begins, one for each repetition without an end.
  return { factor: bounded.reduce((product, one) => product * one, 2 ** choices), power: open + 1 };
}
