/** What a region decides for itself, as the files of its folder say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Region } from '#exchange';
import { isRefusal, type Refusal } from '#fhir';
import { readTextFile } from './read-text-file.ts';

/** The region as shipped where no folder is named; a file that is not there leaves its part as shipped. */
export async function readRegionFolder(folder: string | undefined): Promise<Region | Refusal> {
  const { regionShipped } = await import('#exchange');
  if (folder === undefined) return regionShipped;
  const { readConsentMatrix, readPolicy } = await import('#consent');
  const policy = await readPart(join(folder, 'policy.json'), readPolicy);
  if (isRefusal(policy)) return policy;
  const readMatrix = (json: unknown) => readConsentMatrix(json, regionShipped.matrix);
  const matrix = await readPart(join(folder, 'consent-matrix.json'), readMatrix);
  if (isRefusal(matrix)) return matrix;
  return { ...regionShipped, ...(policy === undefined ? {} : { policy }), ...(matrix === undefined ? {} : { matrix }) };
}

async function readPart<T>(file: string, parse: (json: unknown) => T | Refusal): Promise<T | Refusal | undefined> {
  if (!existsSync(file)) return undefined;
  const { readText } = await import('#validation');
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  const read = readText(text);
  return isRefusal(read) ? read : parse(read.value);
}
