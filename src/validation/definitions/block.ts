/** A file of definitions: a fingerprint, an index and the definitions one after another. What is not whole is not read. */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const HASH_DIGITS = 64;
const NEW_LINE = 10;

export interface Block<Index> {
  readonly index: Index;
  readonly bytes: Buffer;
}

/** The block in the file; undefined when there is none, or when it is not exactly what was written. */
export function readBlock<Index>(file: string): Block<Index> | undefined {
  try {
    const whole = readFileSync(file);
    const body = whole.subarray(HASH_DIGITS + 1);
    if (whole.toString('latin1', 0, HASH_DIGITS) !== fingerprint(body)) return undefined;
    const end = body.indexOf(NEW_LINE);
    return { index: JSON.parse(body.toString('utf8', 0, end)) as Index, bytes: body.subarray(end + 1) };
  } catch {
    return undefined;
  }
}

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
