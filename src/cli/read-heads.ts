/** A file of tree heads of an audit. */
import { isRefusal, type Refusal } from '#fhir';
import type { HeadsFile } from '#sharing';
import { readTextFile } from './read-text-file.ts';

export async function readHeads(file: string): Promise<HeadsFile | Refusal> {
  const { readText } = await import('#validation');
  const { readHeadsFile } = await import('#sharing');
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  const read = readText(text);
  return isRefusal(read) ? read : readHeadsFile(read.value);
}
