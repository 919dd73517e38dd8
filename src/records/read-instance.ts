/** Reads one stored resource for an act upon it: what is hidden from the caller is answered as absent. */
import { covers } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import type { Stored } from '#store';
import {
  type Answer,
  disclosedItems,
  type House,
  maskReferences,
  notFound,
  permitOf,
  scopeMissing,
  type Visit,
} from '#visit';

export interface Instance {
  readonly stored: Stored;
  /** As the caller would be shown it. */
  readonly shown: Stored;
  readonly items: Answer['items'];
}

export async function readInstance(house: House, visit: Visit, type: string, id: string): Promise<Instance | Refusal> {
  if (!covers(visit.caller.scopes, type, 'read')) return scopeMissing(type, 'read');
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const stored = await house.store.read(permit, type, id);
  if (stored === undefined || stored.deleted) return notFound(type, id);
  const [shown = stored] = await maskReferences(house, visit, [stored]);
  return { stored, shown, items: await disclosedItems(house, visit, permit, [stored]) };
}
