/** Dead letters in the hands of people: listed, opened, replayed as they are or corrected, and dismissed with a reason. */
import { newRecordId } from '#audit';
import { callerOfClient, handlesLetters } from '#auth';
import { ISSUE_KINDS } from '#catalogue';
import { isRefusal, type Refusal, refuse } from '#fhir';
import {
  type DeadLetter,
  failLetter,
  fileReplayed,
  LETTER_STATES,
  type LetterState,
  letterIssues,
  listLetters,
  type OpenedLetter,
  openLetter,
  settleLetter,
} from '#intake';
import {
  type Answer,
  entryOf,
  type House,
  holderOf,
  InputRefused,
  type Known,
  refusalEntryOf,
  settle,
  type Visit,
} from '#visit';
import { attempt, isKept } from './take-in.ts';

const INTERACTION = '$administer-dead-letters';

/** GET dead-letters?state=: those of the caller's own organization. */
export async function listDeadLetters(house: House, visit: Visit, query: URLSearchParams): Promise<Answer | Refusal> {
  if (!handlesLetters(visit.caller.scopes, 'search')) return operatorOnly();
  const state = query.get('state') ?? undefined;
  if (state !== undefined && !isState(state)) return stateUnknown(state);
  const deadLetters = await listLetters(house.database, { holder: holderOf(visit), state });
  return answerOf({ deadLetters: deadLetters.map(worded) }, 'R');
}

/** GET dead-letters/{id}: with what it says, as base64. Another organization's is answered like one that there is not. */
export async function readDeadLetter(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  if (!handlesLetters(visit.caller.scopes, 'read')) return operatorOnly();
  const letter = await openLetter(house.database, id, holderOf(visit));
  return letter === undefined ? letterUnknown(id) : answerOf(openedShown(letter), 'R');
}

/** POST dead-letters/{id}/replay: as it is, or with other bytes, in the name of the client that sent it. */
export async function replayDeadLetter(
  house: House,
  visit: Visit,
  id: string,
  corrected?: Uint8Array,
): Promise<Answer | Refusal> {
  if (!handlesLetters(visit.caller.scopes, 'update')) return operatorOnly();
  const letter = await openLetter(house.database, id, holderOf(visit));
  if (letter === undefined) return letterUnknown(id);
  const written = await replayLetter(house, letter, { known: visit, by: visit.caller.clientId, corrected });
  return isRefusal(written) ? written : answerOf({ id, state: 'replayed', written }, 'U');
}

/** POST dead-letters/{id}/dismiss with `{"note": "…"}`: why it need not be taken in. */
export async function dismissDeadLetter(
  house: House,
  visit: Visit,
  id: string,
  body: unknown,
): Promise<Answer | Refusal> {
  if (!handlesLetters(visit.caller.scopes, 'update')) return operatorOnly();
  const letter = await openLetter(house.database, id, holderOf(visit));
  if (letter === undefined) return letterUnknown(id);
  const { note } = (body ?? {}) as { note?: unknown };
  return settle(() =>
    house.database.transaction(async (sql) => {
      const done = await dismissLetter(sql, letter, { by: visit.caller.clientId, note, now: visit.now });
      if (isRefusal(done)) throw new InputRefused(done);
      const answer = answerOf({ id, state: 'dismissed' }, 'U');
      await house.audit.recordIn(sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

export interface Replaying {
  /** The request of who replays; what is done with the letter has an entry in the audit of its own. */
  readonly known: Known;
  readonly by: string;
  readonly corrected?: Uint8Array | undefined;
}

/**
 * Does with a letter what would be done if its client sent it now, with all that is asked of the client: its scopes, the
 * validation, labels and audit. Resolves to the versions that were stored.
 */
export async function replayLetter(
  house: House,
  letter: OpenedLetter,
  { known, by, corrected }: Replaying,
): Promise<readonly string[] | Refusal> {
  if (letter.state !== 'waiting') return letterSettled(letter);
  const { now } = known;
  const caller = await callerOfClient(house.database, letter.client, now);
  if (caller === undefined || holderOf({ caller }) !== letter.holder) return clientGone(letter.client);
  const visit: Visit = { ...known, caller, requestId: newRecordId(), url: `/admin/dead-letters/${letter.id}/replay` };
  const stored: string[] = [];
  const { outcome, defect } = await attempt(house, visit, {
    kind: letter.kind,
    bytes: corrected ?? letter.bytes,
    query: new URLSearchParams(letter.query),
    also: async (sql, written) => {
      const settled = await settleLetter(sql, letter, { state: 'replayed', by, now, corrected });
      if (!settled) throw new InputRefused(letterSettled(letter));
      await fileReplayed(sql, letter.id, written);
      stored.splice(0, stored.length, ...written.map(({ type, id, version }) => `${type}/${id}/_history/${version}`));
    },
  });
  if (!isRefusal(outcome)) return stored;
  await house.database.transaction(async (sql) => {
    if (isKept(outcome)) await failLetter(sql, letter, { issues: letterIssues(outcome), corrected, now });
    await house.audit.recordIn(sql, refusalEntryOf(visit, outcome, 'transaction'));
  });
  if (defect !== undefined) throw defect;
  return outcome;
}

/** Dismisses a letter that waits; its audit is committed by who runs the transaction. */
export async function dismissLetter(
  sql: Parameters<typeof settleLetter>[0],
  letter: DeadLetter,
  { by, note, now }: { readonly by: string; readonly note: unknown; readonly now: Date },
): Promise<Refusal | undefined> {
  if (typeof note !== 'string' || note.trim() === '') return noteNeeded();
  const settled = await settleLetter(sql, letter, {
    state: 'dismissed',
    by,
    now,
    note: note.trim().slice(0, NOTE_MAX),
  });
  return settled ? undefined : letterSettled(letter);
}

const NOTE_MAX = 1_000;

const isState = (state: string): state is LetterState => LETTER_STATES.some((one) => one === state);

/** A letter with the words of what is wrong with it. */
export const worded = <L extends DeadLetter>(letter: L) => ({
  ...letter,
  issues: letter.issues.map((issue) => {
    const { ja, en, mendJa, mendEn } = ISSUE_KINDS[issue.code] ?? NO_WORDS;
    return { ...issue, ja, en, mendJa, mendEn };
  }),
});

const NO_WORDS = { ja: '', en: '', mendJa: '', mendEn: '' };

function openedShown({ bytes, original, ...letter }: OpenedLetter) {
  const base64 = (text: Uint8Array) => Buffer.from(text).toString('base64');
  return { ...worded(letter), bytes: base64(bytes), ...(letter.corrected ? { original: base64(original) } : {}) };
}

const answerOf = (body: unknown, action: Answer['action']): Answer => ({
  status: 200,
  body: JSON.stringify(body),
  contentType: 'application/json; charset=utf-8',
  interaction: INTERACTION,
  action,
  items: [],
});

const operatorOnly = (): Refusal =>
  refuse(403, {
    code: 'letter-operator-only',
    type: 'forbidden',
    ja: '受け取れなかったものを扱えるのは、system/OperationOutcome.rus を登録した、その機関のバックエンドだけです。',
    en: 'this needs a backend of the organization that is registered with `system/OperationOutcome.rus`',
  });

export const letterUnknown = (id: string): Refusal =>
  refuse(404, {
    code: 'letter-unknown',
    type: 'not-found',
    ja: `受け取れなかったもの「${id}」はありません。`,
    en: `there is no dead letter \`${id}\``,
  });

const letterSettled = ({ id }: DeadLetter): Refusal =>
  refuse(409, {
    code: 'letter-settled',
    type: 'conflict',
    ja: `「${id}」はすでに処理が済んでいます。`,
    en: `\`${id}\` is settled already`,
  });

const clientGone = (client: string): Refusal =>
  refuse(409, {
    code: 'letter-client-gone',
    type: 'conflict',
    ja: `送ったクライアント「${client}」が、その機関のものとして登録されていません。`,
    en: `the client \`${client}\` that sent it is not registered for its organization any more`,
  });

const noteNeeded = (): Refusal =>
  refuse(422, {
    code: 'letter-note-needed',
    type: 'required',
    ja: 'note に、取り込まない理由を書いてください。',
    en: 'give the reason for which it is not taken in as `note`',
    expression: '/note',
  });

const stateUnknown = (state: string): Refusal =>
  refuse(400, {
    code: 'letter-malformed',
    type: 'invalid',
    ja: `state「${state}」はありません。使えるもの: ${LETTER_STATES.join(', ')}`,
    en: `there is no state \`${state}\`; valid ones: ${LETTER_STATES.join(', ')}`,
    expression: 'http.state',
  });
