/** A region's overlay laid over a mapping, by the ids of the rules; the base stays as it is. */
import type { Layout, SheetLayout } from './layout.ts';
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

/** The mapping of the region, or why the overlay does not fit. */
export function layOver(base: Mapping, file: OverlayFile): Mapping | Unsound {
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
    // A region's own words come first: they are what it prints.
    tables[id] = { ...table, entries: [...entries, ...table.entries] };
  }
  const layout = layoutOver(base.layout, file);
  if (isUnsound(layout)) return layout;
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
