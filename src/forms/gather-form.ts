/** Gathers what a form is about, by the references that its table names, and never past what the caller may see. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { isRefusal, parseReference, type Refusal } from '#fhir';
import { type FormReach, type Mapping, reachOfForm } from '#mapping';
import { parameterOfPath } from '#records';
import { resourceOf, type Stored } from '#store';
import { disclosedItems, type House, maskReferences, operationTooLarge, permitOf, type Visit, visibleBy } from '#visit';

export interface Gathered {
  /** As they are stored. */
  readonly rows: readonly Stored[];
  /** As their reader is shown them, in the same order. */
  readonly shown: readonly Stored[];
  readonly bundle: Bundle;
}

/** A form is about a person, their plan and who takes part in it: more than this is no form any more. */
const RESOURCES_MAX = 1_000;

/** From what is known already, everything that the form reads. What is hidden is left out like what does not exist. */
export async function gatherForm(
  house: House,
  visit: Visit,
  mapping: Mapping,
  start: readonly Stored[],
): Promise<Gathered | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const searchable = await permitOf(house, visit, ['search']);
  if (isRefusal(searchable)) return searchable;
  const reach = reachOfForm(mapping);
  const found = new Map<string, { row: Stored; shown: Stored }>();
  for (let next = [...start]; next.length > 0; ) {
    const fresh = [...new Map(next.map((row) => [nameOf(row), row])).values()].filter((row) => !found.has(nameOf(row)));
    const shown = await maskReferences(house, visit, fresh);
    for (const [at, row] of fresh.entries()) found.set(nameOf(row), { row, shown: shown[at] ?? row });
    if (found.size > RESOURCES_MAX) return tooLarge();
    const ahead = await follow(house, permit, reach, shown);
    const behind = await lookBack(house, searchable, reach, shown);
    if (isRefusal(behind)) return behind;
    next = [...ahead, ...behind].filter((row) => !found.has(nameOf(row)) && reach.isMeant(resourceOf(row)));
  }
  const all = [...found.values()];
  const shown = all.map((one) => one.shown);
  return {
    rows: all.map(({ row }) => row),
    shown,
    bundle: { resourceType: 'Bundle', type: 'collection', entry: shown.map((row) => ({ resource: resourceOf(row) })) },
  };
}

/** What of it the audit keeps. */
export async function itemsOf(house: House, visit: Visit, { rows }: Gathered) {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
  return disclosedItems(house, visit, permit, rows);
}

export const nameOf = ({ type, id }: Pick<Stored, 'type' | 'id'>): string => `${type}/${id}`;

async function follow(house: House, permit: Permit, reach: FormReach, rows: readonly Stored[]): Promise<Stored[]> {
  const references = rows.flatMap((row) => reach.from(resourceOf(row)));
  const names = references.flatMap((reference) => {
    const target = parseReference(reference);
    return target === undefined ? [] : [nameOf(target)];
  });
  return names.length === 0 ? [] : house.store.readMany(permit, [...new Set(names)]);
}

/** What points at these rows; of what is only to be there, what is about the same person. */
async function lookBack(
  house: House,
  permit: Permit,
  reach: FormReach,
  rows: readonly Stored[],
): Promise<Stored[] | Refusal> {
  const found: Stored[] = [];
  for (const row of rows)
    for (const { type, path, pointsAt } of reach.backwards) {
      const resource = resourceOf(row);
      if (!pointsAt(resource)) continue;
      const query = path === undefined ? aboutSame(resource, house, type) : pointing(house, type, path, nameOf(row));
      if (query === undefined) continue;
      const behind = await visibleBy(house, permit, type, query);
      if (isRefusal(behind)) return behind;
      found.push(...behind);
    }
  return found;
}

function pointing(house: House, type: string, path: string, target: string): Record<string, string> | undefined {
  const code = parameterOfPath(house.parameters, type, path);
  return code === undefined ? undefined : { [code]: target };
}

function aboutSame(resource: Resource, house: House, type: string): Record<string, string> | undefined {
  const { subject, patient } = resource as { subject?: { reference?: string }; patient?: { reference?: string } };
  const person = (subject ?? patient)?.reference;
  return person === undefined || !house.parameters.of(type).has('patient') ? undefined : { patient: person };
}

const tooLarge = (): Refusal =>
  operationTooLarge({
    ja: `様式に関わる資源が ${RESOURCES_MAX} 件を超えています。`,
    en: `the form is about more than ${RESOURCES_MAX} resources`,
  });
