/** How a mapping is called where it is exchanged: canonical URLs, ids, and the elements of its form. */
import { createHash } from 'node:crypto';
import { CANONICAL_BASE, profileUrl } from '#fhir';
import type { Mapping } from '#mapping';

/** The two ways of a mapping, each a StructureMap of its own. */
export type MapWay = 'to-fhir' | 'to-form';

/** Characters of an id in FHIR. */
const ID_CHARACTERS_MAX = 64;
const HASH_CHARACTERS = 8;

type Named = Pick<Mapping, 'id' | 'overlay'>;

const keyOf = ({ id, overlay }: Named): string => (overlay === undefined ? id : `${id}.${overlay}`);

/** An id that is too long keeps its beginning and what tells it from others. */
function idOf(...parts: readonly string[]): string {
  const whole = parts.join('-');
  if (whole.length <= ID_CHARACTERS_MAX) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, HASH_CHARACTERS);
  return `${whole.slice(0, ID_CHARACTERS_MAX - HASH_CHARACTERS - 1)}-${hash}`;
}

export const urlOf = (type: string, id: string): string => `${CANONICAL_BASE}/${type}/${id}`;

export const modelId = (mapping: Named): string => idOf(keyOf(mapping), 'form');
export const modelUrl = (mapping: Named): string => profileUrl(modelId(mapping));

/** The way stands in the id, so that both maps lie side by side; a message has one way only. */
export const mapId = (mapping: Named & Pick<Mapping, 'kind'>, way: MapWay): string =>
  mapping.kind === 'message' ? idOf(keyOf(mapping)) : idOf(keyOf(mapping), way);
export const mapUrl = (mapping: Named & Pick<Mapping, 'kind'>, way: MapWay): string =>
  urlOf('StructureMap', mapId(mapping, way));

export const conceptMapId = (mapping: Named, table: string): string => idOf(keyOf(mapping), table);
export const conceptMapUrl = (mapping: Named, table: string): string =>
  urlOf('ConceptMap', conceptMapId(mapping, table));

export const CODEC_LIBRARY_ID = 'mapping-codecs';
export const CODEC_LIBRARY = urlOf('StructureMap', CODEC_LIBRARY_ID);

export const RULE_EXTENSION = profileUrl('mapping-rule');
export const TABLE_EXTENSION = profileUrl('mapping-table');

/** `service-plan-draft.example-city` → `ServicePlanDraftExampleCity`: a name for machines. */
export const nameOf = (id: string): string =>
  partsOf(id)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** Element names of a form: what its fields (`F02-01-name`) and tables are called in its logical model. */
export interface ElementNames {
  field(source: string): string;
  table(name: string): string;
}

export function elementNames({ rules, rowTables }: Pick<Mapping, 'rules' | 'rowTables'>): ElementNames {
  const taken = new Set<string>();
  const give = (word: string): string => {
    const plain = elementName(word);
    let [name, count] = [plain, 1];
    while (taken.has(name)) {
      count += 1;
      name = `${plain}x${count}`;
    }
    taken.add(name);
    return name;
  };
  const tables = new Map(Object.keys(rowTables).map((name) => [name, give(name)]));
  const fields = new Map<string, string>();
  for (const { source } of rules) if (!fields.has(source)) fields.set(source, give(source));
  return {
    field: (source) => fields.get(source) ?? elementName(source),
    table: (name) => tables.get(name) ?? elementName(name),
  };
}

/** `F02-01-name` → `f0201Name`: letters and digits, begun by a small letter. */
export function elementName(word: string): string {
  const [first = 'field', ...more] = partsOf(word);
  const name = [first.toLowerCase() === first || /^[A-Z0-9]+$/.test(first) ? first.toLowerCase() : decapitalised(first)]
    .concat(more.map((part) => part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')
    .slice(0, ID_CHARACTERS_MAX - HASH_CHARACTERS);
  return /^[a-z]/.test(name) ? name : `n${name}`;
}

const decapitalised = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

const partsOf = (word: string): string[] => word.match(/[A-Za-z0-9]+/g) ?? [];
