/** Reads a mapping from `mappings/`, lays a region's overlay over it, and refuses a table that could mislead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { CODEC_NAMES } from './codec-names.ts';
import type { CodeEntry, CodeTable, Layout, Mapping, ResourceRule, Rule } from './mapping.ts';
import { targetsOf } from './mapping.ts';
import { conceptMapSchema, layoutSchema, overlaySchema, rulesSchema } from './mapping-schema.ts';

const HOME = join(import.meta.dirname, '..', '..', 'mappings');
const ajv = new Ajv({ allErrors: true, strict: false });
const isRules = ajv.compile<RulesFile>(rulesSchema);
const isLayout = ajv.compile<Layout>(layoutSchema);
const isOverlay = ajv.compile<OverlayFile>(overlaySchema);
const isConceptMap = ajv.compile<ConceptMapFile>(conceptMapSchema);

interface RulesFile extends Pick<Mapping, 'id' | 'version' | 'kind' | 'title' | 'form' | 'rules'> {
  readonly resources?: Record<string, ResourceRule>;
}

interface OverlayFile {
  readonly region: string;
  readonly defaults?: Record<string, string>;
  readonly override?: Record<string, Partial<Rule>>;
  readonly disable?: string[];
  readonly add?: Rule[];
  readonly layout?: Partial<Layout>;
  readonly codes?: Record<string, CodeEntry[]>;
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
  /** Another folder of mappings; the project's own when absent. */
  readonly home?: string;
}

/** The ids of the mappings that exist, in order. Tables that are run by other means carry no `kind`. */
export function listMappings(home: string = HOME): string[] {
  return readdirSync(home)
    .filter((id) => hasKind(join(home, id, 'rules.json')))
    .sort();
}

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
export function listOverlays(id: string, home: string = HOME): string[] {
  const folder = join(home, 'overlays');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((region) => existsSync(join(folder, region, `${id}.json`)))
        .sort()
    : [];
}

/** `service-plan-draft`, optionally as a region prints it. Unknown ids and unsound tables are refused. */
export function loadMapping(id: string, { overlay, home = HOME }: LoadOptions = {}): Mapping | Refusal {
  if (!listMappings(home).includes(id)) return unknown('mapping', 'マッピング', id, listMappings(home));
  const base = loadBase(home, id);
  if (isRefusal(base) || overlay === undefined) return base;
  if (!listOverlays(id, home).includes(overlay))
    return unknown('overlay', '地域の上書き', overlay, listOverlays(id, home));
  const file = readChecked(join(home, 'overlays', overlay, `${id}.json`), isOverlay);
  if (isRefusal(file)) return file;
  const laid = lay(base, file);
  return isRefusal(laid) ? laid : sound(laid);
}

function loadBase(home: string, id: string): Mapping | Refusal {
  const file = readChecked(join(home, id, 'rules.json'), isRules);
  if (isRefusal(file)) return file;
  const tables: Record<string, CodeTable> = {};
  const folder = join(home, id, 'concept-maps');
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const map = readChecked(join(folder, name), isConceptMap);
    if (isRefusal(map)) return map;
    tables[map.id] = tableOf(map);
  }
  const mapping = {
    ...file,
    resources: file.resources ?? {},
    tables,
    defaults: {},
  };
  const at = join(home, id, 'layout.json');
  if (!existsSync(at)) return sound(mapping);
  const layout = readChecked(at, isLayout);
  return isRefusal(layout) ? layout : sound({ ...mapping, layout });
}

function tableOf({ group: [{ target, element }] }: ConceptMapFile): CodeTable {
  const entries = element.map(({ code, target: [to] }) => ({
    source: code,
    ...to,
  }));
  return target === undefined ? { entries } : { system: target, entries };
}

function readChecked<T>(path: string, check: ValidateFunction<T>): T | Refusal {
  const name = path.split(/[/\\]/).slice(-3).join('/');
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return unsound(name, error instanceof Error ? error.message : String(error));
  }
  if (check(read)) return read;
  const [first] = check.errors ?? [];
  return unsound(`${name}${first?.instancePath ?? ''}`, first?.message ?? 'is not well formed');
}

function lay(base: Mapping, file: OverlayFile): Mapping | Refusal {
  const known = new Set(base.rules.map(({ id }) => id));
  const stray = [...Object.keys(file.override ?? {}), ...(file.disable ?? [])].find((id) => !known.has(id));
  if (stray !== undefined) return unsound(`overlays/${file.region}`, `names rule \`${stray}\`, which the base has not`);
  const rules = base.rules
    .filter(({ id }) => !file.disable?.includes(id))
    .map((rule) => ({ ...rule, ...file.override?.[rule.id] }));
  const tables = { ...base.tables };
  for (const [id, entries] of Object.entries(file.codes ?? {})) {
    const table = tables[id];
    if (table === undefined)
      return unsound(`overlays/${file.region}`, `adds codes to \`${id}\`, which the base has not`);
    // A region's own words come first: they are what it prints.
    tables[id] = { ...table, entries: [...entries, ...table.entries] };
  }
  const layout = base.layout && {
    ...base.layout,
    ...file.layout,
    fields: { ...base.layout.fields, ...file.layout?.fields },
  };
  return {
    ...base,
    overlay: file.region,
    rules: [...rules, ...(file.add ?? [])],
    tables,
    defaults: file.defaults ?? {},
    ...(layout === undefined ? {} : { layout }),
  };
}

/** INVARIANT: ids are unique, no two form rules write one path, every codec and code table exists. */
function sound(mapping: Mapping): Mapping | Refusal {
  const ids = mapping.rules.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return unsound(mapping.id, `has two rules with the id \`${twice}\``);
  const strange = mapping.rules.find(({ codec }) => codec !== undefined && !CODEC_NAMES.includes(codec));
  if (strange !== undefined)
    return unsound(mapping.id, `rule \`${strange.id}\` names the unknown codec \`${strange.codec}\``);
  const mapless = mapping.rules.find(({ map }) => map !== undefined && mapping.tables[map] === undefined);
  if (mapless !== undefined)
    return unsound(mapping.id, `rule \`${mapless.id}\` names the unknown code table \`${mapless.map}\``);
  if (mapping.kind === 'message') return mapping;
  const paths = mapping.rules.flatMap((rule) => Object.values(targetsOf(rule)));
  const shared = paths.find((path, at) => paths.indexOf(path) !== at);
  return shared === undefined ? mapping : unsound(mapping.id, `has two rules that write \`${shared}\``);
}

function unsound(place: string, why: string): Refusal {
  return refuse(422, {
    code: 'mapping-unsound',
    type: 'invalid',
    ja: `マッピング表「${place}」に誤りがあります: ${why}`,
    en: `the mapping table \`${place}\` ${why}`,
    expression: place,
  });
}

function unknown(what: string, ja: string, id: string, known: string[]): Refusal {
  return refuse(404, {
    code: `${what}-unknown`,
    type: 'not-found',
    ja: `${ja}「${id}」はありません。あるもの: ${known.join('、')}`,
    en: `there is no ${what} \`${id}\`; known: ${known.join(', ')}`,
  });
}
