/** Stores the next version of what the caller's organization holds, or marks it as deleted. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { resourceOf, type Stored, type Writer } from '#store';
import type { Answer } from './answer.ts';
import { admit, itemOfWrite, locationOf, recorded } from './create.ts';
import type { House, Visit } from './house.ts';
import { notFound, scopeMissing } from './refusals.ts';
import { permitOfCaller } from './visit-permit.ts';

export interface Target {
  readonly type: string;
  readonly id: string;
  /** The header as sent, e.g. `W/"3"`. */
  readonly ifMatch?: string | undefined;
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
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  return changeOwn(house, visit, permit, target, async (writer, current) => {
    const draft = await admit(house, visit, permit, resource);
    if (isRefusal(draft)) return draft;
    return writer.replace(current, { resource: draft, custodian: current.custodian });
  });
}

/** 204. The history stays with who held it. */
export async function deleteResource(house: House, visit: Visit, target: Target): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, target.type, 'delete')) return scopeMissing(target.type, 'delete');
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  return changeOwn(house, visit, permit, target, (writer, current) => writer.remove(current));
}

/** Withdraws a consent at once. The person may, and who recorded it; what it permitted is closed to the very next request. */
export async function withdrawConsent(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  const target = { type: 'Consent', id };
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const seen = await house.store.readMany(permit, [`Consent/${id}`]);
  const [consent] = seen;
  const mine =
    consent && !consent.deleted && (resourceOf(consent) as Consent).patient?.reference === visit.caller.actor;
  if (!mine && !covers(visit.caller.scopes, 'Consent', 'update')) return scopeMissing('Consent', 'update');
  const holder = mine ? consent.custodian : visit.caller.organization;
  return changeOwn(house, visit, permit, { ...target, holder }, (writer, current) =>
    writer.replace(current, {
      resource: { ...(resourceOf(current) as Consent), status: 'inactive' },
      custodian: current.custodian,
    }),
  );
}

async function changeOwn(
  house: House,
  visit: Visit,
  permit: Permit,
  target: Target & { holder?: string | null },
  change: (writer: Writer, current: Stored) => Promise<Stored | Refusal>,
): Promise<Answer | Refusal> {
  const { type, id, ifMatch, holder = visit.caller.organization } = target;
  const visible = await house.store.readMany(permit, [`${type}/${id}`]);
  if (visible.length === 0) return notFound(type, id);
  return house.store.write(visit.now, async (writer) => {
    const current = await writer.lockOwn(holder, type, id);
    if (!current) return notHolder(type, id);
    if (current.deleted) return notFound(type, id);
    if (ifMatch !== undefined && ifMatch !== `W/"${current.version}"`) return versionConflict(target, current.version);
    const stored = await change(writer, current);
    if (isRefusal(stored)) return stored;
    return recorded(house, visit, writer, changedAnswer(visit, stored));
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

const differentId = ({ type, id }: Target, resource: Resource): Refusal =>
  refuse(400, {
    code: 'id-differs',
    type: 'invalid',
    ja: `URL は ${type}/${id} ですが、本文は ${resource.resourceType}/${resource.id ?? '（id なし）'} です。`,
    en: `the URL names \`${type}/${id}\`, the body \`${resource.resourceType}/${resource.id ?? '(no id)'}\``,
    expression: `${resource.resourceType}.id`,
  });

const notHolder = (type: string, id: string): Refusal =>
  refuse(403, {
    code: 'not-holder',
    type: 'forbidden',
    ja: `${type}/${id} は他の機関が保有しています。変更できるのは保有する機関だけです。`,
    en: `\`${type}/${id}\` is held by another organization; only its holder can change it`,
  });

const versionConflict = ({ type, id, ifMatch }: Target, version: number): Refusal =>
  refuse(412, {
    code: 'version-conflict',
    type: 'conflict',
    ja: `${type}/${id} の現在の版は ${version} です（If-Match: ${ifMatch}）。読み直してからやり直してください。`,
    en: `the current version of \`${type}/${id}\` is ${version}, not \`${ifMatch}\`; read it again and retry`,
  });
