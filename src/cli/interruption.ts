/** Resolves when the person, or the machine, asks the process to end. */
export const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
