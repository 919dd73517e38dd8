/** Which version of a code system an expansion takes: by default, checked, or forced (R4 `$expand`). */
import { isRefusal, type Refusal } from '#fhir';
import type { Item } from './list-codes.ts';
import { parameterWrong, versionDiffers } from './refusals.ts';
import { createWorld, type World } from './world.ts';

/** Each `system|version`. */
export interface Versions {
  readonly 'system-version'?: readonly string[];
  readonly 'check-system-version'?: readonly string[];
  readonly 'force-system-version'?: readonly string[];
}

/** The world in which code systems have the versions that were asked for; the same world when none was. */
export function worldWithVersions(world: World, asked: Versions): World | Refusal {
  const fallback = pairs('system-version', asked);
  if (isRefusal(fallback)) return fallback;
  const forced = pairs('force-system-version', asked);
  if (isRefusal(forced)) return forced;
  const checked = pairs('check-system-version', asked);
  if (isRefusal(checked)) return checked;
  if (fallback.size + forced.size === 0) return world;
  return createWorld(world.source, (canonical) => {
    const [system = '', version] = canonical.split('|', 2);
    const wanted = forced.get(system) ?? version ?? fallback.get(system);
    return wanted === undefined ? system : `${system}|${wanted}`;
  });
}

/** A version that was asked for and is not what the codes came from. */
export function versionFault(items: readonly Item[], asked: Versions): Refusal | undefined {
  const wanted = [...(asked['check-system-version'] ?? []), ...(asked['force-system-version'] ?? [])];
  const loaded = new Map(items.map(({ system, concepts }) => [system, concepts]));
  for (const one of wanted) {
    const [system = '', version = ''] = one.split('|', 2);
    const concepts = loaded.get(system);
    const found = concepts?.system.version ?? '';
    if (concepts !== undefined && found !== version) return versionDiffers(system, version, found);
  }
  return undefined;
}

function pairs(name: keyof Versions, asked: Versions): Map<string, string> | Refusal {
  const found = new Map<string, string>();
  for (const one of asked[name] ?? []) {
    const [system = '', version = ''] = one.split('|', 2);
    if (system === '' || version === '')
      return parameterWrong(
        name,
        '「コード体系|版」の形で書いてください。',
        `write it as \`system|version\`, not \`${one}\``,
      );
    found.set(system, version);
  }
  return found;
}
