/** Statutory rules of the policy, read into the same criteria as provisions (D21). */
import { splitToken } from './codes.ts';
import type { Policy, PolicyRule } from './context.ts';
import { ALWAYS, type Criteria, inColumns, isLevelKnown, labelsListed, periodOf, type Tokens } from './criteria.ts';
import type { Span } from './time.ts';

export interface Rule {
  /** Where it stands in the policy, e.g. `rules[0]`. */
  readonly place: string;
  readonly type: PolicyRule['type'];
  readonly patient: string | undefined;
  readonly criteria: Criteria;
  readonly period: Span;
  readonly legalBases: readonly string[];
}

const LISTS = ['actor', 'purpose', 'action', 'label', 'class', 'code', 'legalBasis'] as const;
const NEVER: Span = { start: Infinity, end: -Infinity };

// A policy is a value: a changed policy is another object.
const read = new WeakMap<Policy, readonly Rule[]>();

/** The rules of a policy, each read once. */
export function rulesOf(policy: Policy): readonly Rule[] {
  const known = read.get(policy);
  if (known) return known;
  const made = policy.rules.map((rule, index) => readRule(rule, `rules[${index}]`));
  read.set(policy, made);
  return made;
}

function readRule(rule: PolicyRule, place: string): Rule {
  const dataPeriod = periodFor(rule, rule.dataPeriod);
  return {
    place,
    type: rule.type,
    patient: rule.patient,
    period: opensNever(rule) ? NEVER : (periodFor(rule, rule.period) ?? ALWAYS),
    // A prohibition that cites its law asks nothing of the request.
    legalBases: rule.type === 'mandate' ? [rule.legalBasis ?? []].flat() : [],
    criteria: {
      ...(rule.actor?.length && {
        actors: { recipients: rule.actor, others: [], custodians: [] },
      }),
      ...(rule.purpose?.length && { purposes: rule.purpose }),
      ...(rule.action?.length && { actions: rule.action }),
      ...(rule.label?.length && areLevelsKnown(rule) && { labels: labelsListed(rule.label) }),
      ...(rule.class?.length && { classes: tokensListed(rule.class) }),
      ...(rule.code?.length && { codes: tokensListed(rule.code) }),
      ...(dataPeriod && { dataPeriod: inColumns(dataPeriod) }),
    },
  };
}

/** A list of nothing, or a level that nobody knows, narrows no prohibition, and to a mandate it would be a door for everybody. */
const opensNever = (rule: PolicyRule): boolean =>
  rule.type === 'mandate' && (LISTS.some((name) => rule[name]?.length === 0) || !areLevelsKnown(rule));

const areLevelsKnown = ({ label = [] }: PolicyRule): boolean =>
  label.map(splitToken).every(([system, code]) => isLevelKnown({ system, code }));

/** A period that cannot be read never opens a door: it holds a prohibition and ends a mandate. */
function periodFor(rule: PolicyRule, period: PolicyRule['period']): Span | undefined {
  const read = periodOf(period && { ...period });
  if (read === 'unreadable') return rule.type === 'mandate' ? NEVER : ALWAYS;
  return read;
}

function tokensListed(tokens: readonly string[]): Tokens {
  return {
    exact: tokens,
    bare: tokens.filter((token) => !token.includes('|')),
  };
}
