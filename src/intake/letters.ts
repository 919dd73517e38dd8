/** Dead letters: what could not be taken in, kept as it came until it is replayed or dismissed. */
import { createHash, randomUUID } from 'node:crypto';
import type { Sql } from '#database';
import type { Issue, Refusal } from '#fhir';

export type Channel = 'mllp' | 'folder' | 'rest' | 'cli';
/** `document`: of FHIR; `cda`: of CDA R2; `records`: a list (CSV), one record a row. */
export type LetterKind = 'message' | 'document' | 'form' | 'records' | 'cda';
/** `replaced`: its sender has sent a better one. */
export const LETTER_STATES = ['waiting', 'replayed', 'replaced', 'dismissed'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** Why and where, without any value of what was sent. */
export type LetterIssue = Pick<Issue, 'code' | 'expression' | 'line' | 'column'>;

export interface DeadLetter {
  readonly id: string;
  /** Whose it is: `Organization/x` of the client that sent it, or its actor where it has none. */
  readonly holder: string;
  readonly client: string;
  readonly channel: Channel;
  readonly kind: LetterKind;
  /** How it was sent, as the query of its request: a file name and the like. */
  readonly query: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  readonly corrected: boolean;
  readonly issues: readonly LetterIssue[];
  readonly received: Date;
  readonly latest: Date;
  readonly attempts: number;
  readonly state: LetterState;
  readonly settled: Date | null;
  readonly settledBy: string | null;
  readonly note: string | null;
}

/** A letter with what it says: the bytes that would be replayed, and those that came. */
export type OpenedLetter = DeadLetter & { readonly bytes: Uint8Array; readonly original: Uint8Array };

export interface NewLetter {
  readonly holder: string;
  readonly client: string;
  readonly channel: Channel;
  readonly kind: LetterKind;
  readonly query: string;
  readonly bytes: Uint8Array;
  readonly issues: readonly LetterIssue[];
  readonly now: Date;
}

const ISSUES_MAX = 50;
const LISTED_MAX = 1_000;
const COLUMNS = `id, holder, client, channel, kind, query, octet_length(bytes) AS size, encode(digest, 'hex') AS digest,
  corrected IS NOT NULL AS corrected, issues, received, latest, attempts, state, settled, settled_by AS "settledBy", note`;

export const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** What of a refusal is kept and told elsewhere: its errors, without their texts, which may quote a value. */
export const letterIssues = ({ issues }: Pick<Refusal, 'issues'>): LetterIssue[] =>
  issues
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .slice(0, ISSUES_MAX)
    .map(({ code, expression, line, column }) => ({
      code,
      ...(expression === undefined ? {} : { expression: storable(expression) }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    }));

/** A place may repeat the name of a file, which may hold what the database has no place for. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** Keeps a letter; what waits already is counted once more. Resolves to its id, or to nothing where `bytesMax` of its holder are full. */
export async function keepLetter(sql: Sql, letter: NewLetter, bytesMax: number): Promise<string | undefined> {
  const { holder, client, channel, kind, query, bytes, issues, now } = letter;
  const { rows: full } = await sql.query(
    `SELECT 1 FROM dead_letter WHERE holder = $1 HAVING sum(octet_length(bytes)::bigint) + $2 > $3`,
    [holder, bytes.length, bytesMax],
  );
  if (full.length > 0) return undefined;
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO dead_letter (holder, id, client, channel, kind, query, bytes, digest, issues, received, latest, attempts, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1, 'waiting')
     ON CONFLICT (holder, client, kind, query, digest) WHERE state = 'waiting' DO UPDATE SET
       latest = EXCLUDED.latest, attempts = dead_letter.attempts + 1, issues = EXCLUDED.issues
     RETURNING id`,
    [
      holder,
      randomUUID(),
      client,
      channel,
      kind,
      query,
      Buffer.from(bytes),
      digestOf(bytes),
      JSON.stringify(issues),
      now,
    ],
  );
  return rows[0]?.id;
}

export interface LetterFilter {
  /** Absent: everybody's, for who keeps the machine. */
  readonly holder?: string | undefined;
  readonly state?: LetterState | undefined;
}

/** The newest letters, without what they say. */
export async function listLetters(sql: Sql, { holder, state }: LetterFilter): Promise<DeadLetter[]> {
  const { rows } = await sql.query<DeadLetter & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM dead_letter WHERE ($1::text IS NULL OR holder = $1) AND ($2::text IS NULL OR state = $2)
     ORDER BY received DESC, id LIMIT ${LISTED_MAX}`,
    [holder ?? null, state ?? null],
  );
  return rows;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A letter of this holder, or of anybody where none is named; nothing where there is none. */
export async function openLetter(sql: Sql, id: string, holder?: string): Promise<OpenedLetter | undefined> {
  if (!UUID.test(id)) return undefined;
  const { rows } = await sql.query<OpenedLetter & Record<string, unknown>>(
    `SELECT ${COLUMNS}, bytes AS original, coalesce(corrected, bytes) AS bytes FROM dead_letter
     WHERE id = $1 AND ($2::text IS NULL OR holder = $2)`,
    [id, holder ?? null],
  );
  return rows[0];
}

export interface Settling {
  readonly state: Exclude<LetterState, 'waiting'>;
  /** Who decides, as the audit names them. */
  readonly by: string;
  readonly now: Date;
  readonly note?: string | undefined;
  /** What was replayed in its place. */
  readonly corrected?: Uint8Array | undefined;
}

/** Settles a letter that waits, once; false where it was settled by another. Who was answered with it is answered anew. */
export async function settleLetter(
  sql: Sql,
  { id, holder }: Pick<DeadLetter, 'id' | 'holder'>,
  { state, by, now, note, corrected }: Settling,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE dead_letter SET state = $3, settled_by = $4, settled = $5, note = $6, corrected = coalesce($7, corrected)
     WHERE id = $1 AND holder = $2 AND state = 'waiting'`,
    [id, holder, state, by, now, note ?? null, corrected === undefined ? null : Buffer.from(corrected)],
  );
  if (rowCount > 0 && state === 'replayed')
    await sql.query(`UPDATE message_receipt SET code = 'AA', issues = '[]' WHERE letter = $1`, [id]);
  return rowCount > 0;
}

/** Settles what waits of the very same bytes: its sender has sent them again, and they were taken. */
export async function settleSame(
  sql: Sql,
  { holder, client, kind, bytes, now }: Pick<NewLetter, 'holder' | 'client' | 'kind' | 'bytes' | 'now'>,
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM dead_letter WHERE holder = $1 AND client = $2 AND kind = $3 AND digest = $4 AND state = 'waiting'`,
    [holder, client, kind, digestOf(bytes)],
  );
  for (const { id } of rows) await settleLetter(sql, { id, holder }, { state: 'replayed', by: client, now });
}

/** Settles a letter whose sender has sent a better one in its place. */
export async function replaceLetter(sql: Sql, id: string, { by, now }: Pick<Settling, 'by' | 'now'>): Promise<void> {
  await sql.query(
    `UPDATE dead_letter SET state = 'replaced', settled_by = $2, settled = $3 WHERE id = $1 AND state = 'waiting'`,
    [id, by, now],
  );
}

/** Notes that a replay was refused too, and keeps what was tried. */
export async function failLetter(
  sql: Sql,
  { id, holder }: Pick<DeadLetter, 'id' | 'holder'>,
  { issues, corrected, now }: { issues: readonly LetterIssue[]; corrected?: Uint8Array | undefined; now: Date },
): Promise<void> {
  await sql.query(
    `UPDATE dead_letter SET issues = $3, attempts = attempts + 1, latest = $4, corrected = coalesce($5, corrected)
     WHERE id = $1 AND holder = $2 AND state = 'waiting'`,
    [id, holder, JSON.stringify(issues), now, corrected === undefined ? null : Buffer.from(corrected)],
  );
}

/** Takes away what was settled before `before`. What waits is kept: only somebody's decision ends that. */
export async function forgetLetters(sql: Sql, before: Date): Promise<void> {
  await sql.query(`DELETE FROM dead_letter WHERE state <> 'waiting' AND settled < $1`, [before]);
}
