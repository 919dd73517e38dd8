/** What an update makes where nothing is: under an id that a client chose, of criteria that nothing meets, or anew what was deleted. */
import type { Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { isUuid, type StoredWithFacts, type Writer } from '#store';
import { type Answer, type House, holderOf, notFound, scopeMissing, type Visit, within } from '#visit';
import { notUuid } from './change-refusals.ts';
import type { Checked } from './check-resource.ts';
import { admit, createdAnswer, draftOf, told as toldOf } from './create.ts';
import { insertTold, replaceTold } from './origin.ts';
import { settingOf, type Target } from './target.ts';
import { needsVersion } from './type-rules.ts';

/**
 * Where clients may choose ids, one that nobody has or ever had. An id that is taken by what the caller may not see is
 * answered as unknown, where a free one is made: so whoever may create and update the type, and already knows a UUID, learns
 * that something of the type is or was stored under it, and nothing else of it. That cannot be hidden, since two records of a
 * type cannot share an id: hence the house must be told to let clients choose.
 */
export async function mayBeMade(
  house: House,
  { type, id }: { type: string; id: string },
  writer: Writer,
): Promise<boolean> {
  return canBeChosen(house, type) && (await writer.isFree(type, id));
}

const canBeChosen = ({ writing }: House, type: string): boolean => writing.updateCreate && !needsVersion(type);

/** Why an id that a client may choose cannot be that one: said of how it is written, whatever is stored. */
export const chosenAmiss = (house: House, type: string, id: string): Refusal | undefined =>
  canBeChosen(house, type) && !isUuid(id) ? notUuid(type, id) : undefined;

export interface Making {
  readonly visit: Visit;
  readonly writer: Writer;
  readonly permit: Permit;
  readonly target?: Pick<Target, 'positions' | 'among'>;
}

export async function createWithin(
  house: House,
  { visit, writer, permit, target }: Making,
  resource: Resource,
  id?: string,
): Promise<Answer | Refusal> {
  const type = resource.resourceType;
  if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  const checked = await admit(
    within(house, writer),
    { ...visit, setting: { ...settingOf(target), actions: ['update', 'create'] } },
    permit,
    resource,
  );
  if (isRefusal(checked)) return checked;
  const stored = await insertTold(visit, writer, { ...draftOf(checked), custodian: holderOf(visit) }, { id });
  return toldOf(visit, stored, checked, createdAnswer(visit, stored));
}

/** What its holder deleted is made anew under its old id; a document comes back by being received again. */
export async function bringBack(
  house: House,
  visit: Visit,
  { writer, permit, current, target }: Omit<Making, 'visit'> & { readonly current: StoredWithFacts },
  resource: Resource,
): Promise<{ readonly stored: StoredWithFacts; readonly checked: Checked } | Refusal> {
  const { type, id, custodian, members } = current;
  if (members.length > 0) return notFound(type, id);
  if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  // What it was binds what it becomes: its labels, and a team in a crisis.
  const before = await writer.beforeDeletion(current);
  const setting = { ...settingOf(target), before, actions: ['update', 'create'] as const };
  const checked = await admit(within(house, writer), { ...visit, setting }, permit, resource);
  if (isRefusal(checked)) return checked;
  return { stored: await replaceTold(visit, writer, { current, draft: { ...draftOf(checked), custodian } }), checked };
}
