/** Receives an SS-MIX2 message: read, mapped, validated and stored together, with a report of what was not carried. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { INSTITUTION_SYSTEM } from '#mapping';
import { type Ssmix2Options, type Ssmix2Outcome, ssmix2ToFhir } from '#messages';
import {
  askAhead,
  entriesHolder,
  meetingOf,
  type Placed,
  place,
  search,
  storePlaced,
  storeTogether,
  writtenIn,
} from '#records';
import { resourceOf } from '#store';
import { type Also, type Answer, type House, permitOfCaller, scopeMissing, type Visit } from '#visit';
import { asInDirectory, notAHospital, numberOf, sendingOrganization } from './sending-organization.ts';

export interface Message {
  /** In the encoding of its sender. */
  readonly bytes: Uint8Array;
  /** `file`, the name that it had in standard storage; `strict`. */
  readonly query: URLSearchParams;
  readonly also?: Also | undefined;
}

/** 200 with a transaction-response; its last entry is an OperationOutcome of everything that the message holds beyond. */
export async function receiveMessage(
  house: House,
  visit: Visit,
  { bytes, query, also }: Message,
): Promise<Answer | Refusal> {
  for (const type of ['Patient', 'Encounter'])
    if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  const sender = await sendingOrganization(house, visit, permit);
  const institution = numberOf(sender, INSTITUTION_SYSTEM);
  if (sender === undefined || institution === undefined) return notAHospital('SS-MIX2');
  const fileName = query.get('file');
  const outcome = await convert(house, visit, bytes, {
    institution,
    hospitalName: sender.organization.name ?? '',
    ...(fileName === null ? {} : { fileName }),
    strict: query.get('strict') === 'true',
  });
  if (isRefusal(outcome)) return outcome;
  await askAhead(house, outcome.output);
  return storeTogether(
    house,
    visit,
    async (writer) => {
      const { removed, whenNew, lists, backs } = outcome;
      const meets = (entry: BundleEntry) => (backs.has(entry.fullUrl ?? '') ? 'update' : meetingOf(entry));
      const placed = await place(writer, entriesHolder(house, visit), outcome.output.entry ?? [], meets);
      const known = placed.map((one) => asInDirectory(goingBack(one, backs), sender));
      const stored = await storePlaced(house, visit, { writer, permit, placed: known, removed, whenNew, lists });
      if (!isRefusal(stored)) await also?.(writer.sql, writtenIn(stored));
      return stored;
    },
    () => toOperationOutcome(outcome.issues, visit.language),
  );
}

/** What a deleted file had brought into another state goes back; else it is only met. */
function goingBack(placed: Placed, backs: Ssmix2Outcome['backs']): Placed {
  const { replaces, entry, ...rest } = placed;
  const back = backs.get(entry.fullUrl ?? '');
  if (back === undefined || replaces === undefined) return placed;
  const before = resourceOf(replaces);
  const { element, from, to } = back;
  if ((before as unknown as Record<string, unknown>)[element] !== from) return { ...rest, entry, refersTo: replaces };
  return { ...rest, replaces, entry: { ...entry, resource: { ...before, [element]: to } as Resource } };
}

const OPEN = 'arrived,triaged,in-progress,onleave';

/** A transfer or a leave may come without the time of admission: then the person's only open stay is meant. */
async function convert(
  house: House,
  visit: Visit,
  bytes: Uint8Array,
  options: Ssmix2Options,
): Promise<Ssmix2Outcome | Refusal> {
  const outcome = ssmix2ToFhir(bytes, options);
  if (isRefusal(outcome) || !outcome.issues.some(({ code }) => code === 'ssmix2-stay-unknown')) return outcome;
  const query = new URLSearchParams({ 'patient.identifier': outcome.patient, status: OPEN, _count: '2' });
  const asked = { ...visit, method: 'GET', url: `/fhir/Encounter?${query}` };
  const answer = await search(house, asked, { type: 'Encounter', query });
  if (isRefusal(answer)) return outcome;
  return ssmix2ToFhir(bytes, { ...options, openStays: JSON.parse(String(answer.body)) as Bundle });
}
