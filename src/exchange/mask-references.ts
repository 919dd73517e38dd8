/** Takes out of a visible resource the references to what its reader may not see: even an id tells that something is there. */
import type { Resource } from '@medplum/fhirtypes';
import { isRefusal, parseReference, referencesOf } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { House, Visit } from './house.ts';
import { permitOfCaller } from './visit-permit.ts';

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

/** The rows as they are answered. What the caller's organization holds itself, and whole documents, stay as they are. */
export async function maskReferences(house: House, visit: Visit, rows: readonly Stored[]): Promise<Stored[]> {
  const foreign = rows.filter((row) => isForeign(visit, row));
  const wanted = new Set(foreign.flatMap((row) => localReferences(resourceOf(row))));
  if (wanted.size === 0) return [...rows];
  const permit = await permitOfCaller(house, visit, 'access');
  if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
  const seen = await house.store.readMany(permit, [...wanted]);
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`));
  return rows.map((row) => (isForeign(visit, row) ? masked(row, visible) : row));
}

const isForeign = ({ caller }: Visit, { custodian, members, deleted }: Stored): boolean =>
  !deleted && members.length === 0 && (custodian === null || custodian !== caller.organization);

const current = (reference: string): string | undefined => {
  const target = parseReference(reference);
  return target && `${target.type}/${target.id}`;
};

const localReferences = (resource: Resource): string[] =>
  referencesOf(resource).flatMap(({ reference }) => current(reference) ?? []);

function masked(row: Stored, visible: ReadonlySet<string>): Stored {
  const resource = resourceOf(row);
  const hidden = localReferences(resource).filter((reference) => !visible.has(reference));
  return hidden.length === 0 ? row : { ...row, text: JSON.stringify(withoutReferences(resource, new Set(hidden))) };
}

/** The resource with each reference to one of `hidden` (`Type/id`) masked; the same where it has none. */
export function withoutReferences(resource: Resource, hidden: ReadonlySet<string>): Resource {
  if (!localReferences(resource).some((reference) => hidden.has(reference))) return resource;
  // A narrative may speak of what is taken out, and nobody can tell whether it does.
  const { text: _, ...rest } = resource as Resource & { text?: unknown };
  return without(rest, hidden) as Resource;
}

function without(node: unknown, hidden: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.map((item) => without(item, hidden));
  if (typeof node !== 'object' || node === null) return node;
  const { reference } = node as { reference?: unknown };
  if (typeof reference === 'string' && hidden.has(current(reference) ?? '')) return MASKED;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, without(value, hidden)]));
}
