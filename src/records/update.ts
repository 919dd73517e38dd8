/** Stores the next version of what the caller's organization holds, or marks it as deleted. */
import type { Resource } from '@medplum/fhirtypes';
import type { DisclosedItem } from '#audit';
import { covers } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import { resourceOf, type Stored, type StoredWithFacts, type Writer } from '#store';
import {
  type Aim,
  type Answer,
  aimOf,
  findTarget,
  gone,
  type House,
  holderOf,
  InputRefused,
  isAimedAt,
  notFound,
  permitOfCaller,
  scopeMissing,
  settle,
  type Visit,
  within,
} from '#visit';
import { askAhead } from './ask-ahead.ts';
import {
  consentKept,
  differentId,
  endedConsent,
  keptAsItIs,
  notHolder,
  provenanceOfConsent,
  versionNeeded,
  versionOfNothing,
} from './change-refusals.ts';
import type { Checked } from './check-resource.ts';
import {
  admit,
  checkHolder,
  createdAnswer,
  draftOf,
  itemOfWrite,
  locationOf,
  recorded,
  told as toldOf,
} from './create.ts';
import { lockByCriteria, severalMatch } from './find-by-criteria.ts';
import { bringBack, chosenAmiss, createWithin, type Making, mayBeMade } from './make-anew.ts';
import { replaceTold, type Told } from './origin.ts';
import { unmetPrecondition } from './preconditions.ts';
import { aboutOne, settingOf, type Target } from './target.ts';
import { isKept, needsVersion } from './type-rules.ts';

/** A write within a transaction; its audit is committed by who runs the transaction. */
export type Write = (writer: Writer) => Promise<Answer | Refusal>;

/**
 * 200 with the new version. Another organization's record cannot be changed; one that is not visible does not exist. By
 * criteria that nothing meets, where the house lets clients choose ids, and of what the caller's organization deleted, 201.
 */
export async function updateResource(
  house: House,
  visit: Visit,
  target: Target,
  resource: Resource,
): Promise<Answer | Refusal> {
  const write = await prepareUpdate(house, visit, target, resource);
  return isRefusal(write) ? write : inTransaction(house, visit, write, aboutOne(target));
}

/** Everything about an update that needs no transaction. */
export async function prepareUpdate(
  house: House,
  visit: Visit,
  target: Target,
  resource: Resource,
): Promise<Write | Refusal> {
  const { type } = target;
  if (!covers(visit.caller.scopes, type, 'update')) return scopeMissing(type, 'update');
  if (resource.resourceType !== type || (target.id !== undefined && resource.id !== target.id))
    return differentId({ type, id: target.id ?? '' }, resource);
  if (needsVersion(type) && target.ifMatch === undefined) return versionNeeded(target);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const aim = await aimOf(house, visit, ['update']);
  if (isRefusal(aim)) return aim;
  await askAhead(house, resource);
  return async (writer) => {
    const at = await resolveTarget(house, visit, writer, target);
    if (isRefusal(at)) return at;
    const [only] = at;
    const { among } = target;
    // What an entry before this one stored meets its criteria too: what is linked to this one would lead elsewhere.
    if (among?.meant !== undefined && only !== undefined && only.id !== among.meant)
      return severalMatch({ type, query: target.criteria ?? '' }, 2);
    const making = { visit, writer, permit, target };
    // Who names a version means something that is there, seen or not: nothing is made for that.
    const isNamed = target.ifMatch !== undefined;
    if (only === undefined && resource.id === undefined)
      return isNamed ? versionOfNothing(target) : createWithin(house, making, resource, among?.meant);
    // Who names an id that nothing has asks for that id, not for another.
    const { id = '' } = only ?? resource;
    const amiss = isNamed ? undefined : chosenAmiss(house, type, id);
    if (amiss) return amiss;
    if (!isNamed && (await mayBeMade(house, { type, id }, writer))) return createWithin(house, making, resource, id);
    if (only === undefined) return notFound(type, id);
    if (resource.id !== undefined && resource.id !== only.id) return differentId(only, resource);
    const named = { ...resource, id: only.id };
    const changing = { writer, aim, target: { ...target, id: only.id } };
    const change = async (current: StoredWithFacts) =>
      current.deleted
        ? bringBack(house, visit, { writer, permit, current, target }, named)
        : replaceBy(house, visit, { writer, permit, current, target }, () => named);
    return changeWithin(house, visit, changing, change, true);
  };
}

/** 204. The history stays with who held it. What is deleted already stays so. */
export async function deleteResource(house: House, visit: Visit, target: Target): Promise<Answer | Refusal> {
  const write = await prepareDelete(house, visit, target);
  return isRefusal(write) ? write : inTransaction(house, visit, write, aboutOne(target));
}

/** Why the caller may delete nothing of a type. */
export function deleteRefused({ caller }: Visit, type: string): Refusal | undefined {
  if (!covers(caller.scopes, type, 'delete')) return scopeMissing(type, 'delete');
  return isKept(type) ? consentKept() : undefined;
}

export async function prepareDelete(house: House, visit: Visit, target: Target): Promise<Write | Refusal> {
  const refused = deleteRefused(visit, target.type);
  if (refused) return refused;
  const aim = await aimOf(house, visit, ['delete']);
  if (isRefusal(aim)) return aim;
  return async (writer) => {
    const several = house.writing.conditionalDelete === 'multiple';
    const at = await resolveTarget(house, visit, writer, target, several);
    if (isRefusal(at)) return at;
    const items: DisclosedItem[] = [];
    for (const { id } of at) {
      const answer = await changeWithin(
        house,
        visit,
        { writer, aim, target: { ...target, id } },
        async (current) => {
          if (current.deleted) return { stored: current };
          return provenanceOfConsent(resourceOf(current)) ?? { stored: await writer.remove(current) };
        },
        true,
      );
      if (isRefusal(answer)) return answer;
      items.push(...answer.items);
    }
    return { status: 204, interaction: 'delete', action: 'D', items };
  };
}

/**
 * Runs one write with its audit. One that is `about` a single resource, and so writes once and last, may share its
 * transaction with others; any other has one of its own, of which a refusal leaves nothing behind.
 */
export function inTransaction(house: House, visit: Visit, write: Write, about?: string): Promise<Answer | Refusal> {
  const done = async (writer: Writer): Promise<Answer | Refusal> => {
    const answer = await write(writer);
    return isRefusal(answer) ? answer : recorded(house, visit, writer, answer);
  };
  if (about !== undefined) return house.store.writeTogether(visit.now, done, about);
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const answer = await done(writer);
      if (isRefusal(answer)) throw new InputRefused(answer);
      return answer;
    }),
  );
}

/** The resources that are meant: the one that is named, or those that meet the criteria. */
export async function resolveTarget(
  house: House,
  visit: Visit,
  writer: Writer,
  { type, id, criteria = '', among, found }: Target,
  several = false,
): Promise<NonNullable<Target['found']> | Refusal> {
  if (id !== undefined) return [{ type, id }];
  if (found !== undefined) return found;
  if (!among?.isSettled) return lockByCriteria(house, visit, writer, { type, query: criteria }, several);
  const { meant, known } = among;
  return meant === undefined || known.has(`${type}/${meant}`) ? [] : [{ type, id: meant }];
}

interface Replacing extends Making {
  readonly current: StoredWithFacts;
  readonly told?: Told;
}

/** The next version of what is stored, made of it and checked in every way. */
export async function replaceBy(
  house: House,
  visit: Visit,
  { writer, permit, current, target, told }: Omit<Replacing, 'visit'>,
  next: (before: Resource) => Resource | Refusal,
): Promise<Changed | Refusal> {
  const ended = endedConsent(current);
  if (ended) return ended;
  const resource = next(resourceOf(current));
  if (isRefusal(resource)) return resource;
  const kept = keptAsItIs(current, resource);
  if (kept) return kept;
  const checked = await admit(
    within(house, writer),
    { ...visit, setting: { ...settingOf(target), before: current, actions: ['update'] } },
    permit,
    resource,
  );
  if (isRefusal(checked)) return checked;
  // A document stays as closed as its parts.
  const { custodian, members } = current;
  const draft = { ...draftOf(checked), custodian, members };
  return { stored: await replaceTold(visit, writer, { current, draft, ...(told && { told }) }), checked };
}

interface Changed {
  readonly stored: Stored;
  readonly checked?: Checked;
}

interface Changing {
  readonly writer: Writer;
  readonly aim: Aim;
  readonly target: Target & { readonly id: string; readonly holder?: string };
}

/** Changes what the caller holds itself, locked; `deleted` lets the mark of a deletion through. */
export async function changeWithin(
  house: House,
  visit: Visit,
  { writer, aim, target }: Changing,
  change: (current: StoredWithFacts) => Promise<Changed | Refusal>,
  deleted = false,
): Promise<Answer | Refusal> {
  const { type, id, holder = holderOf(visit) } = target;
  const visible = await findTarget(house, writer, aim, { type, id });
  if (!visible || (visible.deleted && visible.custodian !== holder)) return notFound(type, id);
  const person = checkHolder(visit, { resourceType: type as Resource['resourceType'] });
  if (person) return person;
  const current = await writer.lockOwn(holder, type, id);
  if (!current) return notHolder(type, id);
  if (!isAimedAt(house, visit, aim, current)) return notFound(type, id);
  // Whose own it was may know that it is gone, as when reading it.
  if (current.deleted && !deleted) return (current.custodian === holderOf(visit) ? gone : notFound)(type, id);
  const unmet = unmetPrecondition(target, current);
  if (unmet) return unmet;
  const changed = await change(current);
  if (isRefusal(changed)) return changed;
  const { stored, checked } = changed;
  const answer = current.deleted && !stored.deleted ? createdAnswer(visit, stored) : changedAnswer(visit, stored);
  return checked === undefined ? answer : toldOf(visit, stored, checked, answer);
}

function changedAnswer(visit: Visit, stored: Stored): Answer {
  const items = [itemOfWrite(stored)];
  if (stored.deleted) return { status: 204, interaction: 'delete', action: 'D', items };
  const headers = {
    Location: locationOf(visit, stored),
    ETag: `W/"${stored.version}"`,
    'Last-Modified': stored.updated.toUTCString(),
  };
  const { text: body, updated } = stored;
  return { status: 200, body, headers, updated, interaction: 'update', action: 'U', items };
}
