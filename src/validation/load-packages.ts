/** Loads packages and says at once which of their profiles cannot be used, and why; the others work. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import { type Checked, checkStructures, nameOf, readChecked, writeChecked } from './check-structures.ts';
import { CACHE_DIR, type Catalogue, type Definitions, type LoadOptions, readPackages } from './definitions/index.ts';

/** Raised when what is checked or generated changes, so that an older cache is not read. */
const FORMAT = 2;
const HASH_DIGITS = 32;

/**
 * R4 core and the given packages, each a `.tgz` or a folder, with the dependencies that lie beside them. Refused when a
 * source is no FHIR package, or when dependencies are missing or go in a circle (`package-unreadable`,
 * `package-missing`, `package-cycle`). A profile that cannot be used is no refusal but one of the `findings`.
 */
export async function loadPackages(
  sources: readonly string[],
  options: LoadOptions = {},
): Promise<Definitions | Refusal> {
  const loaded = readPackages(sources, options);
  if (isRefusal(loaded)) return loaded;
  const { all, packages, missing, key } = loaded;
  const name = createHash('sha256').update(key).digest('hex').slice(0, HASH_DIGITS);
  const file = join(options.cacheDir ?? CACHE_DIR, `profiles-${name}-${FORMAT}.block`);
  const { findings, snapshots } = withMemory(checkPackages(packages, file), all);
  return complete(all, { findings: [...missing, ...findings], snapshots });
}

/** What is known of packages, from the cache when these were loaded together before. */
function checkPackages({ definitions, packaged }: Catalogue, file: string): Checked {
  if (packaged.length === 0) return { findings: [], snapshots: new Map() };
  const known = readChecked(file);
  if (known !== undefined) return known;
  const checked = checkStructures(packaged, definitions);
  writeChecked(file, checked);
  return checked;
}

/** What is in memory may be what a package lacks: what was wrong is asked anew. */
function withMemory(ofPackages: Checked, { definitions, inMemory }: Catalogue): Checked {
  if (inMemory.length === 0) return ofPackages;
  const faulty = ofPackages.findings.flatMap(({ profile }) => profile ?? []);
  const { findings, snapshots } = checkStructures([...faulty, ...inMemory], definitions);
  return { findings, snapshots: new Map([...ofPackages.snapshots, ...snapshots]) };
}

/** The definitions with the snapshots that had to be generated, and with what is wrong. */
function complete({ definitions }: Catalogue, { findings, snapshots }: Checked): Definitions {
  const whole = new WeakMap<StructureDefinition, StructureDefinition>();
  const structure = (canonical: string): StructureDefinition | undefined => {
    const definition = definitions.structure(canonical);
    if (definition === undefined || definition.snapshot !== undefined) return definition;
    const made = whole.get(definition) ?? withElements(definition);
    whole.set(definition, made);
    return made;
  };
  const withElements = (definition: StructureDefinition): StructureDefinition => {
    const element = snapshots.get(nameOf(definition))?.();
    return element === undefined ? definition : { ...definition, snapshot: { element: [...element] } };
  };
  return { ...definitions, findings, structure };
}
