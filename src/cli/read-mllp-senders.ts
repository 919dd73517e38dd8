/** Who may send messages over MLLP, as the file that the settings name says it. */
import { isRefusal, type Refusal } from '#fhir';
import type { FindSender } from '#intake';
import { readTextFile } from './read-text-file.ts';

/** Without a file nobody is known by address and name. */
export async function readMllpSenders(file: string | undefined): Promise<FindSender | Refusal> {
  if (file === undefined) return () => undefined;
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  const { readText } = await import('#validation');
  const read = readText(text);
  if (isRefusal(read)) return read;
  const { readSenders } = await import('#intake');
  return readSenders(read.value);
}
