/**
 * Receives what is sent by a request. A message, a list or a CDA document is kept as a dead letter where it is refused, since what sends them
 * is seldom somebody who reads the answer; FHIR documents and forms only where `keep-refused=true` asks for it: who sends them hears
 * why, mends them, and no copy of a person's data need lie about.
 */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { newRecordId } from '#audit';
import { type Issue, isRefusal, type Refusal, refuse, toOperationOutcome } from '#fhir';
import { type Batch, type LetterKind, splitMessages } from '#intake';
import { type Answer, type House, refusalEntryOf, type Visit } from '#visit';
import { takeIn } from './take-in.ts';

export interface Upload {
  readonly kind: LetterKind;
  readonly bytes: Uint8Array;
  readonly query: URLSearchParams;
}

const KEEP = 'keep-refused';

/** Whether what is refused is to be kept. */
export function keepsRefused({ kind, query }: Pick<Upload, 'kind' | 'query'>): boolean {
  const asked = query.get(KEEP);
  return asked === null ? kind !== 'document' && kind !== 'form' : asked === 'true';
}

/** One message, or several: then 200 with a batch-response, an entry for each, which is stored or refused by itself. */
export async function receiveMessages(
  house: House,
  visit: Visit,
  { bytes, query }: Omit<Upload, 'kind'>,
): Promise<Answer | Refusal> {
  // What has a file's name is what lies in the file.
  const batch = query.has('file') ? NO_BATCH : splitMessages(bytes);
  const { messages } = batch;
  const fault = faultOf(batch);
  if (messages.length === 0 || (messages.length === 1 && fault === undefined))
    return receiveUpload(house, visit, { kind: 'message', bytes, query });
  if (messages.length > house.limits.bundleEntriesMax) return tooMany(house.limits.bundleEntriesMax);
  const entry: BundleEntry[] = [];
  for (const message of messages) {
    const own = { ...visit, requestId: newRecordId() };
    const outcome = await receiveUpload(house, own, { kind: 'message', bytes: message, query });
    if (isRefusal(outcome)) await house.audit.record(refusalEntryOf(own, outcome, '$process-message'));
    entry.push(entryOf(visit, outcome));
  }
  if (fault !== undefined)
    entry.push({ resource: toOperationOutcome([fault], visit.language), response: { status: '200 OK' } });
  const body: Bundle = { resourceType: 'Bundle', type: 'batch-response', entry };
  return { status: 200, body: JSON.stringify(body), interaction: 'batch', action: 'E', items: [] };
}

/** Takes it in, and says of a refusal where it is kept. */
export async function receiveUpload(
  house: House,
  visit: Visit,
  { kind, bytes, query }: Upload,
): Promise<Answer | Refusal> {
  const how = new URLSearchParams([...query].filter(([name]) => name !== KEEP));
  const keep = keepsRefused({ kind, query });
  const { outcome, letter, defect } = await takeIn(house, visit, { channel: 'rest', kind, bytes, query: how, keep });
  if (defect !== undefined) throw defect;
  if (outcome === undefined) throw new Error('defect: an upload has no control id to be known by');
  return isRefusal(outcome) && letter !== undefined
    ? { ...outcome, issues: [...outcome.issues, keptAs(letter)] }
    : outcome;
}

const NO_BATCH: Batch = { messages: [], announced: undefined, isOpen: false };

const entryOf = (visit: Visit, outcome: Answer | Refusal): BundleEntry =>
  isRefusal(outcome)
    ? { response: { status: String(outcome.status), outcome: toOperationOutcome(outcome.issues, visit.language) } }
    : { resource: JSON.parse(String(outcome.body)) as Resource, response: { status: '200 OK' } };

const keptAs = (letter: string): Issue => ({
  severity: 'information',
  code: 'kept-as-dead-letter',
  type: 'informational',
  ja: `受け取れなかったものとして保管しました（番号 ${letter}）。直して取り込むか、処分できます。`,
  en: `it is kept as dead letter \`${letter}\`, to be corrected and replayed, or dismissed`,
});

/** Why the batch may be cut off. What came of it is taken all the same: each message is whole. */
function faultOf({ messages, announced, isOpen }: Batch): Issue | undefined {
  const found = messages.length;
  if (announced !== undefined && announced !== found)
    return incomplete(
      'BTS-1',
      `BTS-1 は ${announced} 件ですが、届いたメッセージは ${found} 件です。届いたものは取り込みました。`,
      `\`BTS-1\` says ${announced} messages, but there are ${found}; those that came were taken`,
    );
  if (!isOpen) return undefined;
  return incomplete(
    'BTS',
    `FHS か BHS を閉じる FTS か BTS がありません。途中で切れている可能性があります。届いた ${found} 件は取り込みました。`,
    `no \`FTS\` or \`BTS\` closes the \`FHS\` or \`BHS\`: the batch may be cut off; the ${found} that came were taken`,
  );
}

const incomplete = (expression: string, ja: string, en: string): Issue => ({
  severity: 'warning',
  code: 'batch-incomplete',
  type: 'incomplete',
  ja,
  en,
  expression,
});

const tooMany = (max: number): Refusal =>
  refuse(413, {
    code: 'hl7-too-large',
    type: 'too-costly',
    ja: `一度に送れるメッセージは ${max} 件までです。分けて送ってください。`,
    en: `at most ${max} messages are taken at once; send them in parts`,
  });
