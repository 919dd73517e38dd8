/** A region's overlay laid over a mapping, by the ids of the rules; the base stays as it is. */
import { fieldsOf, type Layout, type SheetLayout } from './layout.ts';
import type { CodeEntry, CsvShape, Mapping, Rule } from './mapping.ts';
import type { Unsound } from './unsound.ts';

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

/** Each reason why a file cannot be laid over a mapping by the region in whose folder it stands. */
export function* overlayFaults(base: Mapping, file: OverlayFile, region: string): Iterable<Unsound> {
  if (file.region !== region)
    yield {
      ja: `region が「${file.region}」ですが、フォルダーは「${region}」です`,
      en: `says the region \`${file.region}\`, but stands in the folder \`${region}\``,
    };
  const known = new Set(base.rules.map(({ id }) => id));
  for (const id of [...Object.keys(file.override ?? {}), ...(file.disable ?? [])])
    if (!known.has(id))
      yield { ja: `規則「${id}」はもとの表にありません`, en: `names rule \`${id}\`, which the base has not` };
  for (const [id, entries] of Object.entries(file.codes ?? {})) yield* codeFaults(base, id, entries);
  const { layout = [], sheets } = file;
  const count = base.layout?.sheets.length;
  if (sheets === undefined && count !== undefined && layout.length > count)
    yield {
      ja: `シートを ${layout.length} 枚変えますが、もとは ${count} 枚です`,
      en: `changes ${layout.length} sheets, but the base has ${count}`,
    };
  yield* strayFields(base, file);
}

function* codeFaults({ tables }: Mapping, id: string, entries: readonly CodeEntry[]): Iterable<Unsound> {
  if (tables[id] === undefined)
    yield { ja: `対応表「${id}」はもとの表にありません`, en: `adds codes to \`${id}\`, which the base has not` };
  const twice = entries.filter((one, at) => {
    const first = entries.findIndex(({ source }) => source === one.source);
    return first < at && entries[first]?.code !== one.code;
  });
  for (const source of new Set(twice.map((one) => one.source)))
    yield {
      ja: `対応表「${id}」で、言葉「${source}」に二つのコードがあります`,
      en: `gives the word \`${source}\` of \`${id}\` two codes`,
    };
}

/** Fields that are placed or filled and that no rule, be it a disabled one, reads or writes. */
function* strayFields({ rules }: Mapping, { add = [], layout, sheets, defaults = {} }: OverlayFile): Iterable<Unsound> {
  const known = new Set([...rules, ...add].map(({ source }) => source));
  const placed = (sheets ?? layout ?? []).flatMap(fieldsOf);
  for (const field of new Set([...placed, ...Object.keys(defaults)]))
    if (!known.has(field))
      yield {
        ja: `欄「${field}」の規則がありません。rules か add の source を確かめてください`,
        en: `names the field \`${field}\`, of which there is no rule; see the \`source\` of rules and \`add\``,
      };
}

/** The mapping as the region has it, by a file without {@link overlayFaults}. */
export function layOver(base: Mapping, file: OverlayFile): Mapping {
  const rules = base.rules
    .filter(({ id }) => !file.disable?.includes(id))
    .map((rule) => ({ ...rule, ...file.override?.[rule.id] }));
  const tables = { ...base.tables };
  // A region's own words come first: they are what it prints.
  for (const [id, entries] of Object.entries(file.codes ?? {}))
    tables[id] = { ...tables[id], entries: [...entries, ...(tables[id]?.entries ?? [])] };
  const layout = layoutOver(base.layout, file);
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

function layoutOver(base: Layout | undefined, { layout = [], sheets }: OverlayFile): Layout | undefined {
  if (sheets !== undefined) return { sheets };
  if (base === undefined) return undefined;
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
