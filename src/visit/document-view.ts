/** What of the documents of an answer their reader is shown: the interpreter decides it, section by section and part by part. */
import { groundOfPart, type Permit } from '#consent';
import { isRefusal } from '#fhir';
import { factsOfSection, resourceOf, type SectionRow, type Stored } from '#store';
import { type ContactGround, contactsInDocuments } from './contact-grounds.ts';
import type { House, Visit } from './house.ts';
import { permitOfCaller } from './visit-permit.ts';

/** A document, or a Composition by itself, that another organization holds. */
export interface DocumentView {
  /** The sections that are shown. */
  readonly shown: readonly SectionRow[];
  /** Those that are withheld. */
  readonly withheld: readonly SectionRow[];
  /** The parts that may be seen, by `Type/id/_history/version`; empty of a Composition by itself. */
  readonly parts: ReadonlyMap<string, Stored>;
  /** On what ground the contacts of its Patients are shown, by the same. */
  readonly contacts: ReadonlyMap<string, ContactGround>;
  /** What is signed, so that its reader sees the signature, is shown as it came. */
  readonly signed: boolean;
}

/** Documents of other organizations among the rows. What was stored before documents had sections is shown as a whole. */
export async function viewsOf(
  house: House,
  visit: Visit,
  rows: readonly Stored[],
): Promise<ReadonlyMap<Stored, DocumentView>> {
  const documents = rows.filter((row) => isForeignDocument(visit, row));
  if (documents.length === 0) return new Map();
  const known = views.get(visit) ?? new WeakMap<Stored, DocumentView>();
  views.set(visit, known);
  const fresh = documents.filter((row) => !known.has(row));
  if (fresh.length > 0) for (const [row, view] of await look(house, visit, fresh)) known.set(row, view);
  return new Map(documents.map((row) => [row, known.get(row) as DocumentView]));
}

/** A row is looked at once in a visit: what is shown of it, and what the audit is told of that, are one. */
const views = new WeakMap<Visit, WeakMap<Stored, DocumentView>>();

async function look(house: House, visit: Visit, documents: readonly Stored[]): Promise<[Stored, DocumentView][]> {
  const permit = await permitOfCaller(house, visit, 'access');
  if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
  const entries = [...new Set(documents.flatMap(({ sections }) => sections ?? []).flatMap((one) => one.entries))];
  const { true: listed = [], false: others = [] } = Object.groupBy(entries, (entry) => `${isVersioned(entry)}`);
  const members = [...new Set([...documents.flatMap((row) => row.members), ...listed])];
  const versions = members.length === 0 ? [] : await house.store.readPartVersions(permit, members);
  const parts = new Map(versions.map((part) => [versioned(part), part]));
  const within = await compositionsWithin(house, permit, documents, parts);
  const ofThose = within.flatMap(({ sections }) => sections ?? []).flatMap((one) => one.entries);
  const current = await house.store.readParts(permit, [...new Set([...others, ...ofThose])]);
  const seen = new Set([...parts.keys(), ...current.map(nameOf)]);
  const signed = await house.store.signedAmong(permit, documents.map(nameOf));
  const contacts = await contactsInDocuments(house, permit, documents, parts);
  return documents.map((row) => {
    const carries = carriesSignature(row);
    const whole = carries || signed.has(nameOf(row));
    return [
      row,
      viewOf(row, {
        permit,
        seen,
        parts,
        within,
        whole,
        signed: carries || signed.get(nameOf(row)) === true,
        contacts: contacts.get(row) ?? new Map(),
      }),
    ];
  });
}

/** Of documents that have no sections drawn, the Compositions: as they were received with them, and as they are now. */
async function compositionsWithin(
  house: House,
  permit: Permit,
  documents: readonly Stored[],
  parts: ReadonlyMap<string, Stored>,
): Promise<Stored[]> {
  const listed = documents
    .filter((row) => row.sections === null)
    .flatMap(({ members }) => members.filter(isComposition));
  const received = listed.flatMap((member) => parts.get(member) ?? []);
  const now = await house.store.readMany(permit, [...new Set(received.map(nameOf))]);
  return [...received, ...now];
}

const isComposition = (member: string): boolean => member.startsWith('Composition/');

const isForeignDocument = ({ caller }: Visit, { type, members, custodian, deleted }: Stored): boolean =>
  !deleted &&
  (type === 'Composition' || members.length > 0) &&
  (custodian === null || custodian !== caller.organization);

export const versioned = ({ type, id, version }: Stored): string => `${type}/${id}/_history/${version}`;

const nameOf = ({ type, id }: Stored): string => `${type}/${id}`;
const isVersioned = (reference: string): boolean => reference.includes('/_history/');

function carriesSignature(row: Stored): boolean {
  const resource = resourceOf(row);
  return resource.resourceType === 'Bundle' && resource.signature !== undefined;
}

interface Viewing {
  readonly permit: Permit;
  /** What may be seen of all that is listed. */
  readonly seen: ReadonlySet<string>;
  readonly parts: ReadonlyMap<string, Stored>;
  readonly within: readonly Stored[];
  /** It is shown whole, or not at all. */
  readonly whole: boolean;
  readonly signed: boolean;
  readonly contacts: DocumentView['contacts'];
}

/** Throws when something is hidden without which the row must not have been found: then nothing may be told. */
function viewOf(row: Stored, viewing: Viewing): DocumentView {
  const { parts, whole, signed } = viewing;
  const sections = row.sections ?? [];
  if (row.sections === null) checkWhole(row, viewing);
  const hidden = sections.filter((section) => isHidden(section, viewing));
  const lacking = hidden.find(({ withholding }) => whole || withholding === 'required');
  if (lacking)
    throw new Error(`defect: the permit shows ${versioned(row)} without its section [${lacking.path.join(', ')}]`);
  const isWithheld = (section: SectionRow) =>
    hidden.some((other) => section.withholding === 'copy' || isWithin(section, other));
  const shown = sections.filter((section) => !isWithheld(section));
  if (!isSomeLeft(sections, shown)) throw new Error(`defect: the permit shows ${versioned(row)} without any section`);
  return {
    shown,
    withheld: sections.filter(isWithheld),
    parts: new Map(row.members.flatMap((member) => (parts.has(member) ? [[member, parts.get(member) as Stored]] : []))),
    contacts: viewing.contacts,
    signed,
  };
}

const isHidden = (section: SectionRow, { permit, seen }: Viewing): boolean =>
  !groundOfPart(permit, factsOfSection(section), section.labelled).visible ||
  !section.entries.every((entry) => seen.has(entry));

/** Whether of what stands in sections something is shown that tells more than that it is there. */
function isSomeLeft(sections: readonly SectionRow[], shown: readonly SectionRow[]): boolean {
  const content = sections.filter(({ path }) => path.length > 0);
  const isNested = (section: SectionRow) => content.some((other) => other !== section && isWithin(other, section));
  return (
    content.length === 0 ||
    content.some(({ withholding }) => withholding === 'required') ||
    shown.some((section) => content.includes(section) && (section.entries.length > 0 || !isNested(section)))
  );
}

/** Of what has no sections drawn, no Composition lacks anything. */
function checkWhole(row: Stored, viewing: Viewing): void {
  const names = new Set(row.members.filter(isComposition).map((member) => member.split('/', 2).join('/')));
  const lacking = viewing.within
    .filter((one) => names.has(nameOf(one)))
    .find(({ sections }) => sections === null || sections.some((section) => isHidden(section, viewing)));
  if (lacking) throw new Error(`defect: the permit shows ${versioned(row)} without a section of ${versioned(lacking)}`);
}

/** What stands in no section holds no other. */
const isWithin = (section: SectionRow, above: SectionRow): boolean =>
  above.path.length === 0 ? section === above : above.path.every((index, depth) => section.path[depth] === index);
