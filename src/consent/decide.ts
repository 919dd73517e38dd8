/** Decides whether one requester may see one stored version for one purpose now. Silence is refusal. */
import type { Consent } from '@medplum/fhirtypes';
import type { Context, Request } from './context.ts';
import { decidePatient, type Outcome } from './decide-patient.ts';
import type { Decision, DenyReason, PermitReason } from './decision.ts';
import type { Facts } from './facts.ts';
import { unique } from './json.ts';
import { viewingOf } from './viewing.ts';

/** Everything that a decision follows from: no clock, no store, no network. */
export interface Question {
  readonly request: Request;
  readonly facts: Facts;
  /** Consents of any number of people, effective or not. */
  readonly consents: readonly Consent[];
  readonly context: Context;
}

/** The interpreter of §2: slow, plain and right; the compiled form must always agree with it. */
export const decide = (question: Question): Decision => explain(question).decision;

/** The decision, and what decided it for each person whom the record names. */
export interface Explanation {
  readonly decision: Decision;
  /** In the order in which the record names them; empty where the decision asked about nobody. */
  readonly people: readonly PersonOutcome[];
}
export type PersonOutcome = Outcome & { readonly patient: string };

/** As {@link decide}, with what decided: the provisions and rules by their places (§2.6). */
export function explain({ request, facts, consents, context }: Question): Explanation {
  const viewing = viewingOf(request, context);
  if (viewing.purposes.length === 0) return answer('DENY', 'NO_PURPOSE');
  if (viewing.purposes.length > 1) return answer('DENY', 'PURPOSE_AMBIGUOUS');
  const sight = { viewing, facts, context };
  const people = facts.patients.map((patient) => ({ ...decidePatient(patient, consents, sight), patient }));
  const [first, ...others] = people;
  if (first !== undefined) return { decision: combine(first, others), people };
  return context.policy.nonPatientTypes.includes(facts.type)
    ? answer('PERMIT', 'NON_PATIENT')
    : answer('DENY', 'NO_SUBJECT');
}

/** Every person named must permit; the first who does not gives the reason (D16). */
function combine(first: Outcome, others: readonly Outcome[]): Decision {
  const all = [first, ...others];
  const refused = all.filter(({ permit }) => !permit);
  const deciding = refused.length > 0 ? refused : all;
  const reason = refused[0] ?? all.find((outcome) => outcome.reason === 'BREAK_GLASS') ?? first;
  return {
    decision: refused.length > 0 ? 'DENY' : 'PERMIT',
    reason: reason.reason,
    consents: unique(deciding.flatMap(({ consents }) => consents)),
    obligations: unique(deciding.flatMap(({ obligations }) => obligations)),
  };
}

const answer = (decision: Decision['decision'], reason: PermitReason | DenyReason): Explanation => ({
  decision: { decision, reason, consents: [], obligations: [] },
  people: [],
});
