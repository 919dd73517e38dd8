/**
 * Takes in what somebody sends, by whichever channel: it is stored with all that belongs to it, or kept as a dead letter
 * with place and reason, or its sender is told that it was not taken. Nothing is dropped, and nothing is stored in part.
 */
import type { Bundle } from '@medplum/fhirtypes';
import { newRecordId } from '#audit';
import { failureOf, type Sql } from '#database';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { receiveForm } from '#forms';
import {
  type Channel,
  findReceipt,
  keepLetter,
  keepReceipt,
  type LetterKind,
  letterIssues,
  type MessageKey,
  type Receipt,
  settleSame,
  type WrittenVersion,
} from '#intake';
import { receiveDocument } from '#records';
import { readText } from '#validation';
import {
  type Also,
  type Answer,
  conflictRetry,
  defect,
  entryOf,
  type House,
  holderOf,
  InputRefused,
  settle,
  type Visit,
} from '#visit';
import { receiveCda } from './receive-cda.ts';
import { receiveMessage } from './receive-message.ts';
import { receiveRecords } from './receive-records.ts';
import { undoFile } from './undo-file.ts';

export interface Incoming {
  readonly channel: Channel;
  readonly kind: LetterKind;
  /** As they came. */
  readonly bytes: Uint8Array;
  /** How it was sent: `file`, `strict`, `format`. */
  readonly query: URLSearchParams;
  /** Why it is not even looked at, where that is known already. */
  readonly fault?: Refusal | undefined;
  /** It says that what these versions brought is not so: they are taken back instead. */
  readonly undoes?: readonly WrittenVersion[] | undefined;
  /** False where its sender would rather have it back than kept. */
  readonly keep?: boolean;
  /** MSH-10, where its sender waits for an answer by it. */
  readonly controlId?: string | undefined;
  /** Committed together with what is stored. */
  readonly also?: Also | undefined;
  /** Committed together with the dead letter. */
  readonly alsoKept?: ((sql: Sql, letter: string) => Promise<void>) | undefined;
}

export interface TakenIn {
  /** Absent where the very same message was answered before. */
  readonly outcome?: Answer | Refusal;
  /** The id of the dead letter that it is kept as. */
  readonly letter?: string;
  /** What its sender is to be told, now and whenever it comes again. */
  readonly receipt?: Receipt;
  /** The fault of ours for which it was kept, for the log. */
  readonly defect?: unknown;
}

/** Refusals that are about what was sent. Others are about who sends, or about this moment, and their sender keeps it. */
const ABOUT_CONTENT = [400, 409, 413, 422];
/** Of these HL7 asks for a rejection (v2.5 section 2.9.2.2): another message of the kind would fare no better. */
const UNSUPPORTED = [
  'ssmix2-event-unsupported',
  'hl7-version',
  'hl7-type-missing',
  'hl7-msh-missing',
  'hl7-separators',
];

export async function takeIn(house: House, visit: Visit, incoming: Incoming): Promise<TakenIn> {
  const known = await answeredBefore(house, visit, incoming);
  if (known) return { receipt: known };
  const also: Also = (sql, written) => accept(visit, incoming, sql, written);
  const { outcome, ...fault } = await attempt(house, visit, { ...incoming, also });
  if (!isRefusal(outcome)) return { outcome, receipt: acceptedAt(visit) };
  const [first] = outcome.issues;
  if (first?.code === REPEATED) {
    const receipt = await answeredBefore(house, visit, incoming);
    if (receipt) return { receipt };
  }
  const kept = incoming.keep !== false && isKept(outcome);
  return kept ? { ...(await keep(house, visit, incoming, outcome)), ...fault } : { outcome, ...fault };
}

/** Whether what is refused so is kept as a dead letter. */
export const isKept = ({ status, issues: [first] }: Refusal): boolean =>
  first?.code === DEFECT || (ABOUT_CONTENT.includes(status) && first?.code !== REPEATED);

const DEFECT = 'internal';
const REPEATED = 'conflict-retry';

type Sent = Pick<Incoming, 'kind' | 'bytes' | 'query' | 'also' | 'fault' | 'undoes'>;

/** Does with it what its kind asks for. A defect of ours is a refusal too: it must not stop what comes after. */
export async function attempt(
  house: House,
  visit: Visit,
  sent: Sent,
): Promise<{ readonly outcome: Answer | Refusal; readonly defect?: unknown }> {
  if (sent.fault) return { outcome: sent.fault };
  const { undoes, also = NOTHING_MORE } = sent;
  try {
    if (undoes) return { outcome: await undoFile(house, visit, { written: undoes, also }) };
    return { outcome: await ACTS[sent.kind](house, visit, sent) };
  } catch (error) {
    if (failureOf(error) !== undefined) throw error;
    return { outcome: defect(visit.requestId), defect: error };
  }
}

const NOTHING_MORE: Also = async () => undefined;

const ACTS: Readonly<Record<LetterKind, (house: House, visit: Visit, sent: Sent) => Promise<Answer | Refusal>>> = {
  message: receiveMessage,
  document: takeDocument,
  form: takeForm,
  records: receiveRecords,
  cda: receiveCda,
};

async function takeDocument(house: House, visit: Visit, { bytes, also }: Sent): Promise<Answer | Refusal> {
  const read = readText(Buffer.from(bytes).toString('utf8'));
  if (isRefusal(read)) return read;
  const { value, positions } = read;
  const bundle = value as Partial<Bundle> | null;
  if (bundle?.resourceType !== 'Bundle' || bundle.type !== 'document') return notADocument();
  return receiveDocument(house, visit, bundle as Bundle, { positions, also });
}

/** A form that is only looked at stores nothing that its receipt could be committed with. */
async function takeForm(house: House, visit: Visit, { bytes, query, also }: Sent): Promise<Answer | Refusal> {
  const answer = await receiveForm(house, visit, { bytes, query, also });
  if (isRefusal(answer) || answer.recorded === true || also === undefined) return answer;
  return settle(() =>
    house.database.transaction(async (sql) => {
      await also(sql, []);
      await house.audit.recordIn(sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

const keyOf = (visit: Visit, { controlId, bytes }: Incoming): MessageKey | undefined =>
  controlId === undefined ? undefined : { sender: `${holderOf(visit)} ${visit.caller.clientId}`, controlId, bytes };

async function answeredBefore(house: House, visit: Visit, incoming: Incoming): Promise<Receipt | undefined> {
  const key = keyOf(visit, incoming);
  return key && findReceipt(house.database, key);
}

const acceptedAt = ({ now }: Visit): Receipt => ({ code: 'AA', issues: [], letter: null, received: now });

/** In the transaction of what is stored. */
async function accept(visit: Visit, incoming: Incoming, ...[sql, written]: Parameters<Also>): Promise<void> {
  const { kind, bytes, also } = incoming;
  await also?.(sql, written);
  await settleSame(sql, { holder: holderOf(visit), client: visit.caller.clientId, kind, bytes, now: visit.now });
  const key = keyOf(visit, incoming);
  if (key && !(await keepReceipt(sql, key, acceptedAt(visit)))) throw new InputRefused(conflictRetry());
}

async function keep(house: House, visit: Visit, incoming: Incoming, outcome: Refusal): Promise<TakenIn> {
  const { channel, kind, bytes, query, alsoKept } = incoming;
  const issues = letterIssues(outcome);
  const holder = holderOf(visit);
  const { clientId: client } = visit.caller;
  const { now } = visit;
  return house.database.transaction(async (sql): Promise<TakenIn> => {
    const letter = await keepLetter(
      sql,
      { holder, client, channel, kind, query: query.toString(), bytes, issues, now },
      house.intakeKeeping.bytesMax,
    );
    if (letter === undefined) return { outcome: lettersFull() };
    const code = issues.some((issue) => UNSUPPORTED.includes(issue.code)) ? 'AR' : 'AE';
    const own: Receipt = { code, issues, letter, received: now };
    const key = keyOf(visit, incoming);
    // Where another connection has answered the same message in the meantime, this one is answered alike.
    const receipt = key && !(await keepReceipt(sql, key, own)) ? ((await findReceipt(sql, key)) ?? own) : own;
    await alsoKept?.(sql, letter);
    const entry = entryOf(visit, { status: 200, interaction: '$keep-dead-letter', action: 'C', items: [] });
    await house.audit.recordIn(sql, { ...entry, id: newRecordId(), items: [], url: `/admin/dead-letters/${letter}` });
    return { outcome, letter, receipt };
  });
}

const lettersFull = (): Refusal =>
  refuse(503, {
    code: 'letters-full',
    type: 'throttled',
    ja: '受け取れず、受け取れなかったものの置き場もいっぱいです。溜まっているものを処理してから、送り直してください。',
    en: 'it could not be taken, and there is no more room for dead letters; settle those that wait, and send it again',
  });

const notADocument = (): Refusal =>
  refuse(422, {
    code: 'body-type-differs',
    type: 'invalid',
    ja: 'FHIR 文書（type が document の Bundle）ではありません。',
    en: 'this is no FHIR document: a Bundle of the type `document`',
    expression: 'resourceType',
  });
