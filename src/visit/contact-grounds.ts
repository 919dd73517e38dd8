/** On what ground the contacts in Patients of other organizations are shown, decided by the interpreter. */
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { type Facts, factsOfContacts, type Ground, groundOfPart, hasContacts, type Permit } from '#consent';
import { fromJson, isRefusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { House, Visit } from './house.ts';
import { permitOfCaller } from './visit-permit.ts';

export interface ContactGround extends Ground {
  /** Labels of the contacts. */
  readonly sens: Facts['sens'];
}

/** Of each row that is a Patient of another organization with contacts; by itself and by what it is now (consent design §3). */
export async function contactGrounds(
  house: House,
  visit: Visit,
  rows: readonly Stored[],
): Promise<ReadonlyMap<Stored, ContactGround>> {
  const patients = rows.filter((row) => isForeign(visit, row) && holdsContacts(row));
  if (patients.length === 0) return new Map();
  const known = grounds.get(visit) ?? new WeakMap<Stored, ContactGround>();
  grounds.set(visit, known);
  const fresh = patients.filter((row) => !known.has(row));
  if (fresh.length > 0) {
    const permit = await permitOfCaller(house, visit, 'access');
    if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
    const now = await currentOf(house, permit, fresh);
    for (const row of fresh) known.set(row, groundOfContacts(house, permit, row, now.get(nameOf(row))));
  }
  return new Map(patients.map((row) => [row, known.get(row) as ContactGround]));
}

/** A row is looked at once in a visit: what is shown of it, and what the audit is told of that, are one. */
const grounds = new WeakMap<Visit, WeakMap<Stored, ContactGround>>();

/** The same of the Patients in documents, by member: what a document tells of them need not stand in their own records. */
export async function contactsInDocuments(
  house: House,
  permit: Permit,
  documents: readonly Stored[],
  parts: ReadonlyMap<string, Stored>,
): Promise<ReadonlyMap<Stored, ReadonlyMap<string, ContactGround>>> {
  const telling = documents.map((row) => ({ row, held: membersWithContacts(row).filter((one) => parts.has(one)) }));
  const held = telling.flatMap((one) => one.held.map((member) => parts.get(member) as Stored));
  if (held.length === 0) return new Map();
  const now = await currentOf(house, permit, held);
  const groundOf = (part: Stored, custodian: string | null) =>
    groundOfContacts(house, permit, part, now.get(nameOf(part)), custodian);
  return new Map(
    telling.map((one) => [
      one.row,
      new Map(one.held.map((member) => [member, groundOf(parts.get(member) as Stored, one.row.custodian)])),
    ]),
  );
}

function membersWithContacts({ text, members }: Stored): string[] {
  if (!text.includes('"contact"')) return [];
  const resources = ((fromJson(text) as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);
  return members.filter((_, index) => hasContacts(resources[index]));
}

/** What the rows are now, by name. */
async function currentOf(
  { store }: House,
  permit: Permit,
  rows: readonly Stored[],
): Promise<ReadonlyMap<string, Stored>> {
  const found = await store.readMany(permit, [...new Set(rows.map(nameOf))]);
  return new Map(found.map((row) => [nameOf(row), row]));
}

const nameOf = ({ type, id }: Stored): string => `${type}/${id}`;

const isForeign = ({ caller }: Visit, { custodian, deleted }: Stored): boolean =>
  !deleted && (custodian === null || custodian !== caller.organization);

/** The text is read only where it may say so. */
const holdsContacts = (row: Stored): boolean =>
  row.type === 'Patient' && row.text.includes('"contact"') && hasContacts(resourceOf(row));

/**
 * A stricter label covers the versions before it, and nobody is told of what is not there `now`. `custodian` where the row
 * is shown in a document of somebody else.
 */
function groundOfContacts(
  { labels }: Pick<House, 'labels'>,
  permit: Permit,
  row: Stored,
  now: Stored | undefined,
  custodian: string | null = row.custodian,
): ContactGround {
  const decide = (version: Stored): ContactGround => {
    const facts = factsOfContacts(resourceOf(version) as Patient, { rules: labels, custodian });
    return { ...groundOfPart(permit, facts, version.labelled), sens: facts.sens };
  };
  const own = decide(row);
  if (now === undefined) return { ...own, visible: false };
  const later = now.version === row.version ? own : decide(now);
  return later.visible ? own : later;
}
