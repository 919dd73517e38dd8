/** The folders of SS-MIX2 standard storage: `123/456/PATIENT/DATE/TYPE/` with one file for each record. */
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal } from '#fhir';
import { readSsmix2FileName } from '#messages';

export interface StorageFile {
  /** Below the root, with `/` between its parts. */
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** The later one of when it was written and when it was named so. */
  readonly touched: number;
  /** By the end of its name; absent where the name is none of standard storage. */
  readonly condition?: 'current' | 'superseded' | 'deleted';
  /** What files of one record share: patient, date, type and order; empty where the name is none. */
  readonly record: string;
  /** When the record was issued; orders the files of a patient. */
  readonly issued: string;
}

const HASHED = /^.{1,3}$/;
const DAY = /^(\d{8}|-)$/;
const TYPE = /^[A-Z]{3}(-\d{2})?$/;
/** What is not yet, or never, a record: files that are being copied, and those of operating systems. */
const NO_RECORD = /^[.~]|\.(tmp|part|partial|lock|bak)$|^(Thumbs\.db|desktop\.ini)$/i;

/** The folders of patients below the root, in the order of their names. */
export async function* patientsIn(root: string): AsyncGenerator<string> {
  for (const first of await foldersIn(root, '', HASHED))
    for (const second of await foldersIn(root, first, HASHED)) yield* await foldersIn(root, second, /./);
}

/** The files of one patient, in the order in which they were issued. */
export async function filesOf(root: string, patient: string): Promise<StorageFile[]> {
  const files: StorageFile[] = [];
  for (const day of await foldersIn(root, patient, DAY))
    for (const type of await foldersIn(root, day, TYPE)) {
      const names = (await entriesIn(root, type)).filter((entry) => entry.isFile() && !NO_RECORD.test(entry.name));
      for (const { name } of names) {
        const file = await fileAt(root, `${type}/${name}`, name);
        if (file) files.push(file);
      }
    }
  return files.sort((a, b) => compare(a.issued, b.issued) || compare(a.path, b.path));
}

/** A file as it lies there now; nothing where it is gone. */
export async function fileAt(root: string, path: string, name: string): Promise<StorageFile | undefined> {
  let stats: Stats;
  try {
    stats = await lstat(join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { size, mtimeMs: modified, ctimeMs } = stats;
  const read = readSsmix2FileName(name);
  const found = { path, name, size, modified, touched: Math.max(modified, ctimeMs) };
  if (isRefusal(read)) return { ...found, record: '', issued: '' };
  const { condition, issued } = read;
  return {
    ...found,
    condition,
    issued,
    record: `${path.slice(0, -name.length)}${name.split('_').slice(0, -3).join('_')}`,
  };
}

async function foldersIn(root: string, below: string, named: RegExp): Promise<string[]> {
  const entries = await entriesIn(root, below);
  return entries
    .filter((entry) => entry.isDirectory() && named.test(entry.name))
    .map(({ name }) => (below === '' ? name : `${below}/${name}`))
    .sort(compare);
}

/** A folder that went while others were looked at holds nothing; one that cannot be read must not look empty. */
async function entriesIn(root: string, below: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, below), { withFileTypes: true });
  } catch (error) {
    if (below !== '' && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
