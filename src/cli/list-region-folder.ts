/** Which of a region's rules lie in its folder. What is not known there is refused, for it may be a rule that is misspelt. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { fileUnreadable } from './read-text-file.ts';

/** `cases.json`: what the region's policy must decide, for `kakehashi consent decide`. */
const REGION_FILES = [
  'policy.json',
  'consent-matrix.json',
  'label-rules.json',
  'label-examples.json',
  'cases.json',
] as const;
export type RegionFile = (typeof REGION_FILES)[number];

const isRegionFile = (name: string): name is RegionFile => REGION_FILES.some((one) => one === name);
/** What tells people and tools of a folder, and is no rule. */
const BESIDE = /^(?:\..*|README.*|LICENSE.*)$/i;

/** The rules that are there; 404 `file-unreadable` for a folder that is not, and for each file that is no rule. */
export async function listRegionFolder(folder: string): Promise<readonly RegionFile[] | Refusal> {
  const entries = await entriesOf(folder);
  if (isRefusal(entries)) return entries;
  // Mappings of the region may lie in folders beside its rules.
  const named = entries.filter((entry) => !entry.isDirectory() || isRegionFile(entry.name)).map(({ name }) => name);
  const unknown = named.filter((name) => !isRegionFile(name) && !BESIDE.test(name)).sort();
  if (unknown.length > 0)
    return refuseAll(
      404,
      unknown.map((name) => noRule(join(folder, name))),
    );
  return named.filter(isRegionFile);
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    return fileUnreadable(folder, error, { ENOTDIR: ['フォルダーではありません', 'it is no folder'] });
  }
}

const noRule = (file: string): Issue => ({
  severity: 'error',
  code: 'file-unreadable',
  type: 'not-found',
  ja: `地域のフォルダーのファイル「${file}」は、どの決まりでもないので読めません。名前を ${REGION_FILES.join('、')} のどれかに直すか、ほかへ移してください。`,
  en: `the file \`${file}\` of the region's folder cannot be read, since it is none of its rules: name it ${REGION_FILES.slice(0, -1).join(', ')} or ${REGION_FILES.at(-1)}, or put it elsewhere`,
});
