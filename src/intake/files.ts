/** The ledger of watched folders: which file was dealt with as what, so that no file is dealt with twice. */
import type { Database, Sql } from '#database';

/** A version that a file brought: made by it, or written over the one before. */
export interface WrittenVersion {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

export interface WatchedFile {
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
  /** SHA-256. */
  readonly digest: Buffer;
  readonly size: number;
  /** Milliseconds since 1970, as the file system tells it. */
  readonly modified: number;
  /** `superseded`: another file has taken its place. `undone`: it was marked as deleted, and what it brought was taken back. */
  readonly state: 'stored' | 'kept' | 'superseded' | 'undone';
  readonly written: readonly WrittenVersion[];
  /** The dead letter that it is kept as. */
  readonly letter: string | null;
}

/** Those of the paths that were dealt with for this client. */
export async function filesSeen(
  sql: Sql,
  client: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, WatchedFile>> {
  const { rows } = await sql.query<Omit<WatchedFile, 'size'> & { size: string } & Record<string, unknown>>(
    `SELECT path, digest, size::text, modified, state, written, letter FROM watched_file
     WHERE client = $1 AND path = ANY($2::text[])`,
    [client, paths],
  );
  return new Map(rows.map(({ size, ...row }) => [row.path, { ...row, size: Number(size) }]));
}

/** Writes what became of a file, over what stood there of an earlier content; what that brought is brought by the file too. */
export async function keepFile(sql: Sql, client: string, file: WatchedFile, now: Date): Promise<void> {
  const { path, digest, size, modified, state, written, letter } = file;
  await sql.query(
    `INSERT INTO watched_file (client, path, digest, size, modified, state, written, letter, seen)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (client, path) DO UPDATE SET digest = EXCLUDED.digest, size = EXCLUDED.size, modified = EXCLUDED.modified,
       state = EXCLUDED.state, letter = EXCLUDED.letter, seen = EXCLUDED.seen,
       written = CASE WHEN EXCLUDED.state = 'undone' THEN '[]' ELSE watched_file.written || EXCLUDED.written END`,
    [client, path, digest, size, modified, state, JSON.stringify(written), letter, now],
  );
}

/** Of the locks that processes of the house may hold, those of watched folders. */
const WATCH_LOCKS = 7_305_814;

/** Runs `work` while no other process watches for this client; false where one does. The lock ends with its connection. */
export function watchAlone(database: Database, client: string, work: () => Promise<void>): Promise<boolean> {
  return database.session(async (sql) => {
    const lock = [WATCH_LOCKS, client];
    const { rows } = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine', lock);
    if (rows[0]?.mine !== true) return false;
    try {
      await work();
      return true;
    } finally {
      // It would end with the connection, but some time after this has returned.
      await sql.query('SELECT pg_advisory_unlock($1, hashtext($2))', lock).catch(() => undefined);
    }
  });
}

/** Notes what came of a file that waited as a dead letter, once it was replayed. */
export async function fileReplayed(sql: Sql, letter: string, written: readonly WrittenVersion[]): Promise<void> {
  await sql.query(`UPDATE watched_file SET state = 'stored', written = $2 WHERE letter = $1 AND state = 'kept'`, [
    letter,
    JSON.stringify(written),
  ]);
}
