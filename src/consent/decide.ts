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
export function decide({ request, facts, consents, context }: Question): Decision {
  const viewing = viewingOf(request, context);
  if (viewing.purposes.length === 0) return answer('DENY', 'NO_PURPOSE');
  if (viewing.purposes.length > 1) return answer('DENY', 'PURPOSE_AMBIGUOUS');
  const sight = { viewing, facts, context };
  const [first, ...others] = facts.patients.map((patient) => decidePatient(patient, consents, sight));
  if (first !== undefined) return combine(first, others);
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

const answer = (decision: Decision['decision'], reason: PermitReason | DenyReason): Decision => ({
  decision,
  reason,
  consents: [],
  obligations: [],
});
