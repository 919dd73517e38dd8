/** What a consent opens about a family member stays open as long as their own consent does, which it names (§5, §6). */
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { parseReference } from '#fhir';
import { CATEGORY } from './codes.ts';
import { type FamilyEvidence, familyOpeningsOf, namesFamilyConsent } from './family-openings.ts';
import { hasEvidence, permitsAtRoot } from './undo-refusal.ts';

/** Whether `theirs` is the member's own, about the same person, active, evidenced, and permits as a whole at a moment in milliseconds. */
export const isFamilyWord = (
  theirs: Consent,
  { member }: FamilyEvidence,
  { patient }: Pick<Consent, 'patient'>,
  at: number,
): boolean =>
  theirs.status === 'active' &&
  theirs.performer?.some(({ reference }) => reference === member) === true &&
  theirs.patient?.reference === patient?.reference &&
  hasEvidence(theirs) &&
  permitsAtRoot(theirs, at);

/**
 * All consents of one person, each without what it opens by a family member's Consent that does not hold at a moment in
 * milliseconds. A form on paper is what it is.
 */
export function heldToFamilyWord(consents: readonly Consent[], at: number): readonly Consent[] {
  if (!consents.some(namesFamilyConsent)) return consents;
  return consents.map((consent) => {
    const isHeld = (evidence: FamilyEvidence): boolean => {
      const named = parseReference(evidence.reference ?? '');
      if (named?.type !== 'Consent') return true;
      const theirs = consents.find(({ id }) => id === named.id);
      return theirs !== undefined && isFamilyWord(theirs, evidence, consent, at);
    };
    const lapsed = familyOpeningsOf(consent).filter(({ evidence }) => !evidence.every(isHeld));
    return lapsed.length === 0 ? consent : closed(consent, lapsed.map(({ place }) => place).sort());
  });
}

// A stored version never changes, so that each way of closing it is read once.
const known = new WeakMap<Consent, Map<string, Consent>>();

function closed(consent: Consent, places: readonly string[]): Consent {
  const made = known.get(consent) ?? new Map<string, Consent>();
  known.set(consent, made);
  // What opens something by another consent is a provision.
  const provision = consent.provision as ConsentProvision;
  const key = places.join();
  const found = made.get(key) ?? { ...consent, provision: within(provision, { place: ROOT, places }) };
  made.set(key, found);
  return found;
}

const ROOT = 'Consent.provision';
const FAMILY = 'family';
/** A label that no record carries: a permit that lists it instead of another reaches no record with that one. */
const LAPSED = { system: CATEGORY, code: 'family-consent-lapsed' };

interface Closing {
  readonly place: string;
  readonly places: readonly string[];
  /** The labels that hold where a provision lists none. */
  readonly above?: ConsentProvision['securityLabel'];
}

function within(provision: ConsentProvision, { place, places, above }: Closing): ConsentProvision {
  const labels = provision.securityLabel ?? above;
  const inner = provision.provision?.map((child, index) =>
    within(child, { place: `${place}.provision[${index}]`, places, ...(labels && { above: labels }) }),
  );
  return {
    ...provision,
    ...(inner && { provision: inner }),
    ...(places.includes(place) && { securityLabel: withoutFamily(labels) }),
  };
}

function withoutFamily(labels: ConsentProvision['securityLabel'] = []): NonNullable<ConsentProvision['securityLabel']> {
  const others = labels.filter(({ system, code }) => system !== CATEGORY || code !== FAMILY);
  return [...others, LAPSED];
}
