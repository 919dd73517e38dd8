/** Gives rules a time: one whose work outgrows what it looks at, or that looks at a huge resource, ends with an issue. */
import { isQuick, spentSince, TIME_UP, withinTime } from '#fhir';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

const RULE_MILLISECONDS_MAX = 1000;
/** For all rules of one validation together, with a little more for each of the first that are asked. */
const RULES_MILLISECONDS_MAX = 3000;
const RULES_ALLOWED_FOR = 1000;
/** A rule that may compare each with each is watched where it can look at more values than this: of the resource, or of the place. */
const RESOURCE_VALUES_MAX = 5000;
const PLACE_VALUES_MAX = 200;

/** Functions of FHIRPath whose answer can be larger than what they are asked of, or that take patterns. */
const GROWING =
  /\b(?:repeat|repeatAll|descendants|children|aggregate|combine|defineVariable|sort|[a-z]*[mM]atches\w*)\(/;
/** What can ask one thing of each of many: `exists()` alone asks nothing. */
const CROSSING = /%r|\b(?:where|select|all|exists)\(\s*[^\s)].*\(/s;
/** What looks beyond the place where the rule stands. */
const AROUND = /%r|\bresolve\(/;

/** `large`: where the resource is; `place`: where the place is, since the rule sees no more than it. */
export type Watch = 'always' | 'large' | 'place' | 'never';

/** When a rule is watched that the library evaluates, and when one that is compiled. */
export const libraryWatch = (expression: string): Watch =>
  GROWING.test(expression) ? 'always' : AROUND.test(expression) ? 'large' : 'place';
export const compiledWatch = (expression: string): Watch =>
  CROSSING.test(expression) ? (AROUND.test(expression) ? 'large' : 'place') : 'never';

/** Was there no time? Then the rule counts as broken: whoever sends more than can be checked is not let through for it. */
export const isOutOfTime = (reason: string): boolean => reason === RULE_TIME || reason === ALL_TIME;

const RULE_TIME = `it takes more than ${RULE_MILLISECONDS_MAX} ms`;
const ALL_TIME = 'the rules before it took all the time that there is for a resource';

/** The answer of `work`, or in words that there was no time for it. */
export function limited<T>(watch: Watch, node: Node, run: Run, work: () => T): T | string {
  if (!isWatched(watch, node)) return work();
  const spent = spentBy.get(run) ?? { milliseconds: 0, rules: 0 };
  spentBy.set(run, spent);
  const left = RULES_MILLISECONDS_MAX + Math.min(++spent.rules, RULES_ALLOWED_FOR) - spent.milliseconds;
  if (left <= 0) return ALL_TIME;
  const start = process.cpuUsage();
  const answer = withinTime(Math.min(left, RULE_MILLISECONDS_MAX), work);
  spent.milliseconds += spentSince(start);
  return answer === TIME_UP ? RULE_TIME : answer;
}

/** Does the pattern match? What it cannot tell in time does not match. */
export function matches(pattern: RegExp, text: string, node: Node, run: Run): boolean {
  return isQuick(pattern, text) ? pattern.test(text) : limited('always', node, run, () => pattern.test(text)) === true;
}

const spentBy = new WeakMap<Run, { milliseconds: number; rules: number }>();
/** How many values stand below, counted no further than a resource's limit, or than a place's where it is none. */
const sizes = new WeakMap<object, number>();

/** A watch costs nearly a millisecond, so what cannot take long has none, however large the resource around it is. */
function isWatched(watch: Watch, node: Node): boolean {
  if (watch === 'always' || watch === 'never') return watch === 'always';
  if (sizeOf(node.resource.value, RESOURCE_VALUES_MAX) <= RESOURCE_VALUES_MAX) return false;
  return watch === 'large' || node.resource === node || sizeOf(node.value, PLACE_VALUES_MAX) > PLACE_VALUES_MAX;
}

function sizeOf(value: unknown, max: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  let size = sizes.get(value);
  if (size === undefined) {
    size = countedTo(max, value);
    sizes.set(value, size);
  }
  return size;
}

function countedTo(max: number, whole: object): number {
  const open: object[] = [whole];
  let count = 0;
  for (let at = open.pop(); at !== undefined && count <= max; at = open.pop()) {
    for (const value of Object.values(at)) {
      count++;
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return count;
}
