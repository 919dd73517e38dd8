/** Copies the JSON files of a mapping, and the schemas by which an editor explains them. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './mapping-options.ts';

export const copySchemas = (home: string): Promise<void> => copyJson(join(PROJECT, 'schemas'), join(home, 'schemas'));

/** The JSON files of a folder; members of `renamed` that a file has take their new value, the rest stays byte for byte. */
export async function copyJson(
  from: string,
  to: string,
  renamed: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(to, { recursive: true });
  for (const name of (await readdir(from)).filter((one) => one.endsWith('.json'))) {
    const text = await readFile(join(from, name), 'utf8');
    const file = JSON.parse(text) as Record<string, unknown>;
    const own = Object.entries(renamed).filter(
      ([key]) => Object.hasOwn(file, key) && file['resourceType'] === undefined,
    );
    // An example of an overlay is of no use where that overlay is not.
    if (own.length > 0 && Object.hasOwn(file, 'overlay')) continue;
    const copied = own.length === 0 ? text : `${JSON.stringify({ ...file, ...Object.fromEntries(own) }, null, 2)}\n`;
    await writeFile(join(to, name), copied);
  }
}
