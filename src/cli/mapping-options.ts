/** What the commands on mappings share: the region's folder, its overlay, and the mapping that both name. */
import { fileURLToPath } from 'node:url';
import type { Refusal } from '#fhir';
import type { LoadOptions, Mapping } from '#mapping';
import type { ExitCode, Io } from './command.ts';

/** The project's own mappings. */
export const PROJECT = fileURLToPath(new URL('../../mappings/', import.meta.url));

/** The profiles, and the extensions of exported maps. */
export const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

export const HOME_OPTION = {
  '--home DIR': [
    '地域のマッピングのフォルダー（KAKEHASHI_MAPPINGS と同じもの）。',
    "the region's folder of mappings, as in KAKEHASHI_MAPPINGS",
  ],
} as const;

export const OVERLAY_OPTION = { '--overlay REGION': ['地域の名前。', 'the name of the region'] } as const;

/** Ids and regions name folders: nothing else may. */
export const isFolderName = (name: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(name);

/** The mapping as the region has it; refuses unknown and unsound ones. */
export async function loadFrom(
  home: string | undefined,
  id: string,
  overlay: string | undefined,
): Promise<Mapping | Refusal> {
  const { homesWith, loadMapping } = await import('#mapping');
  const options: LoadOptions = { home: homesWith(home), ...(overlay === undefined ? {} : { overlay }) };
  return loadMapping(id, options);
}

export function taken(io: Io, path: string): ExitCode {
  io.err(`すでにあります。消してからやり直してください / it is there already; remove it first: ${path}\n`);
  return 1;
}

export const nameOf = ({ id, overlay }: Pick<Mapping, 'id' | 'overlay'>): string =>
  overlay === undefined ? id : `${id} (${overlay})`;
