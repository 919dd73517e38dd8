/** Lets only so many pieces of work run at a time in this process; the others wait in the order in which they came. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(atATime: number): Turns {
  let free = atATime;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A turn that someone waits for is handed on, so that no newcomer takes it.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
