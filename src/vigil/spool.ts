/** What was shown in an emergency while the audit could not be written, on this machine's disk until it can be. */
import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry, DisclosedItem } from '#audit';

/** One file of entries. A file is written by one process only, and no more once it is taken. */
interface SpoolFile {
  readonly name: string;
  readonly entries: readonly AuditEntry[];
  /** The number of the first line that is not what was written; absent where all are. */
  readonly broken?: number;
}

export interface Spool {
  /** Resolves with the digest up to the entry, when it is on the disk. */
  append(entry: AuditEntry): Promise<string>;
  /** The files that wait, oldest first; none of them is written any more. */
  take(): Promise<SpoolFile[]>;
  /** Takes away a file whose entries all are in the audit; one that is broken is kept under another name. */
  done(file: SpoolFile): Promise<void>;
}

const SUFFIX = '.jsonl';
const START = '0'.repeat(64);

/** Opens the spool of a folder that is there. */
export function openSpool(folder: string, now: () => number = Date.now): Spool {
  let current: { readonly name: string; digest: string } | undefined;
  let count = 0;
  // One after the other, so that each line follows on the one before.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    append: (entry) =>
      inTurn(async () => {
        current ??= { name: nameOf(now(), count++), digest: START };
        const text = JSON.stringify(entry);
        const digest = link(current.digest, text);
        try {
          await writeLine(join(folder, current.name), `${JSON.stringify({ digest, entry: text })}\n`);
          // A new file is there for good only when its folder says so.
          if (current.digest === START) await sync(folder);
        } catch (error) {
          // What stands half written at its end is followed by nothing.
          current = undefined;
          throw error;
        }
        current.digest = digest;
        return digest;
      }),
    take: () =>
      inTurn(async () => {
        const own = current?.name;
        current = undefined;
        const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
        const mine = names.filter((name) => name === own || !isWrittenByOther(name));
        return Promise.all(mine.map((name) => readSpool(folder, name)));
      }),
    done: ({ name, broken }) =>
      broken === undefined
        ? rm(join(folder, name), { force: true })
        : rename(join(folder, name), join(folder, `${name}.broken`)),
  };
}

/** Names stand in the order of time; the process is named so that others leave the file to it while it lives. */
const nameOf = (time: number, count: number): string =>
  `${String(time).padStart(15, '0')}-${process.pid}-${String(count).padStart(6, '0')}-${randomUUID()}${SUFFIX}`;

const link = (previous: string, text: string): string =>
  createHash('sha256').update(previous).update(text).digest('hex');

async function writeLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file of another process that lives on this machine is left to it. */
function isWrittenByOther(name: string): boolean {
  const pid = Number(name.split('-')[1]);
  if (pid === process.pid || !Number.isSafeInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readSpool(folder: string, name: string): Promise<SpoolFile> {
  const text = await readFile(join(folder, name), 'utf8');
  const entries: AuditEntry[] = [];
  let previous = START;
  let broken: number | undefined;
  // What follows on the last line's end was never finished, so nobody was answered.
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const read = readLine(line);
    if (read === undefined || link(previous, read.text) !== read.digest) broken ??= index + 1;
    // What can still be read is kept, since it may have happened.
    if (read === undefined) continue;
    previous = read.digest;
    entries.push(read.entry);
  }
  return { name, entries, ...(broken === undefined ? {} : { broken }) };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isItem = ({ reference, patients, categories, reason, consents }: DisclosedItem): boolean =>
  [patients, categories, consents].every(Array.isArray) &&
  [reference, reason].every((text) => typeof text === 'string');

function readLine(line: string): { digest: string; text: string; entry: AuditEntry } | undefined {
  try {
    const { digest, entry: text } = JSON.parse(line) as { digest: string; entry: string };
    const entry = JSON.parse(text) as AuditEntry;
    const recorded = new Date(entry.recorded);
    const whole = UUID.test(entry.id) && Array.isArray(entry.patients) && entry.items.every(isItem);
    return whole && !Number.isNaN(recorded.getTime()) ? { digest, text, entry: { ...entry, recorded } } : undefined;
  } catch {
    return undefined;
  }
}
