/** What a visible row is answered as: without the sections and parts, and without the references, that its reader may not see. */
import type { Bundle, Composition, Patient, Resource } from '@medplum/fhirtypes';
import { withoutContacts } from '#consent';
import { isRefusal, parseReference, referencesOf, toJson } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { type ContactGround, contactGrounds } from './contact-grounds.ts';
import { type DocumentView, viewsOf } from './document-view.ts';
import type { House, Visit } from './house.ts';
import { redactComposition } from './redact-composition.ts';
import { namesOf, redactContacts, redactDocument } from './redact-document.ts';
import { permitOfCaller } from './visit-permit.ts';
import { withoutReferences } from './without-references.ts';

/** The rows as they are answered. What the caller's organization holds itself stays as it is. */
export async function maskReferences(house: House, visit: Visit, rows: readonly Stored[]): Promise<Stored[]> {
  const views = await viewsOf(house, visit, rows);
  const told = redactedBy(views, await contactGrounds(house, visit, rows), rows);
  const isForeign = ({ custodian, deleted }: Stored, index: number): boolean =>
    !deleted &&
    (custodian === null || custodian !== visit.caller.organization) &&
    !isAsItCame(views.get(rows[index] as Stored), told[index] as Stored);
  const wanted = new Set(told.filter(isForeign).flatMap((row) => localReferences(resourceOf(row))));
  if (wanted.size === 0) return told;
  const permit = await permitOfCaller(house, visit, 'access');
  if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
  const seen = await house.store.readMany(permit, [...wanted]);
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`));
  return told.map((row, index) => (isForeign(row, index) ? masked(row, visible) : row));
}

/** The rows without the sections and parts that their reader may not see, but with all other references. */
export const withholdSections = async (house: House, visit: Visit, rows: readonly Stored[]): Promise<Stored[]> =>
  redactedBy(await viewsOf(house, visit, rows), await contactGrounds(house, visit, rows), rows);

const redactedBy = (
  views: ReadonlyMap<Stored, DocumentView>,
  contacts: ReadonlyMap<Stored, ContactGround>,
  rows: readonly Stored[],
): Stored[] => rows.map((row) => redacted(row, views.get(row), contacts.get(row)));

/** A document that is signed, or that was stored before documents had sections. */
const isAsItCame = (view: DocumentView | undefined, { members, sections }: Stored): boolean =>
  members.length > 0 && (view?.signed === true || sections === null);

function redacted(row: Stored, view: DocumentView | undefined, contacts: ContactGround | undefined): Stored {
  const shown = view === undefined ? withContacts(row, contacts) : asViewed(row, view);
  return shown === undefined ? row : { ...row, text: toJson(shown) };
}

/** Nothing where the row is shown as it is. */
const withContacts = (row: Stored, contacts: ContactGround | undefined): Resource | undefined =>
  contacts?.visible === false ? withoutContacts(resourceOf(row) as Patient) : undefined;

function asViewed(row: Stored, view: DocumentView): Resource | undefined {
  const { members, sections } = row;
  // Where nobody could draw what must be there, at least this is not.
  if (sections === null)
    return hidesContacts(view) ? redactContacts(resourceOf(row) as Bundle, members, view) : undefined;
  if (view.signed) return undefined;
  return members.length > 0
    ? redactDocument(resourceOf(row) as Bundle, members, view).bundle
    : redactComposition(resourceOf(row) as Composition, view);
}

const hidesContacts = ({ contacts }: DocumentView): boolean => [...contacts.values()].some(({ visible }) => !visible);

const current = (reference: string): string | undefined => {
  const target = parseReference(reference);
  return target && `${target.type}/${target.id}`;
};

/** Of a document, those that do not lead to an entry of it. */
function localReferences(resource: Resource): string[] {
  const within = new Set(resource.resourceType === 'Bundle' ? (resource.entry ?? []).flatMap(namesOf) : []);
  return referencesOf(resource).flatMap(({ reference }) => (within.has(reference) ? [] : (current(reference) ?? [])));
}

function masked(row: Stored, visible: ReadonlySet<string>): Stored {
  const resource = resourceOf(row);
  const hidden = new Set(localReferences(resource).filter((reference) => !visible.has(reference)));
  if (hidden.size === 0) return row;
  const isHidden = (reference: string) => hidden.has(current(reference) ?? '');
  return { ...row, text: toJson(withoutTargets(resource, isHidden)) };
}

/** Each entry of a document loses its own narrative, not those of the others. */
const withoutTargets = (resource: Resource, isHidden: (reference: string) => boolean): Resource =>
  resource.resourceType === 'Bundle' && resource.type === 'document'
    ? {
        ...resource,
        entry: (resource.entry ?? []).map((entry) =>
          entry.resource ? { ...entry, resource: withoutReferences(entry.resource, isHidden) } : entry,
        ),
      }
    : withoutReferences(resource, isHidden);
