/** Gives rules a time: one whose work outgrows what it looks at, or that looks at a huge resource, ends with an issue. */
import { isQuick, spentSince, TIME_UP, withinTime } from '#fhir';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

const RULE_MILLISECONDS_MAX = 1000;
/** For all rules of one validation together, with a little more for each that is asked. */
const RULES_MILLISECONDS_MAX = 3000;
/** A resource of more values than this is watched by every rule that may compare each with each. */
const VALUES_MAX = 5000;

/** Functions of FHIRPath whose answer can be larger than what they are asked of, or that take patterns. */
const GROWING =
  /\b(?:repeat|repeatAll|descendants|children|aggregate|combine|defineVariable|sort|[a-z]*[mM]atches\w*)\(/;
/** What can ask one thing of each of many. */
const CROSSING = /%r|\b(?:where|select|all|exists)\(.*\(/s;

export type Watch = 'always' | 'large' | 'never';

/** When a rule is watched that the library evaluates, and when one that is compiled. */
export const libraryWatch = (expression: string): Watch => (GROWING.test(expression) ? 'always' : 'large');
export const compiledWatch = (expression: string): Watch => (CROSSING.test(expression) ? 'large' : 'never');

/** Was there no time? Then the rule counts as broken: whoever sends more than can be checked is not let through for it. */
export const isOutOfTime = (reason: string): boolean => reason === RULE_TIME || reason === ALL_TIME;

const RULE_TIME = `it takes more than ${RULE_MILLISECONDS_MAX} ms`;
const ALL_TIME = 'the rules before it took all the time that there is for a resource';

/** The answer of `work`, or in words that there was no time for it. */
export function limited<T>(watch: Watch, node: Node, run: Run, work: () => T): T | string {
  if (watch === 'never' || (watch === 'large' && !isLarge(node.resource.value))) return work();
  const spent = spentBy.get(run) ?? { milliseconds: 0, rules: 0 };
  spentBy.set(run, spent);
  const left = RULES_MILLISECONDS_MAX + ++spent.rules - spent.milliseconds;
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
const sizes = new WeakMap<object, boolean>();

function isLarge(resource: unknown): boolean {
  if (typeof resource !== 'object' || resource === null) return false;
  let large = sizes.get(resource);
  if (large === undefined) {
    large = countedTo(VALUES_MAX, resource) > VALUES_MAX;
    sizes.set(resource, large);
  }
  return large;
}

function countedTo(max: number, resource: object): number {
  const open: object[] = [resource];
  let count = 0;
  for (let at = open.pop(); at !== undefined && count <= max; at = open.pop()) {
    for (const value of Object.values(at)) {
      count++;
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return count;
}
