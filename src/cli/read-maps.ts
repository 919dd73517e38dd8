/** Reads StructureMaps with what they need: their models and code tables, from files, folders and Bundles. */
import type { ConceptMap, Resource, StructureDefinition, StructureMap } from '@medplum/fhirtypes';
import { hasError, type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import type { ImportedMapping } from '#structure-maps';
import { listFiles } from './list-files.ts';
import { OWN_PACKAGE } from './mapping-options.ts';
import { readTextFile } from './read-text-file.ts';

/** What was read, with the faults of the text that the parser of FML would not tell. */
interface Read {
  readonly maps: StructureMap[];
  readonly structures: StructureDefinition[];
  readonly conceptMaps: ConceptMap[];
  readonly issues: Issue[];
}

/** The library of codecs explains; no mapping is in it. */
const isLibrary = ({ url }: Partial<StructureMap>): boolean => url?.endsWith('/StructureMap/mapping-codecs') === true;

/** The mapping that the files hold, or every reason why they cannot be honoured. */
export async function readMaps(names: readonly string[], id: string | undefined): Promise<ImportedMapping | Refusal> {
  const read = await readFiles(names);
  if (isRefusal(read)) return read;
  const { isOwnMap, mapIssue, readForeignMap, readOwnMaps } = await import('#structure-maps');
  const { createValidator, loadPackages } = await import('#validation');
  const definitions = await loadPackages([OWN_PACKAGE], { resources: read.structures });
  if (isRefusal(definitions)) return definitions;
  const validator = createValidator(definitions, { unknownExtensions: 'warning' });
  const maps = read.maps.filter((map) => !isLibrary(map));
  const [map, ...others] = maps;
  if (map === undefined) return refuseAll(422, [...read.issues, mapIssue('map-unreadable', { path: 'StructureMap' })]);
  const invalid = [...maps, ...read.structures, ...read.conceptMaps].flatMap((one) => validator.validate(one));
  if (hasError(invalid)) return refuseAll(422, [...read.issues, ...invalid.filter((issue) => hasError([issue]))]);
  if (maps.every(isOwnMap)) return readOwnMaps(maps, read.conceptMaps);
  if (others.length > 0) return refuseAll(422, [mapIssue('map-groups', { path: 'StructureMap' }, others[0]?.name)]);
  const world = {
    structure: (url: string) => read.structures.find((one) => one.url === url) ?? definitions.structure(url),
    conceptMaps: read.conceptMaps,
  };
  const found = readForeignMap(map, world, id ?? idOf(map));
  const issues = [...read.issues, ...(isRefusal(found) ? found.issues : [])];
  return issues.length > 0 ? refuseAll(422, issues) : found;
}

/** A folder's name from the map's. */
const idOf = ({ name, id }: StructureMap): string =>
  (id ?? name)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'imported';

async function readFiles(names: readonly string[]): Promise<Read | Refusal> {
  const read: Read = { maps: [], structures: [], conceptMaps: [], issues: [] };
  for (const file of await listFiles(names)) {
    const text = await readTextFile(file);
    if (isRefusal(text)) return text;
    const refused = text.trimStart().startsWith('{') ? await addJson(read, text) : await addText(read, text);
    if (refused !== undefined) return refused;
  }
  return read;
}

async function addText(read: Read, text: string): Promise<Refusal | undefined> {
  const { readMapText } = await import('#structure-maps');
  const parsed = readMapText(text);
  if (isRefusal(parsed)) return parsed;
  read.maps.push(parsed.map);
  read.issues.push(...parsed.issues);
  return undefined;
}

async function addJson(read: Read, text: string): Promise<Refusal | undefined> {
  const { readText } = await import('#validation');
  const json = readText(text);
  if (isRefusal(json)) return json;
  const add = (resource: Resource | undefined): void => {
    if (resource?.resourceType === 'Bundle') for (const entry of listOf(resource.entry)) add(entry.resource);
    if (resource?.resourceType === 'StructureMap') {
      read.maps.push(resource);
      for (const one of listOf(resource.contained)) if (one.resourceType === 'StructureDefinition') add(one);
    }
    if (resource?.resourceType === 'StructureDefinition') read.structures.push(resource);
    if (resource?.resourceType === 'ConceptMap') read.conceptMaps.push(resource);
  };
  add(json.value as Resource);
  return undefined;
}

/** What is no list is told by the validator. */
const listOf = <T>(value: readonly T[] | undefined): readonly T[] => (Array.isArray(value) ? value : []);
