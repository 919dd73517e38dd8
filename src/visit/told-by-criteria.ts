/**
 * What the criteria of a visit told of besides what its answer shows. That they are met, or by how many, is known from the
 * answer and from the refusal alike: so it is kept by the visit, until the audit of either takes it up.
 */
import type { DisclosedItem } from '#audit';
import type { Permit } from '#consent';
import type { Stored } from '#store';
import { disclosedItems } from './disclosed-items.ts';
import { type House, holderOf, type Visit } from './house.ts';

/** By the visit itself, not a copy of it; by the reference, since criteria are asked again until what meets them is settled. */
const told = new WeakMap<object, Map<string, DisclosedItem>>();

/** Notes those of the rows that are about people and that somebody else holds. */
export async function noteTold(house: House, visit: Visit, permit: Permit, rows: readonly Stored[]): Promise<void> {
  const foreign = rows.filter(({ custodian }) => custodian !== holderOf(visit));
  if (foreign.length === 0) return;
  const items = told.get(visit) ?? new Map<string, DisclosedItem>();
  told.set(visit, items);
  for (const item of await disclosedItems(house, visit, permit, foreign))
    if (item.patients.length > 0) items.set(item.reference, item);
}

/** What was noted, but for what is shown as well. */
export function toldBeside(visit: object, shown: readonly DisclosedItem[]): DisclosedItem[] {
  const references = new Set(shown.map(({ reference }) => reference));
  return [...(told.get(visit)?.values() ?? [])].filter(({ reference }) => !references.has(reference));
}
