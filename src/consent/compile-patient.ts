/** Compiles the decision about one person, for one requester and any row, into one formula. */
import type { Consent } from '@medplum/fhirtypes';
import { NO_PATIENT } from './codes.ts';
import { compileCriteria, type Standpoint } from './compile-criteria.ts';
import type { Context, Request } from './context.ts';
import { isDefaultPermit, isPrivileged, isRuleOpen } from './decide-patient.ts';
import { effectivenessOf } from './effective.ts';
import { and, constant, FALSE, type Formula, not, or } from './formula.ts';
import { isInForce, type Node, readConsent } from './read-consent.ts';
import { type Rule, rulesOf } from './rules.ts';
import { simplify } from './simplify.ts';
import { viewingOf } from './viewing.ts';

/** The rows that a consent permits, those that it denies, and of these the ones denied by a provision that lists BTG. */
interface Rows {
  readonly permit: Formula;
  readonly deny: Formula;
  readonly denyBreakGlass: Formula;
}

/**
 * INVARIANT: for a row that names this person alone, the formula holds exactly where `decide` says PERMIT. A request
 * without exactly one purpose permits nothing. Throws when the request was not read by `readRequest`.
 */
export function compilePatient(
  request: Request,
  patient: string,
  consents: readonly Consent[],
  context: Context,
): Formula {
  const viewing = viewingOf(request, context);
  const standpoint = { viewing, context };
  if (viewing.purposes.length !== 1) return FALSE;
  if (viewing.actor === patient) {
    return not({ op: 'handlingAny', any: NO_PATIENT });
  }
  const prohibited = compileRules('prohibit', patient, standpoint);
  const mandated = viewing.legalBasis === undefined ? FALSE : compileRules('mandate', patient, standpoint);
  return simplify(and(not(prohibited), or(mandated, compileConsents(patient, consents, standpoint))));
}

function compileConsents(patient: string, consents: readonly Consent[], standpoint: Standpoint): Formula {
  const { viewing, context } = standpoint;
  const effective = consents
    .map((consent) => ({
      consent,
      effectiveness: effectivenessOf(consent, patient, context, viewing.at),
    }))
    .filter(({ effectiveness }) => effectiveness !== 'no')
    .map(({ consent, effectiveness }) => ({
      effectiveness,
      read: readConsent(consent),
    }));
  const rows = effective.flatMap(({ read, effectiveness }) => {
    if (!read.readable) return [];
    const compiled = compileNode(read.root, standpoint);
    return [effectiveness === 'deny-only' ? { ...compiled, permit: FALSE } : compiled];
  });
  if (rows.length < effective.length) return FALSE;
  const isCovered = effective.length > 0 && context.policy.onNotCovered !== 'default';
  const byDefault = constant(!isCovered && isDefaultPermit(viewing, context));
  const permitted = and(not(or(...rows.map(({ deny }) => deny))), or(...rows.map(({ permit }) => permit), byDefault));
  if (viewing.purpose !== 'BTG') return permitted;
  const refused = or(...rows.map(({ denyBreakGlass }) => denyBreakGlass));
  const excluded = compileRules('btg-exclude', patient, standpoint);
  const isOffered = isPrivileged(viewing, context) && viewing.breakGlassReason !== undefined;
  return or(permitted, and(constant(isOffered), not(refused), not(excluded)));
}

/**
 * Rows may stand among the permitted and the denied: a deny outranks, so that neither need exclude the other. Only where a
 * deny decides matters to break-glass, so there what an exception decides is excluded.
 */
function compileNode(node: Node, standpoint: Standpoint): Rows {
  const exceptions = node.children.map((child) => compileNode(child, standpoint));
  const denied = or(...exceptions.map(({ deny }) => deny));
  const permitted = or(...exceptions.map(({ permit }) => permit));
  const refused = or(...exceptions.map(({ denyBreakGlass }) => denyBreakGlass));
  const { effect, criteria, namesBreakGlass } = node;
  const matched =
    effect && isInForce(node, standpoint.viewing.at) ? compileCriteria(criteria, effect, standpoint) : FALSE;
  if (effect !== 'deny') return { deny: denied, permit: or(permitted, matched), denyBreakGlass: refused };
  const own = and(not(permitted), matched);
  return {
    deny: or(denied, own),
    permit: permitted,
    denyBreakGlass: namesBreakGlass ? or(refused, and(not(denied), own)) : refused,
  };
}

function compileRules(type: Rule['type'], patient: string, standpoint: Standpoint): Formula {
  const effect = type === 'mandate' ? 'permit' : 'deny';
  const open = rulesOf(standpoint.context.policy).filter(
    (rule) => rule.type === type && isRuleOpen(rule, patient, standpoint.viewing),
  );
  return or(...open.map(({ criteria }) => compileCriteria(criteria, effect, standpoint)));
}
