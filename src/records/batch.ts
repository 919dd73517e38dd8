/** A batch: each entry answered as if it came alone, with an audit of its own, in order. */
import { createHash } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { AuditUnwritable, newRecordId } from '#audit';
import { isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import type { Places } from '#validation';
import { showsByBreakGlass } from '#vigil';
import { type Answer, entryOf, failed, type House, recordDenial, refusalEntryOf, type Visit } from '#visit';
import { type BundleRequest, readRequest } from './bundle-request.ts';
import { checkEntryList } from './check-bundle.ts';
import { dispatch } from './dispatch.ts';
import { wantedIssues, wantsNothing } from './prefer.ts';

/** Answers an operation as the front door does when it comes alone; undefined for what it does not offer in a batch. */
export type Operate = (house: House, visit: Visit, request: BundleRequest) => Promise<Answer | Refusal> | undefined;

/** What of an answer the entry asks to be shown, or why it cannot be. */
export type ShowEntry = (request: BundleRequest, answer: Answer) => Answer | Refusal;

interface Batch {
  readonly positions?: Places | undefined;
  readonly operate?: Operate;
  readonly show?: ShowEntry;
  /** Hears what was thrown where an entry failed. */
  readonly onFailure?: (visit: Visit, error: unknown) => void;
}

/** 200 with a batch-response: `resource` of what was answered, `response.outcome` of what was refused. */
export async function runBatch(
  house: House,
  visit: Visit,
  bundle: Bundle,
  asked: Batch = {},
): Promise<Answer | Refusal> {
  const odd = checkEntryList(house, bundle);
  if (odd) return odd;
  const entries: string[] = [];
  // Each entry tells of itself; in an emergency that is all that can be told while the audit is away.
  let recorded = false;
  for (const [index, one] of (bundle.entry ?? []).entries()) {
    // Others are answered between two entries, however many there are.
    await otherWork();
    const own = { ...visit, requestId: entryId(visit, index) };
    const answer = await answerEntry(house, own, asked, { one, index });
    recorded ||= !isRefusal(answer) && showsByBreakGlass(answer);
    entries.push(responseOf(visit, answer, one.request?.method ?? ''));
  }
  return { status: 200, body: responses('batch', entries), interaction: 'batch', action: 'E', items: [], recorded };
}

/**
 * An entry that fails is told in its place, like one that is refused: what those before it stored is to be told as well. Only
 * where the audit cannot be written does it end them all.
 */
async function answerEntry(
  house: House,
  visit: Visit,
  { positions, operate, show, onFailure }: Batch,
  { one, index }: { readonly one: BundleEntry; readonly index: number },
): Promise<Answer | Refusal> {
  const asked = async (): Promise<Answer | Refusal> => {
    const request = readRequest(one, index, visit.base);
    if (isRefusal(request)) return request;
    const found = await (operate?.(house, visit, request) ?? dispatch(house, visit, { ...request, positions }));
    return isRefusal(found) ? found : (show?.(request, found) ?? found);
  };
  const hear = (error: unknown): void => {
    if (error instanceof AuditUnwritable) throw error;
    onFailure?.(visit, error);
  };
  let answer: Answer | Refusal;
  try {
    answer = await asked();
  } catch (error) {
    hear(error);
    const failure = failed(error, visit.requestId);
    const entry = refusalEntryOf(visit, failure, 'batch');
    await house.audit.record({ ...entry, id: newRecordId(), outcome: 'failed' });
    return failure;
  }
  await record(house, visit, answer, one);
  // Whether something is hidden makes no difference to the answer, also where that cannot be found out.
  if (isRefusal(answer)) await recordDenial(house, visit, answer, 'batch').catch(hear);
  return answer;
}

/** The bundle of what the entries of another are answered with. */
export const responses = (type: 'batch' | 'transaction', entries: readonly string[]): string =>
  // FHIR knows no empty list.
  `{"resourceType":"Bundle","type":"${type}-response"${entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`}}`;

/** The JSON of what an entry is answered with: what the header `Prefer` of the whole asks for counts for each. */
export function responseOf(visit: Visit, answer: Answer | Refusal, method: string): string {
  const { language } = visit;
  if (isRefusal(answer)) {
    const response = { status: String(answer.status), outcome: toOperationOutcome(answer.issues, language) };
    return JSON.stringify({ response });
  }
  const { status, headers = {}, body, updated, outcome = [] } = answer;
  const nothing = wantsNothing(visit, answer, method);
  const told = wantedIssues(visit, answer, method);
  const issues = nothing ? [] : (told ?? outcome);
  // A HEAD is answered with everything but what it is the head of.
  const isBare = body === undefined || nothing || told !== undefined || method === 'HEAD';
  const text = isBare ? undefined : String(body);
  const response = {
    status: String(status),
    location: headers['Location'],
    etag: headers['ETag'],
    lastModified: updated?.toISOString(),
    outcome: issues.length === 0 ? undefined : toOperationOutcome(issues, language),
  };
  // The resource leaves as it is stored.
  const fullUrl = text === undefined ? undefined : restingPlace(visit, answer, text);
  const named = fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(fullUrl)},`;
  return `{${named}${text === undefined ? '' : `"resource":${text},`}"response":${JSON.stringify(response)}}`;
}

/** Where the resource of an answer rests; undefined of what was made for the answer only. */
function restingPlace({ base }: Visit, { interaction, headers = {} }: Answer, text: string): string | undefined {
  const { Location: location } = headers;
  if (location !== undefined) return location.replace(/\/_history\/[^/]+$/, '');
  if (interaction !== 'read') return undefined;
  const { resourceType, id } = JSON.parse(text) as Resource;
  return id === undefined ? undefined : `${base}/${resourceType}/${id}`;
}

async function record(house: House, visit: Visit, answer: Answer | Refusal, { request }: BundleEntry): Promise<void> {
  if (!isRefusal(answer) && answer.recorded) return;
  const entry = isRefusal(answer)
    ? refusalEntryOf(visit, answer, 'batch')
    : { ...entryOf(visit, answer), url: `${visit.url}#${request?.url ?? ''}` };
  await house.audit.record(entry);
}

/** The id of an entry's own event: made from that of the request, so that both can be found together. */
function entryId({ requestId }: Visit, index: number): string {
  const hex = createHash('sha256').update(`${requestId} ${index}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
