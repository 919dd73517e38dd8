/** Where the time of this process goes between two questions, as a `.cpuprofile`. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

let session: Session | undefined;

/** Begins, or ends and writes what was seen into `file`. */
export async function profile(file: string): Promise<void> {
  if (session === undefined) {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    return;
  }
  const { profile: seen } = await session.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(seen));
  session.disconnect();
  session = undefined;
}
