/** Whether criteria meet one record as one requester asks for it (§2.3): all elements, one value of each. */
import { ACT_CODE, codesBelow, isPurposeWithin, LEVEL_RESTRICTED, splitToken } from './codes.ts';
import type { Context } from './context.ts';
import type { Actors, Criteria, DataCriterion, Labels, Tokens } from './criteria.ts';
import { closureOf } from './directory.ts';
import { type Facts, factsOf, milliseconds } from './facts.ts';
import type { Effect } from './read-consent.ts';
import type { Span } from './time.ts';
import type { Viewing } from './viewing.ts';

/** One record before one requester. */
export interface Sight {
  readonly viewing: Viewing;
  readonly facts: Facts;
  readonly context: Context;
}

/** What a `related` criterion on one of these takes in besides: everything that arose in it. */
export const GATHERING_TYPES: readonly string[] = ['Encounter', 'CarePlan', 'EpisodeOfCare'];

/** Permits and denies read labels, times and authors differently: each in the direction that shows less. */
export function matches(criteria: Criteria, effect: Effect, sight: Sight): boolean {
  const { viewing, facts } = sight;
  const { actors, labels, classes, codes, dataPeriod, data } = criteria;
  return (
    meansRequest(criteria, effect, viewing) &&
    (!actors || isHeldByNamed(actors, sight)) &&
    (!labels || (effect === 'permit' ? permitsLabels(labels, facts) : deniesLabels(labels, facts))) &&
    (!classes || holdsAny(facts.classes, classes)) &&
    (!codes || holdsAny(facts.codes, codes)) &&
    (!dataPeriod || (effect === 'permit' ? isWithin(facts, dataPeriod) : mayOverlap(facts, dataPeriod))) &&
    (!data || data.some((criterion) => matchesData(criterion, effect, sight)))
  );
}

/** The part of it that asks of no record: who asks, for what, to do what. */
export const meansRequest = ({ actors, actions, purposes }: Criteria, effect: Effect, viewing: Viewing): boolean =>
  (effect === 'deny' || viewing.closure.size > 0) &&
  (!actors || isNamed(actors, effect, viewing)) &&
  (!actions || actions.includes(viewing.action)) &&
  (!purposes || purposes.some((listed) => isPurposeWithin(viewing.purpose, listed)));

function isNamed({ recipients, others }: Actors, effect: Effect, viewing: Viewing): boolean {
  const meant = effect === 'permit' ? recipients : [...recipients, ...others];
  const who = effect === 'permit' ? viewing.closure : viewing.refusable;
  return recipients.length + others.length === 0 || meant.some((reference) => who.has(reference));
}

function isHeldByNamed({ custodians }: Actors, { viewing, facts, context }: Sight): boolean {
  const holders = closureOf(facts.custodian ?? undefined, context.directory, viewing.at);
  return custodians.length === 0 || custodians.some((reference) => holders.has(reference));
}

/** Whether a sensitivity of a record is a listed one or lies below it. */
function isCovered(token: string, { exact, bare }: Tokens): boolean {
  const [system, code] = splitToken(token);
  const below = (listed: string): boolean => system === ACT_CODE && codesBelow(listed).includes(code);
  return (
    exact.some((other) => other === token || (splitToken(other)[0] === ACT_CODE && below(splitToken(other)[1]))) ||
    bare.some((other) => other === code || below(other))
  );
}

/** The same in either direction. */
function isRelated(token: string, listed: Tokens): boolean {
  const [system, code] = splitToken(token);
  const isAbove = (other: string): boolean => system === ACT_CODE && codesBelow(code).includes(other);
  return (
    isCovered(token, listed) ||
    listed.exact.some((other) => splitToken(other)[0] === ACT_CODE && isAbove(splitToken(other)[1])) ||
    listed.bare.some(isAbove)
  );
}

function permitsLabels({ levels, sensitivities, handling }: Labels, facts: Facts): boolean {
  const isLowEnough = levels.length === 0 || (facts.conf ?? LEVEL_RESTRICTED) <= Math.max(...levels);
  // Listing handling codes only still asks for a sensitivity, and nothing is covered by them.
  const asksSensitivity = sensitivities.exact.length + sensitivities.bare.length + handling.length > 0;
  const isAllCovered = facts.sens.length > 0 && facts.sens.every((token) => isCovered(token, sensitivities));
  return isLowEnough && (!asksSensitivity || (facts.conf !== null && isAllCovered));
}

function deniesLabels({ levels, sensitivities, handling }: Labels, facts: Facts): boolean {
  if (facts.conf === null) return true; // An unlabelled record meets every labelled deny.
  return (
    (levels.length > 0 && facts.conf >= Math.min(...levels)) ||
    facts.sens.some((token) => isRelated(token, sensitivities)) ||
    facts.handling.some((token) => handling.includes(token))
  );
}

const holdsAny = (held: readonly string[], { exact, bare }: Tokens): boolean =>
  held.some((token) => exact.includes(token) || (token.includes('|') && bare.includes(splitToken(token)[1])));

function isWithin({ clinicalStart, clinicalEnd }: Facts, { start, end }: Span): boolean {
  if (clinicalStart === null || clinicalEnd === null) return false;
  return milliseconds(clinicalStart) >= start && milliseconds(clinicalEnd) <= end;
}

function mayOverlap({ clinicalStart, clinicalEnd }: Facts, { start, end }: Span): boolean {
  if (clinicalStart === null || clinicalEnd === null) return true;
  return milliseconds(clinicalStart) <= end && milliseconds(clinicalEnd) >= start;
}

function matchesData({ meaning, reference }: DataCriterion, effect: Effect, sight: Sight): boolean {
  const { facts, context, viewing } = sight;
  if (meaning === 'authoredby') {
    const performers = effect === 'permit' && facts.authors.length > 0 ? [] : facts.performers;
    return [...facts.authors, ...performers].some((author) =>
      closureOf(author, context.directory, viewing.at).has(reference),
    );
  }
  const self = `${facts.type}/${facts.id}`;
  if (self === reference || meaning === 'instance') return self === reference;
  const refersTo = facts.references.includes(reference);
  if (meaning === 'dependents') return refersTo;
  const isGathering = GATHERING_TYPES.includes(reference.slice(0, reference.indexOf('/')));
  return (refersTo && isGathering) || referencesOf(reference, context).includes(self);
}

/** What a listed record refers to; nothing when it is not stored here. */
export function referencesOf(reference: string, context: Context): readonly string[] {
  const found = context.lookup(reference);
  return found === undefined ? [] : factsOf(found).references;
}
