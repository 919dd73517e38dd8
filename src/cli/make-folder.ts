/** The folders of the house, and what the person who starts it can mend. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder with its parents, one by one: where that is impossible, the first fault ends it. */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return;
    throw new StartRefused(
      `${folder} を作れません（${error.code}）。KAKEHASHI_DATA_DIR を確かめてください。 / cannot make ${folder} (${error.code}); check KAKEHASHI_DATA_DIR`,
    );
  });
}

/** Something that the person who starts the house can mend. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
