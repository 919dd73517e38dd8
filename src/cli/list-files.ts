/** The files that a person means: a folder stands for the `.json` files in it and below, in the order of their names. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { STDIN } from './read-text-file.ts';

/** A name that leads to nothing stays in the list, so that reading it says why. */
export async function listFiles(names: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(names.map((name) => (name === STDIN ? [name] : filesOf(name))));
  return lists.flat();
}

async function filesOf(name: string): Promise<readonly string[]> {
  const isFolder = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [name];
  const entries = await readdir(name, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ parentPath, name: file }) => join(parentPath, file))
    .sort();
  // A folder without any is told like a file that cannot be read.
  return files.length > 0 ? files : [name];
}
