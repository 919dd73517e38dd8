/** A file of definitions: a fingerprint, an index and the definitions one after another. What is not whole is not read. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const HASH_DIGITS = 64;
const NEW_LINE = 10;

export interface Block<Index> {
  readonly index: Index;
  readonly bytes: Buffer;
}

/** A block in a file: what stands between two places is read when it is asked for, and not kept. */
export interface KeptBlock<Index> {
  readonly index: Index;
  text(start: number, end: number): string;
}

/** Files that are open already, by path: they stay open as long as the process, since definitions are read one by one. */
const opened = new Map<string, { readonly stamp: string; readonly block: KeptBlock<unknown> }>();

/** The block in the file; undefined when there is none, or when it is not exactly what was written. */
export function readBlock<Index>(file: string): KeptBlock<Index> | undefined {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    const stamp = `${ino} ${size} ${mtimeMs}`;
    const known = opened.get(file);
    if (known?.stamp === stamp) return known.block as KeptBlock<Index>;
    const block = openBlock<Index>(openSync(file, 'r'));
    if (block !== undefined) opened.set(file, { stamp, block });
    return block;
  } catch {
    return undefined;
  }
}

function openBlock<Index>(descriptor: number): KeptBlock<Index> | undefined {
  const whole = readFileSync(descriptor);
  const body = whole.subarray(HASH_DIGITS + 1);
  if (whole.toString('latin1', 0, HASH_DIGITS) !== fingerprint(body)) {
    closeSync(descriptor);
    return undefined;
  }
  const end = body.indexOf(NEW_LINE);
  const index = JSON.parse(body.toString('utf8', 0, end)) as Index;
  const first = HASH_DIGITS + 1 + end + 1;
  return { index, text: (from, to) => textAt(descriptor, first + from, to - from) };
}

function textAt(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(descriptor, bytes, read, length - read, position + read);
    if (more === 0) throw new Error('a file of definitions was cut off while it was in use');
    read += more;
  }
  return bytes.toString('utf8');
}

/** A block that is in memory, to be asked as one in a file. */
export const inMemory = <Index>({ index, bytes }: Block<Index>): KeptBlock<Index> => ({
  index,
  text: (start, end) => bytes.toString('utf8', start, end),
});

/** Writes the block. A disk that cannot be written only means that the next start is slower. */
export function writeBlock<Index>(file: string, { index, bytes }: Block<Index>): void {
  // Another process may be writing the same block: each writes its own file and moves it into place.
  const own = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const head = Buffer.from(`${JSON.stringify(index)}\n`);
    writeFileSync(own, `${fingerprint(head, bytes)}\n`);
    appendFileSync(own, head);
    appendFileSync(own, bytes);
    renameSync(own, file);
  } catch {
    removeQuietly(own);
  }
}

/** What was written half. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing could be written there is nothing to remove.
  }
}

function fingerprint(...parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
