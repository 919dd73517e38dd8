/** Checks each row of an answer once more by the interpreter, and notes for the audit on what ground it is shown. */
import type { DisclosedItem } from '#audit';
import { factsOf, groundOfRow, holdsAll, isInReach, type Permit } from '#consent';
import { codeSystemUrl, isRefusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { type ContactGround, contactGrounds } from './contact-grounds.ts';
import { type DocumentView, versioned, viewsOf } from './document-view.ts';
import type { House, Visit } from './house.ts';
import { namedByAll } from './lies-within.ts';
import { membersShown } from './redact-document.ts';
import { permitOfCaller } from './visit-permit.ts';

const CATEGORY = `${codeSystemUrl('jp-chiiki-ikou-category')}|`;

/**
 * The items of an answer. Throws when the interpreter would refuse a row that the compiled permit let pass: then one of
 * the two is wrong, and nothing may be told.
 */
export async function disclosedItems(
  house: House,
  visit: Visit,
  permit: Permit,
  rows: readonly Stored[],
): Promise<DisclosedItem[]> {
  const views = await viewsOf(house, visit, rows);
  const documents = rows.filter(({ members }) => members.length > 0);
  const contacts = await contactGrounds(house, visit, rows);
  const itemsOf = (row: Stored) => [itemOf(permit, row, views.get(row)), ...contactItems(row, contacts.get(row))];
  if (documents.length === 0) return rows.flatMap(itemsOf);
  // Who may read a document reads its parts in it, whatever types the token names, but not beyond what it narrows.
  const wide = await permitOfCaller(house, visit, 'access');
  if (isRefusal(wide)) throw new Error('defect: a permit that was given is refused');
  const own = documents.filter((row) => !views.has(row)).flatMap(({ members }) => members);
  const held = own.length === 0 ? [] : await house.store.readPartVersions(wide, [...new Set(own)]);
  const seen = [...views.values()].flatMap((view) => [...view.parts]);
  const parts = new Map([...held.map((part): [string, Stored] => [versioned(part), part]), ...seen]);
  const disclosing = { permit, wide, parts };
  return rows.flatMap((row) =>
    row.members.length > 0 ? documentItems(disclosing, row, views.get(row)) : itemsOf(row),
  );
}

function itemOf(permit: Permit, row: Stored, view?: DocumentView): DisclosedItem {
  const reference = versioned(row);
  const ground = groundOfRow(permit, { ...row, read: () => resourceOf(row) });
  if (!ground.visible)
    throw new Error(`defect: the permit shows ${reference}, the decision refuses it (${ground.reason})`);
  return {
    reference,
    patients: row.facts.patients,
    categories: [...new Set([...categoriesOf(row), ...sectionCategories(view)])],
    custodian: row.custodian,
    reason: ground.reason,
    consents: ground.consents,
  };
}

/** Contacts are shown on a ground of their own. */
const contactItems = (row: Stored, ground: ContactGround | undefined): DisclosedItem[] =>
  ground?.visible === true
    ? [
        {
          reference: versioned(row),
          patients: row.facts.patients,
          categories: categoriesIn(ground.sens),
          custodian: row.custodian,
          reason: ground.reason,
          consents: ground.consents,
        },
      ]
    : [];

interface Disclosing {
  readonly permit: Permit;
  /** The permit of the parts. */
  readonly wide: Permit;
  readonly parts: ReadonlyMap<string, Stored>;
}

/** A document is shown on the grounds of all that is left in it; to others each part that is left is shown too. */
function documentItems({ permit, wide, parts }: Disclosing, row: Stored, view?: DocumentView): DisclosedItem[] {
  const reference = versioned(row);
  const own = permit.own.includes(row.custodian ?? '');
  const items = [...new Set(membersShown(row, view))].flatMap((member) => {
    const part = parts.get(member);
    if (part) return [itemOf(wide, part), ...contactItems(part, view?.contacts.get(member))];
    if (own && wide.reach === '*') return [];
    throw new Error(`defect: the permit shows ${reference} without all of its parts`);
  });
  if (!holdsAll(permit.reach, row.type) && !isInReach(permit, resourceOf(row), namedIn(row, parts)))
    throw new Error(`defect: the permit shows ${reference}, which lies outside the scopes`);
  const all = <T>(pick: (item: DisclosedItem) => readonly T[]): T[] => [...new Set(items.flatMap(pick))];
  const whole: DisclosedItem = {
    reference,
    patients: all((item) => item.patients),
    categories: [...new Set([...all((item) => item.categories), ...sectionCategories(view)])],
    custodian: row.custodian,
    reason: own ? 'OWN_RECORD' : reasonOf(items),
    consents: all((item) => item.consents),
  };
  return own ? [whole] : [whole, ...items];
}

/** What any part is shown for in an emergency only, the document is: as with the people of one record (§2.2). */
const reasonOf = (items: readonly DisclosedItem[]): string =>
  [...items.filter(({ reason }) => reason === 'BREAK_GLASS'), ...items.filter(({ patients }) => patients.length > 0)][0]
    ?.reason ?? 'NON_PATIENT';

/** Whom a document is about, by what its parts say themselves. */
const namedIn = ({ members }: Stored, parts: ReadonlyMap<string, Stored>): readonly string[] =>
  namedByAll(members.flatMap((member) => parts.get(member) ?? []).map((part) => factsOf(resourceOf(part))));

/** Codes of the information categories that a row is labelled with. */
export const categoriesOf = ({ facts }: Stored): string[] => categoriesIn(facts.sens);

const categoriesIn = (sens: readonly string[]): string[] =>
  sens.filter((label) => label.startsWith(CATEGORY)).map((label) => label.slice(CATEGORY.length));

const sectionCategories = (view: DocumentView | undefined): string[] =>
  (view?.shown ?? []).flatMap(({ sens }) => categoriesIn(sens));
