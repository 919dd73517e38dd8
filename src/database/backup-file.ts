/**
 * The file of a backup: gzip of a line of JSON that tells what follows, each table as PostgreSQL's COPY text ended by
 * `\.`, and a last line with row counts and the SHA-256 of everything before it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Applied } from './applied.ts';

export interface TableHeader {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface BackupHeader {
  readonly format: 'kakehashi-backup';
  readonly version: number;
  readonly made: string;
  readonly migrations: readonly Applied[];
  readonly tables: readonly TableHeader[];
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly called: boolean }[];
}

export interface BackupTrailer {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** What the person at the terminal must do otherwise for a backup or a restore. */
export class BackupRefused extends Error {
  override name = 'BackupRefused';
}

export const FORMAT = 'kakehashi-backup';
export const VERSION = 1;
/** COPY writes a backslash twice, so that no row is ever this line. */
export const END_OF_TABLE = '\\.\n';
const NEWLINE = 10;
const LINE_BYTES_MAX = 4_000_000;

type Rows = AsyncIterable<Buffer>;

/** What a reader does with a backup, in the order of the file. Every row stream must be read to its end. */
interface Reading {
  header(header: BackupHeader): Promise<void>;
  table(table: TableHeader, rows: Rows): Promise<void>;
}

/** Reads the whole file and refuses one that is damaged, cut off or of a later format. Memory does not grow with it. */
export async function readBackup(
  file: string,
  reading: Reading,
): Promise<{ header: BackupHeader; trailer: BackupTrailer }> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  source.once('error', (error) => unpacked.destroy(error));
  const lines = createLines(source.pipe(unpacked));
  try {
    const header = headerOf(await lines.line());
    await reading.header(header);
    const rows: Record<string, number> = {};
    for (const table of header.tables) {
      if ((await lines.line()) !== tableLine(table.name)) throw damaged(file);
      const counted = countRows(lines.table());
      await reading.table(table, counted.rows);
      rows[table.name] = counted.count();
    }
    const sha256 = lines.digest();
    const trailer = JSON.parse(await lines.line()) as BackupTrailer;
    await lines.end();
    if (trailer.sha256 !== sha256 || JSON.stringify(trailer.rows) !== JSON.stringify(rows)) throw damaged(file);
    return { header, trailer };
  } catch (error) {
    throw isDamage(error) ? damaged(file) : error;
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

export const tableLine = (name: string): string => JSON.stringify({ table: name });

class Malformed extends Error {}

const isDamage = (error: unknown): boolean =>
  error instanceof Malformed ||
  error instanceof SyntaxError ||
  /^(Z_|ERR_STREAM_PREMATURE_CLOSE)/.test((error as NodeJS.ErrnoException).code ?? '');

const damaged = (file: string) =>
  new BackupRefused(
    `${file} は壊れているか、途中で切れています。何も復元していません。別のバックアップを使ってください。 / ` +
      `${file} is damaged or cut off; nothing was restored, use another backup`,
  );

function headerOf(line: string): BackupHeader {
  const header = JSON.parse(line) as BackupHeader;
  if (header.format !== FORMAT) throw new Malformed();
  if (header.version > VERSION) throw newer();
  return header;
}

export const newer = () =>
  new BackupRefused(
    'このバックアップは、より新しい架け橋で作られています。その版で復元してください。 / ' +
      'this backup was made by a newer version: restore it with that version',
  );

function countRows(source: Rows): { rows: Rows; count: () => number } {
  let counted = 0;
  async function* rows() {
    for await (const chunk of source) {
      counted += newlinesIn(chunk);
      yield chunk;
    }
  }
  return { rows: rows(), count: () => counted };
}

export function newlinesIn(chunk: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) found += 1;
  return found;
}

/** Walks a stream by lines and tables, with the digest of all that was walked. */
function createLines(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next();
    if (done !== true) rest = Buffer.concat([rest, value]);
    return done !== true;
  };
  const take = (bytes: number): Buffer => {
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    hash.update(taken);
    return taken;
  };
  const line = async (): Promise<string> => {
    while (!rest.includes(NEWLINE)) if (rest.length > LINE_BYTES_MAX || !(await more())) throw new Malformed();
    return take(rest.indexOf(NEWLINE) + 1)
      .subarray(0, -1)
      .toString();
  };
  async function* table(): AsyncGenerator<Buffer> {
    let atLineStart = true;
    for (;;) {
      const end = atLineStart && rest.indexOf(END_OF_TABLE) === 0 ? 0 : rest.indexOf(`\n${END_OF_TABLE}`) + 1 || -1;
      if (end >= 0) {
        if (end > 0) yield take(end);
        take(END_OF_TABLE.length);
        return;
      }
      // What may be the beginning of the end stays until the rest of it is here.
      const last = rest.lastIndexOf(NEWLINE) + 1;
      if (last > 0) {
        yield take(last);
        atLineStart = true;
      }
      if (rest.length > 0 && !END_OF_TABLE.startsWith(rest.subarray(0, 3).toString())) {
        yield take(rest.length);
        atLineStart = false;
      }
      if (!(await more())) throw new Malformed();
    }
  }
  const end = async () => {
    if (rest.length > 0 || (await more())) throw new Malformed();
  };
  return { line, table, end, digest: () => hash.copy().digest('hex') };
}
