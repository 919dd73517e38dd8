/** Reads a mapping from `mappings/`, lays a region's overlay over it, and refuses a table that could mislead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSchema, type Issue, isRefusal, type Refusal, refuse, refuseAll, type SchemaCheck } from '#fhir';
import { cellOfRule } from './form-cells.ts';
import { jsonFault } from './json-fault.ts';
import { layOver, type OverlayFile, overlayFaults } from './lay-over.ts';
import type { Layout } from './layout.ts';
import type { CodeTable, Mapping } from './mapping.ts';
import { mappingOf, type RulesFile } from './rules-file.ts';
import { faultsOfFile } from './schema-fault.ts';
import { soundnessOf } from './soundness.ts';
import type { Unsound } from './unsound.ts';

export const HOME = join(import.meta.dirname, '..', '..', 'mappings');

/** Folders of mappings; what stands in an earlier one outranks the later ones. */
export type Homes = string | readonly string[];

/** A region's own folder, where it has one, before the project's. */
export const homesWith = (own: string | undefined): readonly string[] => (own === undefined ? [HOME] : [own, HOME]);

const isRules = schemaOf<RulesFile>('rules');
const isLayout = schemaOf<Layout>('layout');
const isOverlay = schemaOf<OverlayFile>('overlay');
const isConceptMap = schemaOf<ConceptMapFile>('concept-map');

/** The schemas that editors of the tables use are those that the tables are held to. */
export function schemaOf<T>(name: string): SchemaCheck<T> {
  return compileSchema<T>(JSON.parse(readFileSync(join(HOME, 'schemas', `${name}.schema.json`), 'utf8')));
}

interface ConceptMapFile {
  readonly id: string;
  readonly group: readonly [
    {
      readonly target?: string;
      readonly element: readonly {
        code: string;
        target: readonly [{ code: string; display?: string }];
      }[];
    },
  ];
}

export interface LoadOptions {
  /** The region whose overlay is laid over the base. */
  readonly overlay?: string;
  /** Other folders of mappings; the project's own when absent. */
  readonly home?: Homes;
}

let ours: readonly string[] | undefined;

/** The ids of the mappings that exist, in order. Tables that are run by other means carry no `kind`. */
export function listMappings(home: Homes = HOME): string[] {
  if (home !== HOME) return readIds(home);
  ours ??= readIds(home);
  return [...ours];
}

function readIds(home: Homes): string[] {
  const ids = [home].flat().flatMap((folder) => readdirSync(folder).filter((id) => hasKind(rulesOf(folder, id))));
  return [...new Set(ids)].sort();
}

const rulesOf = (folder: string, id: string): string => join(folder, id, 'rules.json');

function hasKind(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    return 'kind' in (JSON.parse(readFileSync(path, 'utf8')) as object);
  } catch {
    // A broken table is listed, so that loading it can say what is wrong.
    return true;
  }
}

/** The regions that adapt a mapping. */
export function listOverlays(id: string, home: Homes = HOME): string[] {
  const folders = [home].flat().map((one) => join(one, 'overlays'));
  const regions = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((region) => existsSync(join(folder, region, `${id}.json`))));
  return [...new Set(regions)].sort();
}

const loaded = new Map<string, Mapping>();

/** `service-plan-draft`, optionally as a region prints it. Unknown ids and unsound tables are refused. */
export function loadMapping(id: string, { overlay, home = HOME }: LoadOptions = {}): Mapping | Refusal {
  const homes = [home].flat();
  if (homes.join() !== HOME) return load(id, overlay, homes);
  const key = JSON.stringify([id, overlay]);
  const before = loaded.get(key);
  if (before !== undefined) return before;
  const mapping = load(id, overlay, homes);
  if (!isRefusal(mapping)) loaded.set(key, mapping);
  return mapping;
}

function load(id: string, overlay: string | undefined, home: readonly string[]): Mapping | Refusal {
  const own = home.find((folder) => hasKind(rulesOf(folder, id)));
  if (own === undefined || !listMappings(own).includes(id))
    return unknown('mapping', 'マッピング', id, listMappings(home));
  const base = loadBase(own, id, home);
  if (isRefusal(base) || overlay === undefined) return base;
  if (!listOverlays(id, home).includes(overlay))
    return unknown('overlay', '地域の上書き', overlay, listOverlays(id, home));
  const files = home.map((folder) => join(folder, 'overlays', overlay, `${id}.json`));
  const file = readChecked(files.find((path) => existsSync(path)) ?? '', isOverlay);
  if (isRefusal(file)) return file;
  const faults = [...overlayFaults(base, file, overlay)];
  if (faults.length === 0) return sound(layOver(base, file));
  return refusalOf(faults.map(({ ja, en }) => faultOf(`overlays/${overlay}/${id}.json`, ja, en)));
}

function loadBase(home: string, id: string, homes: readonly string[]): Mapping | Refusal {
  const file = readChecked(join(home, id, 'rules.json'), isRules);
  if (isRefusal(file)) return file;
  const shared = homes.toReversed().map((folder) => join(folder, 'concept-maps'));
  const codes = loadCodes([...shared, join(home, id, 'concept-maps')]);
  if (isRefusal(codes)) return codes;
  const at = join(home, id, 'layout.json');
  const layout = existsSync(at) ? readChecked(at, isLayout) : undefined;
  if (isRefusal(layout)) return layout;
  return sound({ ...mappingOf(file, codes), ...(layout === undefined ? {} : { layout }) });
}

/** The code tables that all mappings share, and the mapping's own, which outrank them. */
export function loadCodes(folders: readonly string[]): Record<string, CodeTable> | Refusal {
  const codes: Record<string, CodeTable> = {};
  for (const folder of folders)
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      const map = readChecked(join(folder, name), isConceptMap);
      if (isRefusal(map)) return map;
      codes[map.id] = tableOf(map);
    }
  return codes;
}

function tableOf({ group: [{ target, element }] }: ConceptMapFile): CodeTable {
  const entries = element.map(({ code, target: [to] }) => ({ source: code, ...to }));
  return target === undefined ? { entries } : { system: target, entries };
}

export function readChecked<T>(path: string, check: SchemaCheck<T>): T | Refusal {
  const name = path.split(/[/\\]/).slice(-3).join('/');
  const read = readJson(name, readFileSync(path));
  if (isRefusal(read)) return read;
  if (check(read.json)) return read.json;
  return badShape(name, check, read.json);
}

/** With or without a byte order mark. */
function readJson(name: string, bytes: Uint8Array): { json: unknown } | Refusal {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const words = [
      'UTF-8 の文字ではありません。UTF-8 で保存し直してください',
      'is no text in UTF-8; save it as UTF-8',
    ] as const;
    return refuse(422, faultOf(name, ...words));
  }
  try {
    return { json: JSON.parse(text) };
  } catch {
    const { line, column } = jsonFault(text);
    const ja = `${line} 行 ${column} 文字目から、JSON として読めません。その前後の「,」「"」と括弧を確かめてください`;
    const en = `is no JSON from line ${line}, column ${column} on; look at the commas, quotes and brackets around it`;
    return refuse(422, { ...faultOf(name, ja, en), line, column });
  }
}

function badShape(name: string, check: SchemaCheck<unknown>, file: unknown): Refusal {
  return refusalOf(faultsOfFile(check, file).map(({ place, ja, en }) => faultOf(`${name}${place}`, ja, en)));
}

/** Why this could not be a `rules.json`. */
export function checkRules(file: object): Refusal | undefined {
  return isRules(file) ? undefined : badShape('rules.json', isRules, file);
}

function sound(mapping: Mapping): Mapping | Refusal {
  const faults = soundnessOf(mapping);
  if (faults.length === 0) return mapping;
  return refusalOf(faults.map((fault) => ofMapping(mapping, fault)));
}

function ofMapping(mapping: Mapping, { rule, ja, en }: Unsound): Omit<Issue, 'severity'> {
  if (rule === undefined) return faultOf(mapping.id, ja, en);
  const cell = cellOfRule(mapping, rule);
  const at = cell === undefined ? '' : ` ${cell}`;
  const words = [
    `規則 ${rule.id}（${rule.label}${at}）: ${ja}`,
    `rule \`${rule.id}\` (${rule.label}${at}): ${en}`,
  ] as const;
  return faultOf(mapping.id, ...words);
}

const refusalOf = (faults: readonly Omit<Issue, 'severity'>[]): Refusal =>
  refuseAll(
    422,
    faults.map((fault) => ({ severity: 'error', ...fault })),
  );

const faultOf = (place: string, ja: string, en: string): Omit<Issue, 'severity'> => ({
  code: 'mapping-unsound',
  type: 'invalid',
  ja: `マッピング表「${place}」に誤りがあります: ${ja}`,
  en: `the mapping table \`${place}\` ${en}`,
  expression: place,
});

function unknown(what: string, ja: string, id: string, known: string[]): Refusal {
  return refuse(404, {
    code: `${what}-unknown`,
    type: 'not-found',
    ja: `${ja}「${id}」はありません。あるもの: ${known.join('、')}`,
    en: `there is no ${what} \`${id}\`; known: ${known.join(', ')}`,
  });
}
