/** Stores the next version of what the caller's organization holds, or marks it as deleted. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { resourceOf, type Stored, type Writer } from '#store';
import type { Places } from '#validation';
import type { Answer } from './answer.ts';
import { askAhead } from './ask-ahead.ts';
import {
  consentKept,
  differentId,
  endedConsent,
  isEnded,
  notHolder,
  versionConflict,
  versionNeeded,
} from './change-refusals.ts';
import type { Checked } from './check-resource.ts';
import { admit, checkHolder, draftOf, itemOfWrite, locationOf, recorded, told } from './create.ts';
import { type House, holderOf, type Visit, within } from './house.ts';
import { notFound, scopeMissing } from './refusals.ts';
import { permitOfCaller } from './visit-permit.ts';

export interface Target {
  readonly type: string;
  readonly id: string;
  /** The header as sent, e.g. `W/"3"`. */
  readonly ifMatch?: string | undefined;
  /** Where the members of what was sent stand in its text. */
  readonly positions?: Places | undefined;
}

/** 200 with the new version. Another organization's record cannot be changed; one that is not visible does not exist. */
export async function updateResource(
  house: House,
  visit: Visit,
  target: Target,
  resource: Resource,
): Promise<Answer | Refusal> {
  const { type, id } = target;
  if (!covers(visit.caller.scopes, type, 'update')) return scopeMissing(type, 'update');
  if (resource.resourceType !== type || resource.id !== id) return differentId(target, resource);
  if (type === 'Consent' && target.ifMatch === undefined) return versionNeeded(target);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  await askAhead(house, resource);
  return changeOwn(house, visit, permit, target, async (writer, current) => {
    const ended = endedConsent(current);
    if (ended) return ended;
    const setting = { positions: target.positions };
    const checked = await admit(within(house, writer), { ...visit, setting }, permit, resource);
    if (isRefusal(checked)) return checked;
    return { stored: await writer.replace(current, { ...draftOf(checked), custodian: current.custodian }), checked };
  });
}

/** 204. The history stays with who held it. */
export async function deleteResource(house: House, visit: Visit, target: Target): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, target.type, 'delete')) return scopeMissing(target.type, 'delete');
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  if (target.type === 'Consent') return consentKept();
  return changeOwn(house, visit, permit, target, async (writer, current) => ({
    stored: await writer.remove(current),
  }));
}

/** Withdraws a consent at once. The person may, and who recorded it; what it permitted is closed to the very next request. */
export async function withdrawConsent(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  const target = { type: 'Consent', id };
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const [consent] = await house.store.readMany(permit, [`Consent/${id}`]);
  const mine = consent && (resourceOf(consent) as Consent).patient?.reference === visit.caller.actor;
  if (!mine && !covers(visit.caller.scopes, 'Consent', 'update')) return scopeMissing('Consent', 'update');
  const holder = mine ? (consent.custodian ?? '') : holderOf(visit);
  return changeOwn(house, visit, permit, { ...target, holder }, async (writer, current) => {
    const resource = resourceOf(current) as Consent;
    // Withdrawn twice is withdrawn: the second finds nothing left to do.
    if (isEnded(resource)) return { stored: current };
    const withdrawn: Consent = { ...resource, status: 'inactive' };
    return { stored: await writer.replace(current, { resource: withdrawn, custodian: current.custodian }) };
  });
}

interface Changed {
  readonly stored: Stored;
  readonly checked?: Checked;
}

async function changeOwn(
  house: House,
  visit: Visit,
  permit: Permit,
  target: Target & { holder?: string },
  change: (writer: Writer, current: Stored) => Promise<Changed | Refusal>,
): Promise<Answer | Refusal> {
  const { type, id, ifMatch, holder = holderOf(visit) } = target;
  const visible = await house.store.read(permit, type, id);
  if (!visible || (visible.deleted && visible.custodian !== holder)) return notFound(type, id);
  const person = checkHolder(visit, { resourceType: type as Resource['resourceType'] });
  if (person) return person;
  return house.store.write(visit.now, async (writer) => {
    const current = await writer.lockOwn(holder, type, id);
    if (!current) return notHolder(type, id);
    if (current.deleted) return notFound(type, id);
    if (ifMatch !== undefined && ifMatch !== `W/"${current.version}"`) return versionConflict(target, current.version);
    const changed = await change(writer, current);
    if (isRefusal(changed)) return changed;
    const { stored, checked } = changed;
    const answer = changedAnswer(visit, stored);
    return recorded(house, visit, writer, checked === undefined ? answer : told(visit, stored, checked, answer));
  });
}

function changedAnswer(visit: Visit, stored: Stored): Answer {
  const items = [itemOfWrite(stored)];
  if (stored.deleted) return { status: 204, interaction: 'delete', action: 'D', items };
  const headers = {
    Location: locationOf(visit, stored),
    ETag: `W/"${stored.version}"`,
    'Last-Modified': stored.updated.toUTCString(),
  };
  return { status: 200, body: stored.text, headers, interaction: 'update', action: 'U', items };
}
