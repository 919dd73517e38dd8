/** A message about a part of an order adds to the lists of what is known of it, and the state is that of the whole. */
import type { Resource } from '@medplum/fhirtypes';
import { parseReference } from '#fhir';
import { addedTo, collected, type Listing, listing, referencesIn, statusIn } from '#messages';
import { resourceOf, type Stored, type Writer } from '#store';

export interface Gathering {
  readonly writer: Pick<Writer, 'lockOwn'>;
  readonly custodian: string;
  /** Whether the token may know of what is held already. */
  isKnown(stored: Stored): boolean;
  /** The state of all that the message stores, by `Type/id`. */
  readonly states: ReadonlyMap<string, string | undefined>;
}

/** `merged` as it is to be stored over `before`. */
export async function gatherLists(
  { writer, custodian, isKnown, states: told }: Gathering,
  { adds, collects }: Listing,
  { before, merged }: { readonly before: Resource; readonly merged: Resource },
): Promise<Resource> {
  const added = adds.reduce((whole, element) => {
    const references = addedTo(referencesIn(before, element), referencesIn(merged, element));
    return listing(whole, element, { references, status: statusIn(whole) });
  }, merged);
  if (collects === undefined) return added;
  const references = referencesIn(added, collects.element);
  const states = new Map(told);
  const others = references.flatMap(({ reference = '' }) => (states.has(reference) ? [] : [reference]));
  // What the token may not know tells nothing of itself by the state of the whole.
  const rows = await Promise.all(others.map((reference) => own(reference, { writer, custodian })));
  for (const [at, row] of rows.entries())
    if (row !== undefined && isKnown(row)) states.set(others[at] ?? '', statusIn(resourceOf(row)));
  const statusOf = (reference: string): string | undefined => states.get(reference);
  const now = collected(collects, { references, status: statusIn(merged) }, statusOf);
  // A part that is taken back does not take back the whole.
  const isLeft = now.references.length > 0 && collects.leaves?.includes(statusIn(merged) ?? '') === true;
  const said = isLeft ? collected(collects, { references, status: statusIn(before) }, statusOf) : now;
  return listing(added, collects.element, said);
}

async function own(reference: string, { writer, custodian }: Pick<Gathering, 'writer' | 'custodian'>) {
  const target = parseReference(reference);
  const row = target && (await writer.lockOwn(custodian, target.type, target.id));
  return row === undefined || row.deleted ? undefined : row;
}
