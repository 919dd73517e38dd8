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
  const odd = checkBundle(bundle);
  if (odd) return odd;
  const entries = bundle.entry ?? [];
  const refusal = checkEntries(house, visit, entries);
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
function checkBundle({ type, entry = [] }: Bundle): Refusal | undefined {
  if (type !== 'transaction') {
    return invalid(
      'Bundle.type',
      'bundle-not-a-transaction',
      'ここで受け取る Bundle は type が transaction のものだけです。文書は /fhir/Bundle へ送ってください。',
      'only a Bundle of type `transaction` is taken here; post a document to /fhir/Bundle',
    );
  }
  const isEntry = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (Array.isArray(entry) && entry.every(isEntry)) return undefined;
  return invalid(
    Array.isArray(entry) ? `Bundle.entry[${entry.findIndex((one) => !isEntry(one))}]` : 'Bundle.entry',
    'entry-malformed',
    'entry はオブジェクトの並びでなければなりません。',
    '`entry` must be a list of objects',
  );
}

function checkEntries(house: House, visit: Visit, entries: readonly BundleEntry[]): Refusal | undefined {
  if (entries.length > house.limits.bundleEntriesMax) {
    return refuse(413, {
      code: 'bundle-too-large',
      type: 'too-costly',
      ja: `Bundle の項目は ${house.limits.bundleEntriesMax} 件までです（${entries.length} 件）。分けて送ってください。`,
      en: `a bundle holds at most ${house.limits.bundleEntriesMax} entries, not ${entries.length}; send it in parts`,
      expression: 'Bundle.entry',
    });
  }
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
