/** The decision for one of the people whom a record names (§2.2, forPatient). */
import type { Consent } from '@medplum/fhirtypes';
import { isPurposeWithin } from './codes.ts';
import type { Context, Policy } from './context.ts';
import type { DenyReason, Obligation, PermitReason } from './decision.ts';
import { effectivenessOf } from './effective.ts';
import { isKeptFromPerson } from './facts.ts';
import { matches, type Sight } from './match.ts';
import { type Effect, isInForce, type Node, readConsent } from './read-consent.ts';
import { type Rule, rulesOf } from './rules.ts';
import { contains } from './time.ts';
import type { Viewing } from './viewing.ts';

/**
 * The outcome for one person; `consents` are those that decided, `places` what in them or in the policy did:
 * `Consent/x#provision.provision[1]`, `Consent/x#policyRule`, `policy#rules[0]`.
 */
export type Outcome =
  | {
      readonly reason: PermitReason;
      readonly permit: true;
      readonly consents: string[];
      readonly places: string[];
      readonly obligations: Obligation[];
    }
  | {
      readonly reason: DenyReason;
      readonly permit: false;
      readonly consents: string[];
      readonly places: string[];
      readonly obligations: [];
    };

const BREAK_GLASS_OBLIGATIONS: readonly Obligation[] = ['ALERT_PRIVACY_OFFICER', 'NOTIFY_PATIENT', 'REVIEW_72H'];

/** What a Consent says of a record; `namesBreakGlass` when a deny comes from a provision that itself lists BTG. */
interface Verdict {
  readonly effect: Effect;
  readonly namesBreakGlass: boolean;
  /** The provisions that say it. */
  readonly places: readonly string[];
}
interface Opinion {
  readonly id: string;
  readonly denyOnly: boolean;
  readonly verdict: Verdict | undefined | 'uninterpretable';
}

/** Decides for one person, in the order of §2.2; the first row that holds is the answer. */
export function decidePatient(patient: string, consents: readonly Consent[], sight: Sight): Outcome {
  const { viewing, facts } = sight;
  if (viewing.actor === patient) {
    return isKeptFromPerson(facts) ? refuse('SELF_WITHHELD') : permit('SELF');
  }
  const prohibiting = rulesMet('prohibit', patient, sight);
  if (prohibiting.length > 0) return byRules(refuse('STATUTORY_PROHIBITION'), prohibiting);
  const mandating = viewing.legalBasis === undefined ? [] : rulesMet('mandate', patient, sight);
  if (mandating.length > 0) return byRules(permit('STATUTORY_DISCLOSURE', [], ['RECORD_LEGAL_BASIS']), mandating);
  const opinions = consents.flatMap((consent) => opinionOf(consent, patient, sight));
  const unread = opinions.filter(({ verdict }) => verdict === 'uninterpretable');
  if (unread.length > 0) return refuse('CONSENT_UNINTERPRETABLE', unread); // Final: break-glass does not reach it.
  const outcome = weigh(opinions, sight);
  return outcome.permit || viewing.purpose !== 'BTG' ? outcome : breakGlass(patient, opinions, sight);
}

function weigh(opinions: readonly Opinion[], { viewing, context }: Sight): Outcome {
  const denying = opinions.filter((opinion) => effectOf(opinion) === 'deny');
  const permitting = opinions.filter((opinion) => effectOf(opinion) === 'permit' && !opinion.denyOnly);
  if (denying.length > 0) return refuse('CONSENT_DENY', denying); // A deny outranks any permit.
  if (permitting.length > 0) return permit('CONSENT_PERMIT', permitting);
  if (opinions.length > 0 && context.policy.onNotCovered !== 'default') return refuse('NOT_COVERED');
  return isDefaultPermit(viewing, context) ? permit('DEFAULT_PERMIT') : refuse('DEFAULT_DENY');
}

/** What the policy says where no consent does; silence is refusal. */
export const isDefaultPermit = ({ closure, purpose }: Viewing, { policy }: Context): boolean =>
  closure.size > 0 && permitsByDefault(policy, purpose);

const permitsByDefault = (policy: Policy, purpose: string): boolean =>
  policy.default === 'permit' || (policy.default === 'treat-only' && isPurposeWithin(purpose, 'TREAT'));

/** Whether a person without any consent may be shown for a purpose: then what is decided needs everybody's consents. */
export const opensBySilence = (policy: Policy, purpose: string): boolean =>
  purpose === 'BTG' || permitsByDefault(policy, purpose);

function breakGlass(patient: string, opinions: readonly Opinion[], sight: Sight): Outcome {
  const denying = opinions.filter((opinion) => effectOf(opinion) === 'deny');
  const refusing = denying.filter(({ verdict }) => typeof verdict === 'object' && verdict.namesBreakGlass);
  if (refusing.length > 0) return refuse('BTG_REFUSED', refusing);
  if (!isPrivileged(sight.viewing, sight.context)) return refuse('BTG_NOT_PRIVILEGED');
  if (sight.viewing.breakGlassReason === undefined) return refuse('BTG_NO_REASON');
  const excluding = rulesMet('btg-exclude', patient, sight);
  if (excluding.length > 0) return byRules(refuse('BTG_EXCLUDED'), excluding);
  return permit('BREAK_GLASS', denying, BREAK_GLASS_OBLIGATIONS);
}

export const isPrivileged = ({ closure }: Viewing, { policy }: Context): boolean =>
  policy.btgPrivileged.some((reference) => closure.has(reference));

const effectOf = ({ verdict }: Opinion): Effect | undefined =>
  typeof verdict === 'object' ? verdict.effect : undefined;

function opinionOf(consent: Consent, patient: string, sight: Sight): Opinion[] {
  const effectiveness = effectivenessOf(consent, patient, sight.context, sight.viewing.at);
  if (effectiveness === 'no') return [];
  const read = readConsent(consent);
  const opinion = {
    id: `Consent/${consent.id}`,
    denyOnly: effectiveness === 'deny-only',
  };
  return [{ ...opinion, verdict: read.readable ? verdictOf(read.root, sight) : 'uninterpretable' }];
}

/** An exception beats its rule, and is looked at even where the rule does not match; among siblings a deny wins. */
function verdictOf(node: Node, sight: Sight): Verdict | undefined {
  const exceptions = node.children.flatMap((child) => verdictOf(child, sight) ?? []);
  if (exceptions.length > 0) {
    const denying = exceptions.filter(({ effect }) => effect === 'deny');
    const isDenied = denying.length > 0;
    return {
      effect: isDenied ? 'deny' : 'permit',
      namesBreakGlass: denying.some(({ namesBreakGlass }) => namesBreakGlass),
      places: (isDenied ? denying : exceptions).flatMap(({ places }) => places),
    };
  }
  const { effect, criteria, namesBreakGlass, place } = node;
  const holds = effect !== undefined && isInForce(node, sight.viewing.at) && matches(criteria, effect, sight);
  return holds ? { effect, namesBreakGlass, places: [place] } : undefined;
}

function rulesMet(type: Rule['type'], patient: string, sight: Sight): Rule[] {
  const effect = type === 'mandate' ? 'permit' : 'deny';
  return rulesOf(sight.context.policy).filter(
    (rule) => rule.type === type && isRuleOpen(rule, patient, sight.viewing) && matches(rule.criteria, effect, sight),
  );
}

/** What of a rule does not depend on the record: whom it is about, when it holds, which legal basis it asks for. */
export function isRuleOpen({ patient, period, legalBases }: Rule, of: string, { at, legalBasis }: Viewing): boolean {
  return (
    (patient === undefined || patient === of) &&
    contains(period, at) &&
    (legalBases.length === 0 || (legalBasis !== undefined && legalBases.includes(legalBasis)))
  );
}

const byRules = (outcome: Outcome, rules: readonly Rule[]): Outcome => ({
  ...outcome,
  places: rules.map(({ place }) => `policy#${place}`),
});

const placesOf = (opinions: readonly Opinion[]): string[] =>
  opinions.flatMap(({ id, verdict }) =>
    typeof verdict === 'object' ? verdict.places.map((place) => `${id}#${place}`) : [id],
  );

const permit = (
  reason: PermitReason,
  by: readonly Opinion[] = [],
  obligations: readonly Obligation[] = [],
): Outcome => ({
  reason,
  permit: true,
  consents: by.map(({ id }) => id),
  places: placesOf(by),
  obligations: [...obligations],
});

const refuse = (reason: DenyReason, by: readonly Opinion[] = []): Outcome => ({
  reason,
  permit: false,
  consents: by.map(({ id }) => id),
  places: placesOf(by),
  obligations: [],
});
