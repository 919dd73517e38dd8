/** Stores the next version of what the caller's organization holds, or marks it as deleted. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { resourceOf, type Stored, type Writer } from '#store';
import type { Answer } from './answer.ts';
import { askAhead } from './ask-ahead.ts';
import { admit, checkHolder, itemOfWrite, locationOf, recorded } from './create.ts';
import { type House, holderOf, type Visit, within } from './house.ts';
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
  if (type === 'Consent' && target.ifMatch === undefined) return versionNeeded(target);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  await askAhead(house, resource);
  return changeOwn(house, visit, permit, target, async (writer, current) => {
    const ended = endedConsent(current);
    if (ended) return ended;
    const draft = await admit(within(house, writer), visit, permit, resource);
    if (isRefusal(draft)) return draft;
    return writer.replace(current, { resource: draft, custodian: current.custodian });
  });
}

/** 204. The history stays with who held it. */
export async function deleteResource(house: House, visit: Visit, target: Target): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, target.type, 'delete')) return scopeMissing(target.type, 'delete');
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  if (target.type === 'Consent') return consentKept();
  return changeOwn(house, visit, permit, target, (writer, current) => writer.remove(current));
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
    if (ENDED.includes(resource.status ?? '')) return current;
    return writer.replace(current, { resource: { ...resource, status: 'inactive' }, custodian: current.custodian });
  });
}

const ENDED = ['inactive', 'entered-in-error', 'rejected'];

/** A consent that has ended stays ended: an old copy of it, sent again, must not give back what was withdrawn. */
function endedConsent(current: Stored): Refusal | undefined {
  if (current.type !== 'Consent' || !ENDED.includes((resourceOf(current) as Consent).status ?? '')) return undefined;
  return refuse(409, {
    code: 'consent-ended',
    type: 'business-rule',
    ja: 'この同意は終わっています。もう一度同意を得て、新しい Consent として登録してください。',
    en: 'this consent has ended; obtain a new one and store it as a new Consent',
    expression: 'Consent.status',
  });
}

async function changeOwn(
  house: House,
  visit: Visit,
  permit: Permit,
  target: Target & { holder?: string },
  change: (writer: Writer, current: Stored) => Promise<Stored | Refusal>,
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
    ja: `URL は ${type}/${id} ですが、本文は ${resource.resourceType}/${resource.id ?? '（id なし）'} です。本文の id を URL に合わせてください。`,
    en: `the URL names \`${type}/${id}\`, the body \`${resource.resourceType}/${resource.id ?? '(no id)'}\`; put the id of the URL into the body`,
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

const versionNeeded = ({ type, id }: Target): Refusal =>
  refuse(428, {
    code: 'if-match-needed',
    type: 'required',
    ja: `${type}/${id} を変更するには、読んだ版を If-Match で示してください。`,
    en: `changing \`${type}/${id}\` needs an If-Match header with the version that you read`,
    expression: 'http.If-Match',
  });

/** A refusal is as much a consent as a permission, and both are evidence. */
const consentKept = (): Refusal =>
  refuse(403, {
    code: 'consent-kept',
    type: 'business-rule',
    ja: '同意は削除できません。撤回（$withdraw）するか、誤りなら status を entered-in-error にしてください。',
    en: 'a consent cannot be deleted; withdraw it by `$withdraw`, or mark it as `entered-in-error`',
  });
