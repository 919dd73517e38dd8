/** Tells the person at the terminal what takes long. */
const SECOND_MS = 1_000;

/** Says what is going on, once it takes longer than a second. */
export async function progress<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => process.stderr.write(`… ${what}\n`), SECOND_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
