/** A transaction (R4 § 3.1.0.11): every kind of request together, all or nothing, references between them resolved. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { DisclosedItem } from '#audit';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, parseReference, type Refusal, referencesOf, refuse } from '#fhir';
import type { Draft, Stored, Writer } from '#store';
import {
  type Also,
  type Answer,
  bodyTypeDiffers,
  entryOf,
  type House,
  holderOf,
  InputRefused,
  permitOfCaller,
  scopeMissing,
  settle,
  type Visit,
  type Written,
  within,
} from '#visit';
import { askAhead } from './ask-ahead.ts';
import { responseOf, responses, type ShowEntry } from './batch.ts';
import { type BundleRequest, located, readRequests } from './bundle-request.ts';
import { checkEntryList } from './check-bundle.ts';
import { type Checked, visibleAmong } from './check-resource.ts';
import { admit, createdAnswer, draftOf, itemOfWrite, locationOf, told } from './create.ts';
import { dispatch, targetOf } from './dispatch.ts';
import { findDeleted } from './find-deleted.ts';
import { insertTold } from './origin.ts';
import { overlapping } from './overlapping.ts';
import { preparePatch } from './patch.ts';
import { type Linked, resolveLinks } from './resolve-links.ts';
import type { Placed } from './store-bundle.ts';
import { prepareDelete, prepareUpdate } from './update.ts';

/** An act that stores by a transaction: under its own name in the audit, with what else it tells and shows. */
export interface Within {
  readonly interaction: string;
  readonly outcome: OperationOutcome;
  /** What was read for it. */
  readonly items: readonly DisclosedItem[];
  /** The last to run in the transaction. */
  readonly also?: Also | undefined;
}

/** 200 with one response an entry, in the order of the request. */
export async function runTransaction(
  house: House,
  visit: Visit,
  bundle: Bundle,
  { act, show }: { readonly act?: Within; readonly show?: ShowEntry } = {},
): Promise<Answer | Refusal> {
  const prepared = await prepare(house, visit, bundle);
  if (isRefusal(prepared)) return prepared;
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const answers = await runAll(house, visit, { writer, ...prepared, show });
      // Made before the commit: what cannot be told of is not stored either.
      const methods = (bundle.entry ?? []).map(({ request }) => request?.method ?? '');
      const entries = answers.map((one, at) => responseOf(visit, one, methods[at] ?? ''));
      if (act) entries.push(JSON.stringify({ resource: act.outcome, response: { status: '200 OK' } }));
      const answer: Answer = {
        status: 200,
        body: responses('transaction', entries),
        interaction: act?.interaction ?? 'transaction',
        action: 'E',
        items: [...(act?.items ?? []), ...answers.flatMap(({ items }) => items)],
        patients: answers.flatMap(({ patients = [] }) => patients),
      };
      // What only reads is recorded as every reading is, also where an emergency outlives the audit.
      if (act === undefined && prepared.requests.every(({ method }) => method === 'GET')) return answer;
      await act?.also?.(writer.sql, writtenBy(answers));
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

/** What such a transaction would be refused for, found by running it and leaving nothing behind. */
export async function rehearseTransaction(house: House, visit: Visit, bundle: Bundle): Promise<Refusal | undefined> {
  const prepared = await prepare(house, visit, bundle);
  if (isRefusal(prepared)) return prepared;
  const outcome = await settle(() =>
    house.store.write(visit.now, async (writer) => {
      await runAll(house, visit, { writer, ...prepared });
      throw new InputRefused(NOTHING_REFUSED);
    }),
  );
  return outcome === NOTHING_REFUSED ? undefined : (outcome as Refusal);
}

/** Ends a rehearsal in which nothing was refused; it never leaves this module. */
const NOTHING_REFUSED: Refusal = { refused: true, status: 200, issues: [] };

async function prepare(house: House, visit: Visit, bundle: Bundle): Promise<Omit<Running, 'writer'> | Refusal> {
  const odd = checkEntryList(house, bundle);
  if (odd) return odd;
  const requests = readRequests(bundle.entry ?? [], visit.base);
  if (isRefusal(requests)) return requests;
  const refusal = overlapping(requests);
  if (refusal) return refusal;
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  await askAhead(house, bundle);
  return { permit, requests };
}

const writtenBy = (answers: readonly Answer[]): Written[] =>
  answers.flatMap(({ items }) =>
    items.map(({ reference }) => {
      const [type = '', id = '', , version = ''] = reference.split('/');
      return { type, id, version: Number(version) };
    }),
  );

interface Running {
  readonly show?: ShowEntry | undefined;
  readonly writer: Writer;
  readonly permit: Permit;
  readonly requests: readonly BundleRequest[];
}

/** In R4's order: what is deleted, what is made, what is changed, what is read. The first refusal ends all of it. */
async function runAll(house: House, visit: Visit, running: Running): Promise<Answer[]> {
  const { writer, requests, show } = running;
  const answers = new Map<number, Answer>();
  const keep = (request: BundleRequest, answer: Answer | Refusal): void => {
    if (isRefusal(answer)) throw new InputRefused(located(answer, request.index, request.type));
    answers.set(request.index, answer);
  };
  const of = (...methods: readonly BundleRequest['method'][]) =>
    requests.filter(({ method }) => methods.includes(method));
  const doomed = await findDeleted(house, visit, writer, requests);
  if (isRefusal(doomed)) throw new InputRefused(doomed);
  for (const request of of('DELETE')) {
    const target = { ...targetOf(request), found: doomed.get(request.index) };
    const write = await prepareDelete(within(house, writer), visit, target);
    keep(request, isRefusal(write) ? write : await write(writer));
  }
  const creates = requests.filter(({ method, path }) => method === 'POST' && path.length === 1);
  const links = await resolveLinks(house, visit, writer, requests);
  if (isRefusal(links)) throw new InputRefused(links);
  await createAll(house, visit, { ...running, requests: creates, links, keep });
  const changes = of('PUT', 'PATCH');
  const nameOf = (request: BundleRequest) => `${request.type}/${links.idOf(request)}`;
  // What is stored by now is found where it is stored, and decided on as it is there.
  const known = new Set(changes.map(nameOf).filter((name) => links.made.has(name)));
  for (const request of changes) {
    const isSettled = !creates.some(({ type }) => type === request.type);
    const target = { ...targetOf(request), among: { meant: links.idOf(request), isSettled, known } };
    const resource = links.resourceOf(request);
    const write =
      request.method === 'PATCH' || !resource
        ? await preparePatch(within(house, writer), visit, target, links.patchOf(request))
        : await prepareUpdate(within(house, writer), visit, target, resource);
    keep(request, isRefusal(write) ? write : await write(writer));
    known.delete(nameOf(request));
  }
  for (const request of requests.filter(
    ({ index }) => !answers.has(index) && !creates.some((one) => one.index === index),
  )) {
    const found = await dispatch(within(house, writer), visit, request);
    keep(request, isRefusal(found) ? found : (show?.(request, found) ?? found));
  }
  return requests.flatMap(({ index }) => answers.get(index) ?? []);
}

/** So many entries are dealt with before others are answered, and before the database hears of what it is to store. */
const UNINTERRUPTED = 50;

interface Creating extends Running {
  readonly links: Linked;
  readonly keep: (request: BundleRequest, answer: Answer | Refusal) => void;
}

/** Everything is checked first; what is stored then goes into the database many at a time. */
async function createAll(
  house: House,
  visit: Visit,
  { writer, permit, requests, links, keep }: Creating,
): Promise<void> {
  const fresh = requests.filter((request) => {
    const known = links.known(request);
    if (known) keep(request, known);
    return !known;
  });
  const inside = within(house, writer);
  const resources = fresh.map((request) => links.resourceOf(request));
  const wanted = resources.flatMap((resource) => (resource ? localReferences(resource) : []));
  const visible = await visibleAmong(
    inside,
    permit,
    wanted.filter((reference) => !links.made.has(reference)),
  );
  const drafts: { request: BundleRequest; checked: Checked; draft: Draft & { id: string } }[] = [];
  const refusals: Refusal[] = [];
  for (const [i, request] of fresh.entries()) {
    if (i % UNINTERRUPTED === 0) await otherWork();
    const resource = resources[i];
    const checked = await checkCreate(inside, visit, { request, resource, permit, known: links.made, visible });
    if (isRefusal(checked)) refusals.push(located(checked, request.index, request.type));
    else {
      const id = links.idOf(request) ?? '';
      drafts.push({ request, checked, draft: { ...draftOf(checked), custodian: holderOf(visit), id } });
    }
  }
  const [first] = refusals;
  if (first) throw new InputRefused({ ...first, issues: refusals.flatMap(({ issues }) => issues) });
  for (const [i, { request, checked, draft }] of drafts.entries()) {
    if (i % UNINTERRUPTED === 0) await otherWork();
    const row = await insertTold(visit, writer, draft, { id: draft.id });
    keep(request, told(visit, row, checked, createdAnswer(visit, row)));
  }
}

interface Checking {
  readonly request: BundleRequest;
  readonly resource: Resource | undefined;
  readonly permit: Permit;
  readonly known: ReadonlySet<string>;
  readonly visible: ReadonlySet<string>;
}

async function checkCreate(
  house: House,
  visit: Visit,
  { request, resource, permit, known, visible }: Checking,
): Promise<Checked | Refusal> {
  const { type } = request;
  if (resource?.resourceType !== type) return bodyTypeDiffers(type, resource?.resourceType ?? '');
  if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  // Stored as it is, its parts would be shown by other rules than their own.
  if (resource.resourceType === 'Bundle' && resource.type === 'document') return documentAlone(request.index);
  return admit(house, { ...visit, setting: { known, visible, actions: ['create'] } }, permit, resource);
}

const documentAlone = (index: number): Refusal =>
  refuse(422, {
    code: 'entry-not-served',
    type: 'not-supported',
    ja: '文書は transaction の中では受け取れません。/fhir/Bundle へ送ってください。',
    en: 'a document is not taken within a transaction; post it to /fhir/Bundle',
    expression: `Bundle.entry[${index}].resource`,
  });

const localReferences = (resource: Resource): string[] =>
  referencesOf(resource).flatMap(({ reference }) => {
    const target = parseReference(reference);
    return target ? [`${target.type}/${target.id}`] : [];
  });

/** Stores what `body` stores and answers with a transaction-response, or refuses and leaves nothing behind. */
export async function storeTogether(
  house: House,
  visit: Visit,
  body: (writer: Writer) => Promise<Map<Placed, Stored> | Refusal>,
  outcome?: () => BundleEntry['resource'],
): Promise<Answer | Refusal> {
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const stored = await body(writer);
      if (isRefusal(stored)) throw new InputRefused(stored);
      const answer = answerOf(visit, stored, outcome?.());
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

function answerOf(visit: Visit, stored: ReadonlyMap<Placed, Stored>, outcome: BundleEntry['resource']): Answer {
  const entry: BundleEntry[] = [...stored].map(([{ refersTo, replaces }, row]) => ({
    response: {
      status: refersTo || replaces ? '200 OK' : '201 Created',
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
