/** A transaction bundle: creates, all or nothing. */
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import type { Stored, Writer } from '#store';
import { type Answer, entryOf } from './answer.ts';
import { askAhead } from './ask-ahead.ts';
import { itemOfWrite, locationOf } from './create.ts';
import { type House, holderOf, type Visit } from './house.ts';
import { invalid, scopeMissing } from './refusals.ts';
import { SERVED_TYPES } from './served-types.ts';
import { InputRefused, settle } from './settle.ts';
import { type Placed, place, storePlaced } from './store-bundle.ts';
import { permitOfCaller } from './visit-permit.ts';

/** 200 with one response an entry, in order. */
export async function runTransaction(house: House, visit: Visit, bundle: Bundle): Promise<Answer | Refusal> {
  const odd = checkBundle(house, bundle);
  if (odd) return odd;
  const entries = bundle.entry ?? [];
  const refusal = checkEntries(visit, entries);
  if (refusal) return refusal;
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  await askAhead(house, bundle);
  return storeTogether(house, visit, async (writer) => {
    const placed = await place(writer, holderOf(visit), entries);
    return storePlaced(house, visit, { writer, permit, placed });
  });
}

/** Stores what `body` stores and answers with a transaction-response, or refuses and leaves nothing behind. */
export async function storeTogether(
  house: House,
  visit: Visit,
  body: (writer: Writer) => Promise<Map<Placed, Stored> | Refusal>,
  outcome?: BundleEntry['resource'],
): Promise<Answer | Refusal> {
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const stored = await body(writer);
      if (isRefusal(stored)) throw new InputRefused(stored);
      const answer = answerOf(visit, stored, outcome);
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

function answerOf(visit: Visit, stored: ReadonlyMap<Placed, Stored>, outcome: BundleEntry['resource']): Answer {
  const entry: BundleEntry[] = [...stored].map(([{ existing }, row]) => ({
    response: {
      status: existing ? '200 OK' : '201 Created',
      location: locationOf(visit, row),
      etag: `W/"${row.version}"`,
      lastModified: row.updated.toISOString(),
    },
  }));
  if (outcome) entry.push({ resource: outcome, response: { status: '200 OK' } });
  const body: Bundle = { resourceType: 'Bundle', type: 'transaction-response', entry };
  const items = [...stored.values()].map(itemOfWrite);
  return { status: 200, body: JSON.stringify(body), interaction: 'transaction', action: 'E', items };
}

/** The shape of what is walked before any entry of it is validated. */
function checkBundle(house: House, bundle: Bundle): Refusal | undefined {
  if (bundle.type !== 'transaction') {
    return invalid(
      'Bundle.type',
      'bundle-not-a-transaction',
      'ここで受け取る Bundle は type が transaction のものと、$validate だけの batch です。文書は /fhir/Bundle へ送ってください。',
      'only a Bundle of type `transaction`, or a `batch` of `$validate`, is taken here; post a document to /fhir/Bundle',
    );
  }
  return checkEntryList(house, bundle);
}

/** A list of objects, and not too long. */
export function checkEntryList(house: House, { entry = [] }: Bundle): Refusal | undefined {
  const isEntry = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (Array.isArray(entry) && entry.every(isEntry)) return tooMany(house, entry.length);
  return invalid(
    Array.isArray(entry) ? `Bundle.entry[${entry.findIndex((one) => !isEntry(one))}]` : 'Bundle.entry',
    'entry-malformed',
    'entry はオブジェクトの並びでなければなりません。',
    '`entry` must be a list of objects',
  );
}

function tooMany(house: House, count: number): Refusal | undefined {
  const { bundleEntriesMax } = house.limits;
  if (count <= bundleEntriesMax) return undefined;
  return refuse(413, {
    code: 'bundle-too-large',
    type: 'too-costly',
    ja: `Bundle の項目は ${bundleEntriesMax} 件までです（${count} 件）。分けて送ってください。`,
    en: `a bundle holds at most ${bundleEntriesMax} entries, not ${count}; send it in parts`,
    expression: 'Bundle.entry',
  });
}

function checkEntries(visit: Visit, entries: readonly BundleEntry[]): Refusal | undefined {
  const wrong = entries.flatMap(({ request, resource }, index) =>
    request?.method === 'POST' &&
    resource &&
    request.url === resource.resourceType &&
    SERVED_TYPES.includes(request.url)
      ? []
      : [index],
  );
  if (wrong.length > 0) {
    return refuseAll(
      422,
      wrong.map((index) => ({
        severity: 'error',
        code: 'entry-not-a-create',
        type: 'not-supported',
        expression: `Bundle.entry[${index}].request`,
        ja: 'トランザクションの項目は、扱っている型の resource と POST の request（url は型名）を持つ登録だけです。',
        en: 'an entry of a transaction must be a create of a served type: `resource` and a `request` with method POST and the type as url',
      })),
    );
  }
  const missing = entries.find(
    ({ resource }) => resource && !covers(visit.caller.scopes, resource.resourceType, 'create'),
  );
  return missing?.resource ? scopeMissing(missing.resource.resourceType, 'create') : undefined;
}
