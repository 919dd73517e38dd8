import { expect, test } from 'vitest';
import { ask, consent } from './make.ts';

type Effect = 'permit' | 'deny';
type Verdict = Effect | undefined;

/** A provision of this alphabet: whether its own criterion meets the request, what it says, and its exceptions. */
interface Tree {
  readonly met: boolean;
  readonly type: Verdict;
  readonly children: readonly Tree[];
}

const MET = [true, false];
const EFFECTS: readonly Effect[] = ['permit', 'deny'];

/** Every tree of so many levels below its root, with at most two exceptions to a provision; the order of siblings counts for nothing. */
function treesOf(levels: number, types: readonly Verdict[] = EFFECTS): Tree[] {
  const below = levels === 0 ? [] : treesOf(levels - 1);
  const families = [
    [],
    ...below.map((one) => [one]),
    ...below.flatMap((one, at) => below.slice(at).map((two) => [one, two])),
  ];
  return MET.flatMap((met) => types.flatMap((type) => families.map((children) => ({ met, type, children }))));
}

/** Trees in which each provision has one exception at most, down to three levels. */
function chainsOf(levels: number, types: readonly Verdict[] = EFFECTS): Tree[] {
  const below = levels === 0 ? [] : chainsOf(levels - 1);
  const families = [[], ...below.map((one) => [one])];
  return MET.flatMap((met) => types.flatMap((type) => families.map((children) => ({ met, type, children }))));
}

/**
 * The table of §2.8, written down anew: exceptions that apply decide alone, a deny among them before a permit; where none
 * applies, the provision itself says what it says if it is met.
 */
const TABLE: Readonly<Record<string, Verdict>> = {
  '': undefined,
  permit: 'permit',
  deny: 'deny',
  'deny permit': 'deny',
};
function expected({ met, type, children }: Tree): Verdict {
  const applying = [...new Set(children.flatMap((child) => expected(child) ?? []))].sort().join(' ');
  return TABLE[applying] ?? (met ? type : undefined);
}

const provisionOf = ({ met, type, children }: Tree): Record<string, unknown> => ({
  ...(type && { type }),
  purpose: [{ code: met ? 'TREAT' : 'HRESCH' }],
  ...(children.length > 0 && { provision: children.map(provisionOf) }),
});

const RULES = { permit: 'OPTIN', deny: 'OPTOUT' } as const;

function check(tree: Tree, base?: Effect): void {
  const policyRule = base && { coding: [{ code: RULES[base] }] };
  const one = consent(provisionOf(tree), { policyRule });
  const verdict = expected({ ...tree, type: tree.type ?? base });
  const reason = verdict === undefined ? 'NOT_COVERED' : `CONSENT_${verdict.toUpperCase()}`;
  const named = verdict === undefined ? [] : ['Consent/c1'];
  const decision = verdict === 'permit' ? 'PERMIT' : 'DENY';
  const shape = JSON.stringify({ tree, base });
  expect(ask({ consents: [one] }), shape).toEqual({ decision, reason, consents: named, obligations: [] });
}

test('every tree of two levels with up to two exceptions to each provision is decided by the table', () => {
  const trees = treesOf(2, [undefined, ...EFFECTS]);
  expect(trees.length).toBe(6 * (1 + 60 + (60 * 61) / 2));
  for (const tree of trees) check(tree);
});

test('every chain of three levels is decided by the table, under every rule of the policy', () => {
  const chains = chainsOf(3, [undefined, ...EFFECTS]);
  expect(chains.length).toBe(6 * 85);
  for (const base of [undefined, ...EFFECTS]) for (const chain of chains) check(chain, base);
});

test('a deny under three consents outranks, whichever verdicts the others have', () => {
  const verdicts = {
    permit: { met: true, type: 'permit' },
    deny: { met: true, type: 'deny' },
    none: { met: false, type: 'deny' },
  } as const;
  const names = Object.keys(verdicts) as (keyof typeof verdicts)[];
  for (const one of names)
    for (const two of names)
      for (const three of names) {
        const all = [one, two, three];
        const consents = all.map((name, at) =>
          consent(provisionOf({ ...verdicts[name], children: [] }), { id: `${at}` }),
        );
        const by = (name: string) => all.flatMap((other, at) => (other === name ? [`Consent/${at}`] : []));
        const row = all.includes('deny')
          ? { decision: 'DENY', reason: 'CONSENT_DENY', consents: by('deny') }
          : all.includes('permit')
            ? { decision: 'PERMIT', reason: 'CONSENT_PERMIT', consents: by('permit') }
            : { decision: 'DENY', reason: 'NOT_COVERED', consents: [] };
        expect(ask({ consents }), all.join()).toEqual({ ...row, obligations: [] });
      }
});
