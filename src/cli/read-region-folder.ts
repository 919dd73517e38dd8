/** What a region decides for itself, as the files of its folder say. */
import { join } from 'node:path';
import type { LabelExample, LabelRules } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import type { Region } from '#visit';
import { listRegionFolder, type RegionFile } from './list-region-folder.ts';
import { readTextFile } from './read-text-file.ts';

/** The region as shipped where no folder is named; a file that is not there leaves its part as shipped, a folder is needed. */
export async function readRegionFolder(folder: string | undefined): Promise<Region | Refusal> {
  const { regionShipped } = await import('#visit');
  if (folder === undefined) return regionShipped;
  const files = await listRegionFolder(folder);
  if (isRefusal(files)) return files;
  const { readConsentMatrix, readPolicy } = await import('#consent');
  const policy = await readPart({ folder, files }, 'policy.json', readPolicy);
  if (isRefusal(policy)) return policy;
  const readMatrix = (json: unknown) => readConsentMatrix(json, regionShipped.matrix);
  const matrix = await readPart({ folder, files }, 'consent-matrix.json', readMatrix);
  if (isRefusal(matrix)) return matrix;
  const labelling = await readLabelling(folder);
  if (isRefusal(labelling)) return labelling;
  const { refuseFailing } = await import('#consent');
  const failing = refuseFailing(labelling.examples, labelling.rules);
  if (failing) return failing;
  return {
    ...regionShipped,
    ...(policy === undefined ? {} : { policy }),
    ...(matrix === undefined ? {} : { matrix }),
    labels: labelling.rules,
  };
}

export interface Labelling {
  readonly rules: LabelRules;
  /** What holds the rules to what was meant. */
  readonly examples: readonly LabelExample[];
}

/** The region's rules of labelling and their examples; whether these agree is for the caller to ask. */
export async function readLabelling(folder: string): Promise<Labelling | Refusal> {
  const files = await listRegionFolder(folder);
  if (isRefusal(files)) return files;
  const { labelRulesShipped, readLabelExamples, readLabelRules } = await import('#consent');
  const rules = (await readPart({ folder, files }, 'label-rules.json', readLabelRules)) ?? labelRulesShipped;
  if (isRefusal(rules)) return rules;
  const examples = (await readPart({ folder, files }, 'label-examples.json', readLabelExamples)) ?? [];
  return isRefusal(examples) ? examples : { rules, examples };
}

interface Listed {
  readonly folder: string;
  readonly files: readonly RegionFile[];
}

async function readPart<T>(
  { folder, files }: Listed,
  file: RegionFile,
  parse: (json: unknown) => T | Refusal,
): Promise<T | Refusal | undefined> {
  if (!files.includes(file)) return undefined;
  const { readText } = await import('#validation');
  const text = await readTextFile(join(folder, file));
  if (isRefusal(text)) return text;
  const read = readText(text);
  return isRefusal(read) ? read : parse(read.value);
}
