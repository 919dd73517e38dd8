/** Finds what in a consent opens information about family members: it is theirs too, and needs their own written consent (§6). */
import type { Consent } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from '#fhir';
import type { DataCriterion, Labels } from './criteria.ts';
import { type Json, objectsOf } from './json.ts';
import { type Node, readConsent } from './read-consent.ts';

/** A provision that may open it. */
export interface FamilyOpening {
  /** FHIRPath, e.g. `Consent.provision.provision[0]`; `Consent.policyRule` where that permits alone. */
  readonly place: string;
  /** What it names of the family member's consent; none where nothing is named. */
  readonly evidence: readonly FamilyEvidence[];
  /** The records that it is limited to; none where it opens whatever there is. */
  readonly data: readonly DataCriterion[];
}

export interface FamilyEvidence {
  /** `RelatedPerson/x`. */
  readonly member?: string;
  /** The member's own Consent or form, where it is a reference. */
  readonly reference?: string;
  /** The number of the form, where that is told. */
  readonly number?: string;
}

const FAMILY = `${codeSystemUrl('jp-chiiki-ikou-category')}|family`;
const FAMILY_CONSENT = profileUrl('family-consent');

/** What an exception may say and still cover all that its rule opens about family. */
const PLAIN = ['id', 'extension', 'type', 'securityLabel', 'provision'];

/**
 * Every permit that lists `family` or no category at all, unless its own exception denies `family`. A consent that cannot
 * be read opens nothing.
 */
export function familyOpeningsOf(consent: Consent): readonly FamilyOpening[] {
  const read = readConsent(consent);
  if (!read.readable) return [];
  const [provision = {}] = objectsOf((consent as unknown as Json)['provision']);
  return openingsIn(read.root, provision, { place: `Consent.${read.root.place}`, evidence: [] });
}

function openingsIn(node: Node, provision: Json, { place, evidence }: Omit<FamilyOpening, 'data'>): FamilyOpening[] {
  const known = [...evidence, ...evidenceIn(provision)];
  // A node was read from its provision, so that each child stands where its own does.
  const below = objectsOf(provision['provision']).map((inner, i) => ({ inner, child: node.children[i] as Node, i }));
  const exceptions = below.flatMap(({ inner, child, i }) =>
    openingsIn(child, inner, { place: `${place}.provision[${i}]`, evidence: known }),
  );
  const isShut = below.some(
    ({ inner, child }) => child.effect === 'deny' && deniesFamily(child.criteria.labels, inner),
  );
  const opens = node.effect === 'permit' && !isShut && mayMeanFamily(node.criteria.labels);
  return [...(opens ? [{ place, evidence: known, data: node.criteria.data ?? [] }] : []), ...exceptions];
}

/** Whether any provision names a family member's consent. */
export function namesFamilyConsent({ provision }: Pick<Consent, 'provision'>): boolean {
  if (provision === undefined) return false;
  return (
    isNamedIn(provision as unknown as Json) ||
    (provision.provision ?? []).some((one) => namesFamilyConsent({ provision: one }))
  );
}

const isNamedIn = (provision: Json): boolean =>
  objectsOf(provision['extension']).some(({ url }) => url === FAMILY_CONSENT);

function numberIn({ valueIdentifier, valueReference }: Json): unknown {
  const [identifier] = [...objectsOf(valueIdentifier), ...objectsOf(objectsOf(valueReference)[0]?.['identifier'])];
  return identifier?.['value'];
}

function evidenceIn(provision: Json): FamilyEvidence[] {
  const named = objectsOf(provision['extension']).filter(({ url }) => url === FAMILY_CONSENT);
  return named.map(({ extension }) => {
    const referenceIn = (part: string): unknown =>
      objectsOf(objectsOf(extension).find(({ url }) => url === part)?.['valueReference'])[0]?.['reference'];
    const [member, reference] = [referenceIn('member'), referenceIn('evidence')];
    const number = numberIn(objectsOf(extension).find(({ url }) => url === 'evidence') ?? {});
    return {
      ...(typeof member === 'string' ? { member } : {}),
      ...(typeof reference === 'string' ? { reference } : {}),
      ...(typeof number === 'string' ? { number } : {}),
    };
  });
}

/** A permit reaches a record only where it lists all of the record's sensitivities, or none at all. */
export function mayMeanFamily(labels: Labels | undefined): boolean {
  // A consent names the system of each; codes of any system are for rules.
  const { exact = [] } = labels?.sensitivities ?? {};
  return exact.length === 0 || exact.includes(FAMILY);
}

const deniesFamily = (labels: Labels | undefined, provision: Json): boolean =>
  Object.keys(provision).every((key) => PLAIN.includes(key)) &&
  labels?.sensitivities.exact.includes(FAMILY) === true &&
  objectsOf(provision['provision']).length === 0;
