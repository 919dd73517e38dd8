/** Stores what decisions about a person rest on, a consent or a proxy's authority, together with where it came from. */
import type {
  CodeableConcept,
  Consent,
  Extension,
  Provenance,
  ProvenanceAgent,
  ProvenanceEntity,
  Reference,
  RelatedPerson,
  Resource,
  Signature,
} from '@medplum/fhirtypes';
import { authorityRecordsOf, labelOnWrite } from '#consent';
import { codeSystemUrl, profileUrl, toJapanTime } from '#fhir';
import { type Draft, resourceOf, type Stored, type StoredWithFacts, type Writer } from '#store';
import type { Visit } from '#visit';

/** What was done; a code of the CodeSystem `consent-act`. */
export type ConsentAct = 'record' | 'amend' | 'activate' | 'supersede' | 'withdraw' | 'verify-authority';

/** What the one who acts says of it, besides what is stored. */
export interface Told {
  readonly act: ConsentAct;
  readonly reason?: string | undefined;
  /** What the act rests on, such as a signed request to withdraw. */
  readonly sources?: readonly Reference[];
  /** The signature under such a request, and who was present when it was made by word of mouth. */
  readonly signature?: Signature;
  readonly witness?: Reference;
  /** The version that a new consent takes the place of. */
  readonly revised?: Stored;
  /** What ended by the same act. */
  readonly ended?: readonly Stored[];
}

export const SIGNATURE = profileUrl('consent-signature');
export const WITNESS = profileUrl('consent-witness');

/** Stores a new resource; for a consent and a proxy's authority with its Provenance, in the same transaction. */
export async function insertTold(
  visit: Visit,
  writer: Writer,
  draft: Draft,
  {
    id,
    told = { act: actOf(draft.resource, 'record') },
  }: { readonly id?: string | undefined; readonly told?: Told } = {},
): Promise<StoredWithFacts> {
  const stored = await writer.insert(draft, id);
  if (needsOrigin(draft.resource)) await tell(visit, writer, stored, told);
  return stored;
}

/** Stores the next version alike. */
export async function replaceTold(
  visit: Visit,
  writer: Writer,
  {
    current,
    draft,
    told = { act: actOf(draft.resource, 'amend') },
  }: { current: StoredWithFacts; draft: Draft; told?: Told },
): Promise<StoredWithFacts> {
  const stored = await writer.replace(current, draft);
  // Of what was deleted nothing is left to tell of.
  if (needsOrigin(draft.resource) || (!current.deleted && needsOrigin(resourceOf(current))))
    await tell(visit, writer, stored, told);
  return stored;
}

const needsOrigin = (resource: Resource): boolean =>
  resource.resourceType === 'Consent' || authorityRecordsOf(resource).length > 0;

const actOf = (resource: Resource, act: ConsentAct): ConsentAct =>
  authorityRecordsOf(resource).length > 0 ? 'verify-authority' : act;

async function tell(visit: Visit, writer: Writer, stored: Stored, told: Told): Promise<void> {
  const { resource } = labelOnWrite(provenanceOf(visit, stored, told));
  await writer.insert({ resource, custodian: stored.custodian });
}

/**
 * The person is a target too: it is in R4's compartment of a person by that alone, and they may know who recorded what in
 * their name. As closed as the consent itself: no permit to share reaches it.
 */
function provenanceOf({ caller, now }: Visit, stored: Stored, told: Told): Provenance {
  const resource = resourceOf(stored) as Consent | RelatedPerson;
  const entity = [...sourcesOf(resource, told), ...revisionOf(told)];
  const signature = [...(told.signature ? [told.signature] : []), ...signaturesOf(resource)];
  return {
    resourceType: 'Provenance',
    meta: {
      profile: [profileUrl('kakehashi-provenance')],
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }],
    },
    target: [stored, ...(told.ended ?? [])]
      .map(versioned)
      .concat(resource.patient?.reference ?? [])
      .map((reference) => ({ reference })),
    recorded: toJapanTime(now),
    activity: { coding: [{ system: codeSystemUrl('consent-act'), code: told.act }] },
    ...(told.reason === undefined ? {} : { reason: [{ text: told.reason }] }),
    agent: [
      {
        type: participant('enterer'),
        who: { reference: caller.actor },
        ...(caller.organization === null ? {} : { onBehalfOf: { reference: caller.organization } }),
      },
      ...(resource.resourceType === 'Consent' ? peopleOf(resource) : verifiersOf(resource)),
      ...(told.witness ? [verifier(told.witness)] : []),
    ],
    ...(entity.length === 0 ? {} : { entity }),
    ...(signature.length === 0 ? {} : { signature }),
  };
}

const versioned = ({ type, id, version }: Stored): string => `${type}/${id}/_history/${version}`;

const participant = (code: string): CodeableConcept => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }],
});

const verifier = (who: Reference): ProvenanceAgent => ({
  type: participant('verifier'),
  who: who as NonNullable<ProvenanceAgent['who']>,
});

const peopleOf = ({ performer = [], verification = [] }: Consent): ProvenanceAgent[] => [
  ...performer.map((who) => ({ type: participant('attester'), who })),
  ...verification
    .flatMap(({ extension = [] }) => extension)
    .flatMap(({ url, valueReference: who }) => (url === WITNESS && who ? [verifier(who)] : [])),
];

const verifiersOf = (relative: RelatedPerson): ProvenanceAgent[] =>
  partsOf(relative, 'verifiedBy').flatMap(({ valueReference: who }) => (who === undefined ? [] : [verifier(who)]));

const partsOf = (relative: RelatedPerson, name: string): Extension[] =>
  authorityRecordsOf(relative).flatMap(({ extension = [] }) => extension.filter(({ url }) => url === name));

/** An act that says what it rests on says it instead of what the consent itself did. */
function sourcesOf(resource: Consent | RelatedPerson, { act, sources = [] }: Told): ProvenanceEntity[] {
  const own = act === 'withdraw' ? [] : resource.resourceType === 'Consent' ? formsOf(resource) : documentsOf(resource);
  return [...sources, ...own].map((what) => ({ role: 'source', what }));
}

const formsOf = ({ sourceReference, sourceAttachment, extension = [] }: Consent): Reference[] => [
  ...(sourceReference ? [sourceReference] : []),
  ...(sourceAttachment?.title ? [{ display: sourceAttachment.title }] : []),
  ...extension.flatMap(({ url, valueIdentifier: identifier }) =>
    url === SIGNATURE && identifier ? [{ identifier }] : [],
  ),
];

const documentsOf = (relative: RelatedPerson): Reference[] =>
  partsOf(relative, 'document').flatMap(({ valueReference, valueIdentifier: identifier }) =>
    valueReference ? [valueReference] : identifier ? [{ identifier }] : [],
  );

const revisionOf = ({ revised }: Told): ProvenanceEntity[] =>
  revised === undefined ? [] : [{ role: 'revision', what: { reference: versioned(revised) } }];

const signaturesOf = (resource: Consent | RelatedPerson): NonNullable<Provenance['signature']> =>
  (resource.extension ?? []).flatMap(({ url, valueSignature }) =>
    url === SIGNATURE && valueSignature ? [valueSignature] : [],
  );
