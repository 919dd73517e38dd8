/** One walk through standard storage: what is new there is taken in, what is marked as deleted is taken back, each once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newRecordId } from '#audit';
import { type Refusal, refuse } from '#fhir';
import {
  digestOf,
  filesSeen,
  keepFile,
  replaceLetter,
  type WatchedFile,
  type WrittenVersion,
  watchAlone,
} from '#intake';
import { type Delivered, deliver } from '#reception';
import { describeError, type House } from '#visit';
import type { ChannelLog } from './mllp-connection.ts';
import { fileAt, filesOf, patientsIn, type StorageFile } from './standard-storage.ts';

export interface WatchOptions {
  readonly house: House;
  readonly log: ChannelLog;
  /** The FHIR base URL, without a slash at the end. */
  readonly base: string;
  /** The root of the standard storage. */
  readonly folder: string;
  /** The registered client in whose name its files are taken in. */
  readonly client: string;
  /** So long a file must have been left alone before it is read. */
  readonly settleSeconds: number;
  readonly now?: () => Date;
}

/** How many files met which end; those that were dealt with before are in none. */
export interface WalkReport {
  stored: number;
  kept: number;
  superseded: number;
  undone: number;
  /** Being written, or just written. */
  unsettled: number;
  /** Neither taken nor kept: they are tried again. */
  refused: number;
}

/** When each unsettled file was first seen as it is, by this process. */
export type Sightings = Map<string, { readonly size: number; readonly modified: number; readonly at: number }>;

const FILE_BYTES_MAX = 20_000_000;
const SECOND_MS = 1_000;

/** Resolves to nothing where another process walks for this client. `stopped` is asked between files. */
export async function walkStorage(
  options: WatchOptions,
  sightings: Sightings,
  stopped: () => boolean,
): Promise<WalkReport | undefined> {
  const report: WalkReport = { stored: 0, kept: 0, superseded: 0, undone: 0, unsettled: 0, refused: 0 };
  const walk = { ...options, report, sightings, now: options.now ?? (() => new Date()) };
  const alone = await watchAlone(options.house.database, options.client, async () => {
    for await (const patient of patientsIn(options.folder)) {
      // What is refused for who sends it, or for this moment, is refused for every file.
      if (stopped() || report.refused > 0) return;
      await walkPatient(walk, patient, stopped);
    }
  });
  return alone ? report : undefined;
}

interface Walk extends WatchOptions {
  readonly report: WalkReport;
  readonly sightings: Sightings;
  readonly now: () => Date;
}

async function walkPatient(walk: Walk, patient: string, stopped: () => boolean): Promise<void> {
  const files = await filesOf(walk.folder, patient);
  const paths = files.flatMap((file) => [file.path, currentTwin(file)]);
  const seen = await filesSeen(walk.house.database, walk.client, paths);
  const undone = new Set<string>();
  const current = new Set(files.filter(({ condition }) => condition === 'current').map(({ record }) => record));
  for (const file of files) {
    if (stopped() || walk.report.refused > 0) return;
    const known = seen.get(file.path);
    const superseded = file.condition === 'superseded' || (file.condition === 'deleted' && current.has(file.record));
    const all = file.condition === 'deleted' && !superseded ? broughtBy(file, files, seen) : [];
    // A record may have several files that are deleted now: with the first of them all is taken back.
    const brought = all.filter(({ path }) => !undone.has(path));
    if (known && isDone(file, known, brought.length)) continue;
    if (!isSettled(walk, file)) walk.report.unsettled += 1;
    // Where nothing came of it while it was current, there is nothing to take back.
    else if (superseded || (file.condition === 'deleted' && brought.length === 0)) await supersede(walk, file);
    else {
      await takeFile(walk, { file, known, brought });
      for (const { path } of brought) undone.add(path);
    }
  }
}

/** Whether a file that looks as it did was dealt with for good: its name may have come back to it. */
function isDone({ size, modified, condition }: StorageFile, known: WatchedFile, brought: number): boolean {
  if (known.size !== size || known.modified !== modified) return false;
  return condition === 'deleted' ? brought === 0 || known.state === 'kept' : known.state !== 'undone';
}

/** The name that a file had while it was the current one. */
const currentTwin = ({ path }: StorageFile): string => path.replace(/_[02]$/, '_1');

/** What all files of the same record brought, as far as it was not taken back. */
function broughtBy(
  { record }: StorageFile,
  files: readonly StorageFile[],
  seen: ReadonlyMap<string, WatchedFile>,
): WatchedFile[] {
  return files.flatMap((file) => {
    const twin = file.record === record ? seen.get(currentTwin(file)) : undefined;
    return twin?.state === 'stored' ? [twin] : [];
  });
}

/**
 * Whether a file has been left alone for long enough: by its own time, or, where the clock of a share is another, by having
 * looked the same for so long.
 */
function isSettled({ settleSeconds, sightings, now }: Walk, { path, size, modified, touched }: StorageFile): boolean {
  const wait = settleSeconds * SECOND_MS;
  const time = now().getTime();
  const sighting = sightings.get(path);
  const same = sighting?.size === size && sighting.modified === modified;
  const settled = (touched <= time && time - touched >= wait) || (same && time - sighting.at >= wait);
  if (settled) sightings.delete(path);
  else if (!same) sightings.set(path, { size, modified, at: time });
  return settled;
}

/** Its record has a newer file, which says everything. */
async function supersede(walk: Walk, { path, size, modified }: StorageFile): Promise<void> {
  const file = { path, size, modified, digest: NO_DIGEST, state: 'superseded', written: [], letter: null } as const;
  await keepFile(walk.house.database, walk.client, file, walk.now());
  walk.report.superseded += 1;
}

const NO_DIGEST = Buffer.alloc(0);

interface Taking {
  readonly file: StorageFile;
  readonly known: WatchedFile | undefined;
  /** The files whose content is taken back. */
  readonly brought: readonly WatchedFile[];
}

async function takeFile(walk: Walk, { file, known, brought }: Taking): Promise<void> {
  const { report } = walk;
  const bytes = await readWhole(walk, file);
  if (bytes === undefined) {
    report.unsettled += 1;
    return;
  }
  const { path, name, size, modified } = file;
  const digest = digestOf(bytes);
  const seen = { path, size, modified, digest, letter: null, written: [] };
  const { database } = walk.house;
  const deleted = file.condition === 'deleted';
  if (known?.digest.equals(digest) && known.state !== 'undone' && !deleted && size <= FILE_BYTES_MAX) {
    await keepFile(database, walk.client, { ...seen, state: known.state, letter: known.letter }, walk.now());
    return;
  }
  const now = walk.now();
  const requestId = newRecordId();
  const url = `/folder?${new URLSearchParams({ file: name })}`;
  const delivered = await deliver(
    walk.house,
    walk.client,
    { requestId, now, method: 'FOLDER', url, base: walk.base },
    {
      channel: 'folder',
      kind: 'message',
      bytes,
      query: new URLSearchParams({ file: name }),
      ...(size > FILE_BYTES_MAX ? { fault: tooLarge() } : {}),
      ...(deleted ? { undoes: brought.flatMap(({ written }) => written) } : {}),
      also: async (sql, written) => {
        if (known?.letter) await replaceLetter(sql, known.letter, { by: walk.client, now });
        await keepFile(
          sql,
          walk.client,
          { ...seen, state: deleted ? 'undone' : 'stored', written: written.map(versionOf) },
          now,
        );
        for (const twin of brought) await keepFile(sql, walk.client, { ...twin, state: 'undone' }, now);
      },
      alsoKept: async (sql, letter) => {
        if (known?.letter && known.letter !== letter) await replaceLetter(sql, known.letter, { by: walk.client, now });
        await keepFile(sql, walk.client, { ...seen, state: 'kept', letter }, now);
      },
    },
  );
  tell(walk, requestId, delivered, deleted);
}

const versionOf = ({ type, id, version }: WrittenVersion): WrittenVersion => ({ type, id, version });

/** Names of files hold a patient's number: the log has the number of the request, by which the audit finds it. */
function tell({ log, report, client }: Walk, requestId: string, delivered: Delivered, deleted: boolean): void {
  const { letter, refusal, error } = delivered;
  const code = refusal?.issues[0]?.code;
  if (letter !== undefined) report.kept += 1;
  else if (refusal !== undefined) report.refused += 1;
  else if (deleted) report.undone += 1;
  else report.stored += 1;
  if (refusal !== undefined)
    log.warn({ requestId, client, code, letter }, 'a file of standard storage was not taken in');
  if (error !== undefined)
    log.error({ requestId, client, error: describeError(error) }, 'a file of standard storage failed');
}

/** The bytes; nothing where the file has changed or gone since it was looked at. One that is too large is not read. */
async function readWhole({ folder }: Walk, file: StorageFile): Promise<Uint8Array | undefined> {
  if (file.size > FILE_BYTES_MAX) return new Uint8Array();
  try {
    const bytes = await readFile(join(folder, file.path));
    const after = await fileAt(folder, file.path, file.name);
    return after?.size === bytes.length && after.modified === file.modified ? bytes : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const tooLarge = (): Refusal =>
  refuse(413, {
    code: 'hl7-too-large',
    type: 'too-costly',
    ja: `ファイルが大きすぎます（上限は ${FILE_BYTES_MAX} バイト）。`,
    en: `the file is too large (at most ${FILE_BYTES_MAX} bytes)`,
  });
