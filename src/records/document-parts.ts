/** The parts of a document: the Composition, what it refers to, and what that refers to, as the caller is shown them. */
import type { Composition, Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { parseReference, type Refusal, referencesOf } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { type House, maskReferences, operationTooLarge, type Visit, withoutReferences } from '#visit';

export interface Part {
  readonly row: Stored;
  readonly resource: Resource;
}

/** More than any document of one person's care holds. */
const PARTS_MAX = 1_000;

/**
 * The Composition first, then in the order in which they are referred to. Each leads on only as the caller is shown it, so
 * nothing is reached through what is hidden; and no reference is left to what the caller cannot read.
 */
export async function documentParts(
  house: House,
  visit: Visit,
  permit: Permit,
  composition: Stored,
): Promise<Part[] | Refusal> {
  const parts: Part[] = [];
  const asked = new Set([`Composition/${composition.id}`]);
  const found = new Set<string>(asked);
  let rows: readonly Stored[] = [composition];
  while (rows.length > 0) {
    const shown = await maskReferences(house, visit, rows);
    const resources = shown.map(resourceOf);
    parts.push(...rows.map((row, index) => ({ row, resource: resources[index] as Resource })));
    if (parts.length > PARTS_MAX) return tooManyParts();
    const next = new Map<string, string>();
    for (const [name, reference] of resources.flatMap(leadingOn)) if (!asked.has(name)) next.set(name, reference);
    for (const name of next.keys()) asked.add(name);
    rows = await targetsOf(house, permit, next);
    for (const row of rows) found.add(nameOf(row));
  }
  const hidden = new Set([...asked].filter((reference) => !found.has(reference)));
  const isHidden = (reference: string) => {
    const target = parseReference(reference);
    return target !== undefined && hidden.has(nameOf(target));
  };
  return parts.map(({ row, resource }) => ({ row, resource: withoutReferences(resource, isHidden) }));
}

const nameOf = ({ type, id }: Pick<Stored, 'type' | 'id'>): string => `${type}/${id}`;

/** The rows that are referred to, each in the version that is asked for. */
async function targetsOf({ store }: House, permit: Permit, references: ReadonlyMap<string, string>): Promise<Stored[]> {
  const current = await store.readMany(permit, [...references.keys()]);
  const isMeant = (row: Stored) => {
    const version = VERSIONED.exec(references.get(nameOf(row)) ?? '')?.[1];
    return version === undefined || Number(version) === row.version;
  };
  const meant = current.filter(isMeant);
  const older = current.filter((row) => !isMeant(row)).flatMap((row) => references.get(nameOf(row)) ?? []);
  const versions = older.length === 0 ? [] : await store.readPartVersions(permit, older);
  const byName = new Map([...meant, ...versions].map((row) => [nameOf(row), row]));
  return [...references.keys()].flatMap((name) => byName.get(name) ?? []);
}

const VERSIONED = /\/_history\/(\d{1,9})$/;

/** What a part refers to here, by name; a document that it replaces or that stands beside it is no part of it. */
function leadingOn(resource: Resource): [name: string, reference: string][] {
  const { relatesTo: _, ...rest } = resource as Composition;
  const of = resource.resourceType === 'Composition' ? rest : resource;
  return referencesOf(of).flatMap(({ reference }): [string, string][] => {
    const target = parseReference(reference);
    return target ? [[nameOf(target), reference]] : [];
  });
}

const tooManyParts = (): Refusal =>
  operationTooLarge({
    ja: `この文書が参照するものは ${PARTS_MAX} 件を超えます。文書を分けてください。`,
    en: `the document would have more than ${PARTS_MAX} parts; make several of it`,
  });
