/** Stores what a CDA document became: its parts meet those of its earlier version, and what that had besides is deleted. */
import type { Bundle, BundleEntry, Organization } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { INSTITUTION_SYSTEM } from '#mapping';
import { entriesHolder, type Placed, place, RECURRING_TYPES, sectionCodesByReference, storePlaced } from '#records';
import type { Stored, StoredWithFacts, Writer } from '#store';
import { type House, holderOf, liesWithin, namedByAll, outsideScope, scopeMissing, type Visit } from '#visit';
import type { EarlierCda } from './cda-versions.ts';
import { asInDirectory, numberOf, type Sending } from './sending-organization.ts';

export interface StoringCda {
  readonly writer: Writer;
  readonly permit: Permit;
  readonly sender: Sending;
  readonly bundle: Bundle;
  readonly earlier: EarlierCda | undefined;
}

/** The document first, then its parts, then what is no longer part of it. */
export async function storeCda(house: House, visit: Visit, around: StoringCda): Promise<Map<Placed, Stored> | Refusal> {
  const { writer, permit, bundle, earlier } = around;
  const entries = bundle.entry ?? [];
  const placed = await placeAll(house, visit, around);
  if (earlier && !isAboutTheSame(earlier, placed)) return personDiffers();
  const parts = await storePlaced(house, visit, {
    writer,
    permit,
    placed,
    sections: sectionCodesByReference(entries),
    // A version tells the whole of it.
    removed: new Map(
      placed.flatMap(({ entry, replaces }) => (replaces ? [[entry.fullUrl ?? '', ['*']] as const] : [])),
    ),
  });
  if (isRefusal(parts)) return parts;
  const rows = [...parts.values()];
  const patients = namedByAll(rows.map(({ facts }) => facts));
  const outside = outsideScope(house, visit, earlier ? 'update' : 'create', { resource: bundle, patients });
  if (outside) return outside;
  const gone = await removeGone(house, visit, around);
  if (isRefusal(gone)) return gone;
  const members = rows.map(({ type, id, version }) => `${type}/${id}/_history/${version}`);
  const draft = { resource: bundle, custodian: holderOf(visit), members };
  const [, id = ''] = placed[0]?.reference.split('/') ?? [];
  const row = earlier ? await writer.replace(earlier.row, draft) : await writer.insert(draft, id);
  const whole: Placed = {
    entry: { resource: bundle },
    index: -1,
    reference: `Bundle/${row.id}`,
    ...(earlier ? { replaces: earlier.row } : {}),
  };
  return new Map([[whole, row], ...parts, ...gone]);
}

async function placeAll(house: House, visit: Visit, around: StoringCda): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const [index, entry] of (around.bundle.entry ?? []).entries()) {
    const recurs = RECURRING_TYPES.includes(entry.resource?.resourceType ?? '');
    const one = recurs
      ? await placeRecurring(house, visit, around, entry)
      : await placePart(house, visit, around, entry);
    placed.push({ ...one, entry, index });
  }
  return placed;
}

type Place = Omit<Placed, 'entry' | 'index'>;

/** Whom the document names: the sender as the directory has it, others by their numbers; who has none as named before. */
async function placeRecurring(
  house: House,
  visit: Visit,
  { writer, sender, earlier }: StoringCda,
  entry: BundleEntry,
): Promise<Place> {
  const holder = entriesHolder(house, visit);
  const [one] = await place(writer, holder, [entry], () => 'refer');
  if (one === undefined) throw new Error('defect: an entry without a resource');
  const { identifier } = entry.resource as Organization;
  const number = identifier?.find(({ system }) => system === INSTITUTION_SYSTEM);
  if (number?.value !== undefined && number.value === numberOf(sender, INSTITUTION_SYSTEM))
    return asInDirectory(one, sender);
  const before = identifier ? undefined : await partBefore(visit, writer, earlier, entry);
  return before ? { reference: `${before.type}/${before.id}`, refersTo: before } : one;
}

async function placePart(
  house: House,
  visit: Visit,
  { writer, earlier }: StoringCda,
  entry: BundleEntry,
): Promise<Place> {
  const before = await partBefore(visit, writer, earlier, entry);
  if (before && entriesHolder(house, visit).isKnown(before, true))
    return { reference: `${before.type}/${before.id}`, replaces: before };
  return { reference: `${entry.resource?.resourceType}/${writer.newId()}` };
}

/** What the same entry was stored as, locked. */
async function partBefore(
  visit: Visit,
  writer: Writer,
  earlier: EarlierCda | undefined,
  { fullUrl = '' }: BundleEntry,
): Promise<StoredWithFacts | undefined> {
  const [type, id] = earlier?.parts.get(fullUrl)?.split('/') ?? [];
  const row = type && id ? await writer.lockOwn(holderOf(visit), type, id) : undefined;
  return row?.deleted === true ? undefined : row;
}

/** A version about somebody else would put one person's record into another's. */
function isAboutTheSame({ parts }: EarlierCda, placed: readonly Placed[]): boolean {
  const person = (names: Iterable<string>) => [...names].find((name) => name.startsWith('Patient/'));
  return person(parts.values()) === person(placed.map(({ reference }) => reference));
}

async function removeGone(
  house: House,
  visit: Visit,
  { writer, earlier, bundle }: StoringCda,
): Promise<Map<Placed, Stored> | Refusal> {
  const removed = new Map<Placed, Stored>();
  const kept = new Set((bundle.entry ?? []).map(({ fullUrl }) => fullUrl));
  for (const [fullUrl, name] of earlier?.parts ?? []) {
    const [type = ''] = name.split('/');
    if (kept.has(fullUrl) || RECURRING_TYPES.includes(type)) continue;
    const row = await partBefore(visit, writer, earlier, { fullUrl });
    if (row === undefined) continue;
    if (!covers(visit.caller.scopes, type, 'delete') || !liesWithin(house, visit, 'delete', row))
      return scopeMissing(type, 'delete');
    removed.set({ entry: { fullUrl }, index: -1, reference: name, replaces: row }, await writer.remove(row));
  }
  return removed;
}

const personDiffers = (): Refusal =>
  refuse(409, {
    code: 'cda-person-differs',
    type: 'conflict',
    ja: '元の文書と、本人が違います。setId・relatedDocument か、本人の番号を確かめてください。',
    en: 'it is about somebody else than the document of which it is a version; check setId, relatedDocument and the number of the person',
    expression: 'recordTarget/patientRole/id',
  });
