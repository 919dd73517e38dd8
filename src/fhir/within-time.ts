/** Ends work that was written by others and may never end by itself: an expression, or a pattern that goes back and forth. */
import { createContext, Script } from 'node:vm';

/** The answer of work that was ended. */
export const TIME_UP: unique symbol = Symbol('time up');

let job: () => unknown = () => undefined;
const context = createContext({ run: () => job() });
const script = new Script('run()');

/** So many times work is begun anew that was ended while the processor was busy with something else. */
const ROUNDS_MAX = 4;
/** Each round may take so many times longer by the clock. */
const PATIENCE = 5;

/**
 * Does the work, or ends it after so many milliseconds of the processor. What `work` throws is thrown.
 * It may be ended and begun anew, and ending runs no `finally` inside it, so it must leave nothing half done.
 * The watch itself costs some 0.3 ms.
 */
export function withinTime<T>(milliseconds: number, work: () => T): T | typeof TIME_UP {
  let patience = Math.max(1, Math.ceil(milliseconds));
  for (let round = 1; ; round++) {
    const start = process.cpuUsage();
    const answer = withinClock(patience, work);
    if (answer !== TIME_UP || round === ROUNDS_MAX || spentSince(start) >= milliseconds / 2) return answer;
    // The clock ran out, but the work had little of the processor: on a busy machine nobody is to be blamed for that.
    patience *= PATIENCE;
  }
}

/** Milliseconds of the processor that this process has used since. */
export const spentSince = (start: NodeJS.CpuUsage): number => process.cpuUsage(start).user / 1000;

function withinClock<T>(milliseconds: number, work: () => T): T | typeof TIME_UP {
  const before = job;
  job = work;
  try {
    return script.runInContext(context, { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return TIME_UP;
    throw error;
  } finally {
    job = before;
  }
}
