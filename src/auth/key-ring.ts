/** The server's keys as this process knows them. */
import type { Database } from '#database';
import { loadServerKeys, readServerKeys, type ServerKeys } from './server-keys.ts';

export interface KeyRing {
  /** As they were when they were last read. */
  known(): ServerKeys;
  /** As they are, give or take ten seconds; the same object as long as nothing changed. */
  current(): Promise<ServerKeys>;
}

/** However many ask, the keys are read once in this time. */
const READ_EVERY_MS = 10_000;

/** Makes the keys where there are none yet. */
export async function openKeyRing(database: Database, now: () => Date): Promise<KeyRing> {
  let readAt = now().getTime();
  let keys = await loadServerKeys(database, now());
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const at = now();
    const found = await readServerKeys(database, at);
    if (JSON.stringify(found) !== JSON.stringify(keys)) keys = found;
    readAt = at.getTime();
  };
  return {
    known: () => keys,
    current: async () => {
      // A clock that was set back would keep them for as long.
      if (Math.abs(now().getTime() - readAt) >= READ_EVERY_MS) {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return keys;
    },
  };
}
