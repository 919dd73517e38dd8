/** What a consent opens about a family member stays open as long as their own consent does, which it names (§5, §6). */
import type { Consent } from '@medplum/fhirtypes';
import { parseReference } from '#fhir';
import { CATEGORY } from './codes.ts';
import type { Labels } from './criteria.ts';
import { isRefuted } from './effective.ts';
import { type FamilyEvidence, familyOpeningsOf, mayMeanFamily, namesFamilyConsent } from './family-openings.ts';
import type { Json } from './json.ts';
import { meansRequest } from './match.ts';
import { type Effect, isInForce, type Node, readConsent, withRoot } from './read-consent.ts';
import { hasEvidence, permitsAtRoot } from './undo-refusal.ts';
import type { Viewing } from './viewing.ts';

/**
 * Whether `theirs` is the member's own, about the same person, active, evidenced and not found untrue, and permits as a whole
 * at a moment in milliseconds.
 */
export const isFamilyWord = (
  theirs: Consent,
  { member }: FamilyEvidence,
  { patient }: Pick<Consent, 'patient'>,
  at: number,
): boolean =>
  theirs.status === 'active' &&
  !isRefuted(theirs as unknown as Json) &&
  theirs.performer?.some(({ reference }) => reference === member) === true &&
  theirs.patient?.reference === patient?.reference &&
  hasEvidence(theirs) &&
  permitsAtRoot(theirs, at);

/** Whether what it permits about family is permitted to who asks, and to them not refused. */
function meansAlso(theirs: Consent, viewing: Viewing): boolean {
  const nodes = nodesOf(treeOf(theirs)).filter((node) => isInForce(node, viewing.at));
  const mean = (effect: Effect) => (node: Node) =>
    node.effect === effect && meansRequest(node.criteria, effect, viewing) && mayMeanFamily(node.criteria.labels);
  return nodes.some(mean('permit')) && !nodes.some((node) => mean('deny')(node) && isOfNoRecord(node));
}

/** Of a consent that was read before, or nothing would be known to be opened by it. */
const treeOf = (consent: Consent): Node => (readConsent(consent) as { readonly root: Node }).root;

const nodesOf = (node: Node): readonly Node[] => [node, ...node.children.flatMap(nodesOf)];

/** A refusal of some records only is no refusal of the rest. */
const isOfNoRecord = ({ criteria: { classes, codes, dataPeriod, data } }: Node): boolean =>
  [classes, codes, dataPeriod, data].every((criterion) => criterion === undefined);

/**
 * All consents of one person, each without what it opens by a family member's Consent that does not hold now, or not for who
 * asks. A form on paper is what it is.
 */
export function heldToFamilyWord(consents: readonly Consent[], viewing: Viewing): readonly Consent[] {
  if (!consents.some(namesFamilyConsent)) return consents;
  return consents.map((consent) => {
    const isHeld = (evidence: FamilyEvidence): boolean => {
      const named = parseReference(evidence.reference ?? '');
      if (named?.type !== 'Consent') return true;
      const theirs = consents.find(({ id }) => id === named.id);
      return theirs !== undefined && isFamilyWord(theirs, evidence, consent, viewing.at) && meansAlso(theirs, viewing);
    };
    const lapsed = familyOpeningsOf(consent).filter(({ evidence }) => !evidence.every(isHeld));
    return lapsed.length === 0 ? consent : closed(consent, lapsed.map(({ place }) => place).sort());
  });
}

// A stored version never changes, so that each way of closing it is made once.
const known = new WeakMap<Consent, Map<string, Consent>>();

function closed(consent: Consent, places: readonly string[]): Consent {
  const made = known.get(consent) ?? new Map<string, Consent>();
  known.set(consent, made);
  const key = places.join();
  const found = made.get(key) ?? withRoot(consent, closedAt(treeOf(consent), places));
  made.set(key, found);
  return found;
}

const FAMILY = `${CATEGORY}|family`;
/** A label that no record carries: a permit that lists it instead of another reaches no record with that one. */
const LAPSED = `${CATEGORY}|family-consent-lapsed`;
const OF_FAMILY: Labels = { levels: [], sensitivities: { exact: [FAMILY], bare: [] }, handling: [] };

/** INVARIANT: only the provisions at the places are changed: their exceptions hold by the criteria that they had. */
function closedAt(node: Node, places: readonly string[]): Node {
  const children = node.children.map((child) => closedAt(child, places));
  if (!places.includes(`Consent.${node.place}`)) return { ...node, children };
  const { labels } = node.criteria;
  if (labels?.sensitivities.exact.includes(FAMILY) !== true) {
    // What lists no category opens whatever there is, but for the family now.
    const criteria = { ...node.criteria, labels: OF_FAMILY };
    return {
      ...node,
      children: [...children, { ...node, effect: 'deny', criteria, namesBreakGlass: false, children: [] }],
    };
  }
  const exact = labels.sensitivities.exact.map((label) => (label === FAMILY ? LAPSED : label));
  const sensitivities = { ...labels.sensitivities, exact };
  return { ...node, criteria: { ...node.criteria, labels: { ...labels, sensitivities } }, children };
}
