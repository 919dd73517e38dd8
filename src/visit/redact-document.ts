/** A document with the parts taken out that its reader may not see, and with every way to them. */
import type { Bundle, BundleEntry, Composition, Resource } from '@medplum/fhirtypes';
import { hasContacts, withoutContacts } from '#consent';
import { referencesOf } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { ContactGround } from './contact-grounds.ts';
import type { DocumentView } from './document-view.ts';
import { redactComposition } from './redact-composition.ts';
import { withoutReferences } from './without-references.ts';

/** The document as it is shown, and the members that are left in it. */
export interface Redacted {
  readonly bundle: Bundle;
  readonly members: readonly string[];
}

/** `members` are what it was stored as, one for each entry with a resource. Nothing is left that only leads from what went. */
export function redactDocument(bundle: Bundle, members: readonly string[], view: DocumentView): Redacted {
  const entries = (bundle.entry ?? []).filter(({ resource }) => resource !== undefined);
  const [first] = entries;
  if (first?.resource?.resourceType !== 'Composition') return { bundle, members };
  const composition = redactComposition(first.resource, view);
  const all: readonly Part[] = entries.map((entry, index) => ({ entry, member: members[index] ?? '' }));
  const visible = all.filter(({ member }) => view.parts.has(member));
  // What only a contact led to is not led to where that is withheld.
  const told = visible.map(({ entry, member }) => ({ entry: withTold(entry, view.contacts.get(member)), member }));
  const [before, after] = [reachedFrom(first.resource, all), reachedFrom(composition, told)];
  // What nothing led to is left where it may be seen.
  const isReached = (index: number) => after.has(told[index] as Part); // There is one for each.
  const kept = visible.filter((part, index) => part.entry === first || isReached(index) || !before.has(part));
  const gone = new Set(all.filter((part) => !kept.includes(part)).flatMap(({ entry }) => namesOf(entry)));
  for (const { entry } of kept) for (const name of namesOf(entry)) gone.delete(name);
  const shown = kept.map(({ entry, member }) => {
    const { resource } = entry === first ? { resource: composition } : withTold(entry, view.contacts.get(member));
    return { ...entry, resource: withoutReferences(resource as Resource, (reference) => gone.has(reference)) };
  });
  return { bundle: { ...bundle, entry: shown }, members: kept.map(({ member }) => member) };
}

/** The document without the contacts that its reader may not see, and else as it came. */
export function redactContacts(bundle: Bundle, members: readonly string[], view: DocumentView): Bundle {
  let index = -1;
  const entry = (bundle.entry ?? []).map((one) => {
    if (one.resource === undefined) return one;
    index += 1;
    return withTold(one, view.contacts.get(members[index] ?? ''));
  });
  return { ...bundle, entry };
}

const withTold = (entry: BundleEntry, contacts: ContactGround | undefined): BundleEntry =>
  contacts?.visible === false && hasContacts(entry.resource)
    ? { ...entry, resource: withoutContacts(entry.resource) }
    : entry;

/** The members that are left of a document as it is shown. */
export const membersShown = (row: Stored, view: DocumentView | undefined): readonly string[] =>
  view === undefined || view.signed || row.sections === null
    ? row.members
    : redactDocument(resourceOf(row) as Bundle, row.members, view).members;

interface Part {
  readonly entry: BundleEntry;
  readonly member: string;
}

/** The names by which others in the document refer to an entry. */
export const namesOf = ({ fullUrl, resource }: BundleEntry): string[] => [
  ...(fullUrl ? [fullUrl] : []),
  ...(resource?.id ? [`${resource.resourceType}/${resource.id}`] : []),
];

/** The parts to which the Composition leads. A document that it replaces or that stands beside it is no part of it. */
function reachedFrom({ relatesTo: _, ...composition }: Composition, parts: readonly Part[]): ReadonlySet<Part> {
  const byName = new Map(parts.flatMap((part) => namesOf(part.entry).map((name) => [name, part] as const)));
  const reached = new Set<Part>();
  let from: readonly object[] = [composition];
  while (from.length > 0) {
    const next = from.flatMap((one) => referencesOf(one)).flatMap(({ reference }) => byName.get(reference) ?? []);
    const fresh = [...new Set(next)].filter((part) => !reached.has(part));
    for (const part of fresh) reached.add(part);
    from = fresh.map(({ entry }) => entry.resource as object);
  }
  return reached;
}
