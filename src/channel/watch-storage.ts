/** Watches standard storage: walks it again and again, since a network share tells nobody what changes on it. */
import { describeError } from '#visit';
import { type Sightings, type WatchOptions, walkStorage } from './walk-storage.ts';

export interface Watching {
  /** Ends after the file that is being taken in. */
  stop(): Promise<void>;
}

const SECOND_MS = 1_000;

/** Walks at once, and so many seconds after each walk. A walk that fails is told, and the next one goes on. */
export function watchStorage(options: WatchOptions, seconds: number): Watching {
  const { log, client } = options;
  const sightings: Sightings = new Map();
  let stopped = false;
  let wake = () => {};
  const work = async (): Promise<void> => {
    while (!stopped) {
      try {
        const report = await walkStorage(options, sightings, () => stopped);
        if (report && Object.values(report).some((count) => count > 0))
          log.info({ client, ...report }, 'standard storage');
      } catch (error) {
        // The message of a file system's error holds a path, and that a patient's number.
        log.error({ client, error: describeError(error) }, 'standard storage could not be walked');
      }
      if (!stopped) await pause();
    }
  };
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * SECOND_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const done = work();
  return {
    stop: () => {
      stopped = true;
      wake();
      return done;
    },
  };
}
