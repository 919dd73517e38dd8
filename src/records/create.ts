/** Stores a new resource for the caller's organization. */
import type { CareTeam, Communication, Consent, RelatedPerson, Resource } from '@medplum/fhirtypes';
import type { DisclosedItem } from '#audit';
import { covers, type ScopeAction } from '#auth';
import type { Permit } from '#consent';
import { type Issue, isRefusal, type Refusal, refuse, withLocalReferences } from '#fhir';
import { type Draft, resourceOf, type Stored, type Writer } from '#store';
import type { Places } from '#validation';
import {
  type Answer,
  entryOf,
  type House,
  holderOf,
  outsideScope,
  permitOfCaller,
  scopeMissing,
  type Visit,
  within,
} from '#visit';
import { checkRecipients } from './announce.ts';
import { criteriaIn } from './bundle-request.ts';
import { provenanceOfConsent } from './change-refusals.ts';
import { checkCrisisTeam } from './check-crisis-team.ts';
import { type Checked, checkResource, type Setting } from './check-resource.ts';
import { type Criteria, findByCriteria, severalMatch } from './find-by-criteria.ts';
import { alsoKnown, NOTHING_KNOWN } from './known.ts';
import { insertTold } from './origin.ts';
import { readResource } from './read.ts';
import { checkRecorder } from './record-consent.ts';
import { checkVerifier } from './verify-authority.ts';
import { warnOfIdleParts } from './warn-of-idle-parts.ts';

/** How a create is asked for. */
export interface Creating {
  readonly positions?: Places | undefined;
  /** Create only where nothing meets these criteria. */
  readonly ifNoneExist?: string | undefined;
}

/** 201 with the stored resource, its location and version; 200 with what meets `ifNoneExist`, 412 where several do. */
export async function createResource(
  house: House,
  visit: Visit,
  resource: Resource,
  { positions, ifNoneExist }: Creating = {},
): Promise<Answer | Refusal> {
  const type = resource.resourceType;
  if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  const draft = await admit(house, { ...visit, setting: { positions, actions: ['create'] } }, permit, resource);
  if (isRefusal(draft)) return draft;
  const known = ifNoneExist === undefined ? undefined : { type, query: criteriaIn(ifNoneExist, type, visit.base) };
  const store = async (writer: Writer): Promise<Answer | Refusal> => {
    if (known !== undefined) {
      const met = await knownAlready(house, visit, writer, known);
      if (met !== undefined) return isRefusal(met) ? met : recorded(house, visit, writer, met);
    }
    const stored = await insertTold(visit, writer, { ...draftOf(draft), custodian: holderOf(visit) });
    return recorded(house, visit, writer, told(visit, stored, draft, createdAnswer(visit, stored)));
  };
  // Who waits for others with the same criteria must not make those wait who only create.
  return known === undefined ? house.store.writeTogether(visit.now, store) : house.store.write(visit.now, store);
}

/** The answer for what meets the criteria of a conditional create already. */
export async function knownAlready(
  house: House,
  visit: Visit,
  writer: Writer,
  criteria: Criteria,
): Promise<Answer | Refusal | undefined> {
  const found = await findByCriteria(house, visit, writer, criteria);
  if (isRefusal(found)) return found;
  const [match] = found;
  if (match === undefined) return undefined;
  if (found.length > 1) return severalMatch(criteria, found.length);
  const answer = await readResource(within(house, writer), visit, match.type, match.id);
  return isRefusal(answer) ? answer : { ...answer, headers: { ...answer.headers, Location: locationOf(visit, match) } };
}

/** How a resource is to be stored: it must lie within the token's scopes for each of these actions. */
export interface Admission extends Setting {
  readonly actions: readonly ScopeAction[];
}

/** The resource checked in every way and labelled, ready to be stored, or why it may not be. */
export async function admit(
  house: House,
  visit: Visit & { readonly setting: Admission },
  permit: Permit,
  given: Resource,
): Promise<Checked | Refusal> {
  const holder = checkHolder(visit, given);
  if (holder) return holder;
  const resource = withLocalReferences(visit.base, given);
  const custodian = visit.setting.before?.custodian ?? holderOf(visit);
  const known = alsoKnown(visit.setting.known ?? NOTHING_KNOWN, ownPerson(visit, resource));
  const checked = await checkResource(house, permit, resource, { ...visit.setting, known, custodian });
  if (isRefusal(checked)) return checked;
  for (const action of visit.setting.actions) {
    const outside = outsideScope(house, visit, action, checked);
    if (outside) return outside;
  }
  const refusal = await checkSpecial(house, visit, permit, checked.resource);
  if (refusal) return refusal;
  if (resource.resourceType !== 'Consent') return checked;
  const idle = await warnOfIdleParts(house, visit, permit, checked.resource as Consent);
  return { ...checked, issues: [...checked.issues, ...idle] };
}

/** A person consents and refuses for themself, also where nobody holds their record any more. */
const ownPerson = ({ caller }: Visit, resource: Resource): string[] =>
  resource.resourceType === 'Consent' && resource.patient?.reference === caller.actor ? [caller.actor] : [];

/** What is stored of a checked resource: itself, and the faults that its rule lets pass. */
export const draftOf = ({ resource, labels, kept }: Checked): Pick<Draft, 'resource' | 'labels' | 'findings'> => ({
  resource,
  labels,
  findings: kept,
});

/** The answer with what there is to say of the write; where faults were let pass, with the way to them. */
export function told(visit: Visit, stored: Stored, { issues, kept }: Checked, answer: Answer): Answer {
  if (kept.length === 0) return { ...answer, outcome: issues };
  const findings = `<${visit.base}/${stored.type}/${stored.id}/$findings>; rel="describedby"`;
  return { ...answer, headers: { ...answer.headers, Link: findings }, outcome: [KEPT, ...issues] };
}

const KEPT: Issue = {
  severity: 'warning',
  code: 'stored-with-findings',
  type: 'incomplete',
  ja: '誤りがありますが、この種類のリソースの決まりにより保存しました。$findings で誤りを確かめ、直した版を送ってください。',
  en: 'stored in spite of the faults, as the rule of this resource type has it; see `$findings` and send a mended version',
};

async function checkSpecial(
  house: House,
  visit: Visit & { readonly setting: Admission },
  permit: Permit,
  resource: Resource,
): Promise<Refusal | undefined> {
  if (resource.resourceType === 'Consent') return checkRecorder(house, visit, permit, resource as Consent);
  if (resource.resourceType === 'RelatedPerson') return checkVerifier(house, visit, permit, resource as RelatedPerson);
  if (resource.resourceType === 'Provenance') return provenanceOfConsent(resource);
  if (resource.resourceType === 'CareTeam') {
    const { before } = visit.setting;
    return checkCrisisTeam(before && (resourceOf(before) as CareTeam), resource, visit.now);
  }
  if (resource.resourceType === 'Communication')
    return checkRecipients(house, visit, { communication: resource as Communication, known: visit.setting.known });
  return undefined;
}

/** A person records nothing but their own consent: all else is held by an organization. */
export function checkHolder({ caller }: Visit, { resourceType }: Pick<Resource, 'resourceType'>): Refusal | undefined {
  if (caller.organization !== null || resourceType === 'Consent') return undefined;
  return refuse(403, {
    code: 'holder-missing',
    type: 'forbidden',
    ja: `${resourceType} を登録・変更できるのは機関だけです。`,
    en: `only an organization can store or change a \`${resourceType}\``,
  });
}

export const locationOf = ({ base }: Visit, { type, id, version }: Stored): string =>
  `${base}/${type}/${id}/_history/${version}`;

export function itemOfWrite(stored: Stored): DisclosedItem {
  const { type, id, version, custodian, facts } = stored;
  return {
    reference: `${type}/${id}/_history/${version}`,
    patients: facts.patients,
    categories: [],
    custodian,
    reason: 'OWN_RECORD',
    consents: [],
  };
}

export function createdAnswer(visit: Visit, stored: Stored): Answer {
  return {
    status: 201,
    body: stored.text,
    headers: {
      Location: locationOf(visit, stored),
      ETag: `W/"${stored.version}"`,
      'Last-Modified': stored.updated.toUTCString(),
    },
    updated: stored.updated,
    interaction: 'create',
    action: 'C',
    items: [itemOfWrite(stored)],
  };
}

/** Commits the audit with the write: called last in the transaction. */
export async function recorded(house: House, visit: Visit, writer: Writer, answer: Answer): Promise<Answer> {
  await house.audit.recordIn(writer.sql, entryOf(visit, answer));
  return { ...answer, recorded: true };
}
