/** What resources of each type must meet to be stored, as the file of the settings says. */
import { isRefusal, type Refusal } from '#fhir';
import type { WriteRules } from '#visit';
import { readTextFile } from './read-text-file.ts';

/** No rules where no file is named; or why the file cannot be used. */
export async function readRules(file: string | undefined): Promise<WriteRules | Refusal> {
  if (file === undefined) return {};
  const { readText } = await import('#validation');
  const { readWriteRules } = await import('#visit');
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  const read = readText(text);
  return isRefusal(read) ? read : readWriteRules(read.value);
}
