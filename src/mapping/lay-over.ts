/** A region's overlay laid over a mapping, by the ids of the rules; the base stays as it is. */
import { fieldsOf, type Layout, type SheetLayout } from './layout.ts';
import type { CodeEntry, CsvShape, Mapping, Rule } from './mapping.ts';
import { isUnsound, type Unsound } from './unsound.ts';

export interface OverlayFile {
  readonly region: string;
  readonly defaults?: Record<string, string>;
  readonly override?: Record<string, Partial<Rule>>;
  readonly disable?: string[];
  readonly add?: Rule[];
  readonly codes?: Record<string, CodeEntry[]>;
  /** How the region's files of records are laid out. */
  readonly csv?: Partial<CsvShape>;
  /** Changes of the sheets, in their order. */
  readonly layout?: Partial<SheetLayout>[];
  /** The whole layout, in place of the base's. */
  readonly sheets?: SheetLayout[];
}

/** The mapping of the region whose folder holds the overlay, or why it does not fit. */
export function layOver(base: Mapping, file: OverlayFile, region: string): Mapping | Unsound {
  if (file.region !== region)
    return {
      ja: `region が「${file.region}」ですが、フォルダーは「${region}」です`,
      en: `says the region \`${file.region}\`, but stands in the folder \`${region}\``,
    };
  const known = new Set(base.rules.map(({ id }) => id));
  const stray = [...Object.keys(file.override ?? {}), ...(file.disable ?? [])].find((id) => !known.has(id));
  if (stray !== undefined)
    return { ja: `規則「${stray}」はもとの表にありません`, en: `names rule \`${stray}\`, which the base has not` };
  const rules = base.rules
    .filter(({ id }) => !file.disable?.includes(id))
    .map((rule) => ({ ...rule, ...file.override?.[rule.id] }));
  const tables = { ...base.tables };
  for (const [id, entries] of Object.entries(file.codes ?? {})) {
    const table = tables[id];
    if (table === undefined)
      return { ja: `対応表「${id}」はもとの表にありません`, en: `adds codes to \`${id}\`, which the base has not` };
    const twice = entries.find(({ source, code }) => entries.some((one) => one.source === source && one.code !== code));
    if (twice !== undefined)
      return {
        ja: `対応表「${id}」で、言葉「${twice.source}」に二つのコードがあります`,
        en: `gives the word \`${twice.source}\` of \`${id}\` two codes`,
      };
    // A region's own words come first: they are what it prints.
    tables[id] = { ...table, entries: [...entries, ...table.entries] };
  }
  const layout = layoutOver(base.layout, file);
  if (isUnsound(layout)) return layout;
  const nobodys = strayField(base, file);
  if (nobodys !== undefined) return nobodys;
  return {
    ...base,
    overlay: file.region,
    rules: [...rules, ...(file.add ?? [])],
    tables,
    defaults: file.defaults ?? {},
    ...(base.csv === undefined ? {} : { csv: { ...base.csv, ...file.csv } }),
    ...(layout === undefined ? {} : { layout }),
  };
}

/** A field that is placed or filled and that no rule, be it a disabled one, reads or writes. */
function strayField({ rules }: Mapping, { add = [], layout, sheets, defaults = {} }: OverlayFile): Unsound | undefined {
  const known = new Set([...rules, ...add].map(({ source }) => source));
  const placed = (sheets ?? layout ?? []).flatMap(fieldsOf);
  const stray = [...placed, ...Object.keys(defaults)].find((field) => !known.has(field));
  return stray === undefined
    ? undefined
    : {
        ja: `欄「${stray}」の規則がありません。rules か add の source を確かめてください`,
        en: `names the field \`${stray}\`, of which there is no rule; see the \`source\` of rules and \`add\``,
      };
}

function layoutOver(base: Layout | undefined, { layout = [], sheets }: OverlayFile): Layout | Unsound | undefined {
  if (sheets !== undefined) return { sheets };
  if (base === undefined || layout.length === 0) return base;
  if (layout.length > base.sheets.length)
    return {
      ja: `シートを ${layout.length} 枚変えますが、もとは ${base.sheets.length} 枚です`,
      en: `changes ${layout.length} sheets, but the base has ${base.sheets.length}`,
    };
  return { sheets: base.sheets.map((sheet, at) => sheetOver(sheet, layout[at] ?? {})) };
}

function sheetOver(sheet: SheetLayout, change: Partial<SheetLayout>): SheetLayout {
  return {
    ...sheet,
    ...change,
    fields: { ...sheet.fields, ...change.fields },
    repeats: { ...sheet.repeats, ...change.repeats },
    tables: { ...sheet.tables, ...change.tables },
    grids: { ...sheet.grids, ...change.grids },
    lists: { ...sheet.lists, ...change.lists },
    heights: { ...sheet.heights, ...change.heights },
  };
}
