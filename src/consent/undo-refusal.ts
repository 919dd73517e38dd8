/** What a person refused is undone by nobody else on their own word: neither by an end of it, nor by another consent in its place. */
import type { Consent, Reference, Signature } from '@medplum/fhirtypes';
import { isWritten, profileUrl } from '#fhir';
import type { Context, Policy } from './context.ts';
import { actsFor, performersOf } from './effective.ts';
import { type Effect, isInForce, type Node, readConsent } from './read-consent.ts';
import { isYounger } from './time.ts';

/** Whether a consent in force refuses anything, also as an exception; one that cannot be read refuses everything. */
export const refusesAnything = (consent: Consent): boolean => hasEffect(consent, 'deny', true);

/**
 * Whether an end of `ending` may open what it refuses: where it is a refusal, where it refuses emergencies or silence `opens`,
 * and where it is an exception that outranks what `others` of the same person permit. An end of what only permits closes, and
 * so needs no evidence.
 */
export function opensByEnding(
  ending: Consent,
  others: readonly Consent[],
  { default: silence }: Pick<Policy, 'default'>,
): boolean {
  if (ending.status !== 'active' || !refusesAnything(ending)) return false;
  return (
    silence === 'permit' ||
    silence === 'treat-only' ||
    refusesEmergencies(ending) ||
    !hasEffect(ending, 'permit', false) ||
    others.some((other) => other.id !== ending.id && other.status === 'active' && hasEffect(other, 'permit', false))
  );
}

/** What says whose word counts for whom, and from which age a person's own does. */
type Capacity = Pick<Context, 'authority' | 'patients' | 'policy'>;

/**
 * Whether who gave `next` may undo what was refused by who gave `before`: the person (`Patient/x`) what {@link mayEndAlone}
 * says, and a proxy of verified authority what proxies alone refused. The person's own refusal outranks what any proxy permits (D7), and
 * would not if the proxy could end it first; so it stays until they take it back, be they a child: a child's refusal counts
 * like an adult's (§2.4), and it may be about the parent. `at` is in milliseconds.
 */
export function mayUndo(before: Consent, next: Consent, context: Capacity, at: number): boolean {
  const person = personOf(before);
  const performers = performersOf(next, person);
  if (performers.includes(person) && mayEndAlone(before, context, at)) return true;
  if (performersOf(before, person).includes(person)) return false;
  return performers.some((performer) => actsFor(performer, person, context, at));
}

/**
 * Whether the person's word alone ends a consent: always their own, and what proxies gave for them once they are of the age
 * from which they consent themselves (D8). The right is theirs; before that age a proxy exercises it, and a refusal that
 * protects a child is not ended by who persuades the child.
 */
export function mayEndAlone(
  consent: Consent,
  { patients, policy }: Pick<Context, 'patients' | 'policy'>,
  at: number,
): boolean {
  const person = personOf(consent);
  return (
    performersOf(consent, person).includes(person) ||
    !isYounger(patients[person]?.birthDate, policy.minorConsentAge, at)
  );
}

/** `Patient/x`, or nothing where the consent names nobody. */
export const personOf = ({ patient }: Pick<Consent, 'patient'>): string => patient?.reference ?? '';

/** A signed form, an electronic signature, or a verification with a witness: what a profile asks of a consent that permits. */
export const hasEvidence = ({
  sourceReference,
  sourceAttachment,
  extension = [],
  verification = [],
  patient,
  performer = [],
}: Consent): boolean =>
  sourceReference?.reference !== undefined ||
  isWritten(sourceReference?.identifier?.value) ||
  isWritten(sourceAttachment?.title) ||
  extension.some(
    ({ url, valueSignature, valueIdentifier }) =>
      url === profileUrl('consent-signature') &&
      (isWritten(valueIdentifier?.value) || [patient, ...performer].some((one) => isSigner(one, valueSignature))),
  ) ||
  verification.some(
    ({ verified, verificationDate, extension: said = [] }) =>
      verified && verificationDate !== undefined && said.some(({ url }) => url === profileUrl('consent-witness')),
  );

/** A signature counts where it is of who gave the consent. */
const isSigner = (one: Reference | undefined, signature: Signature | undefined): boolean =>
  one?.reference !== undefined && one.reference === signature?.who?.reference;

/** Whether what a consent says as a whole permits, at a moment in milliseconds. */
export function permitsAtRoot(consent: Consent, at: number): boolean {
  const read = readConsent(consent);
  return read.readable && read.root.effect === 'permit' && isInForce(read.root, at);
}

/** Whoever breaks the glass needs no permit. */
function refusesEmergencies(consent: Consent): boolean {
  const read = readConsent(consent);
  const within = (node: Node): boolean =>
    (node.effect === 'deny' && node.namesBreakGlass) || node.children.some(within);
  return read.readable && within(read.root);
}

function hasEffect(consent: Consent, effect: Effect, unread: boolean): boolean {
  const read = readConsent(consent);
  const within = (node: Node): boolean => node.effect === effect || node.children.some(within);
  return read.readable ? within(read.root) : unread;
}
