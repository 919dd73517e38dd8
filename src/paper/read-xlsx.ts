/** Reads a workbook back as a form: by its hidden sheet, or by the words of its label cells when somebody else made it. */
import type ExcelJS from 'exceljs';
import { type Issue, isRefusal, type Refusal, refuse } from '#fhir';
import { type Form, type FormField, type FormRow, headOf, type Mapping, readList } from '#mapping';
import { textOf } from './cell-text.ts';
import { findSheets, type Printed } from './find-sheets.ts';
import { commentedCells, lostParts } from './lost-parts.ts';
import { readGrid } from './read-grid.ts';
import { readFields, readListCell, readRows, type SheetReading, unreadCells } from './read-sheet.ts';
import { strayComments, unreadOf, unreadPart } from './unread-cells.ts';
import { partsOf } from './workbook-limits.ts';
import { META_SHEET, ORIGIN_FIELDS, PAPER } from './write-meta.ts';

export interface ReadForm {
  readonly form: Form;
  readonly issues: readonly Issue[];
}

export async function readXlsx(mapping: Mapping, bytes: Uint8Array): Promise<ReadForm | Refusal> {
  const parts = partsOf(bytes);
  if (isRefusal(parts)) return parts;
  // Loaded with the first workbook: it takes as much memory as all the rest of this room.
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  try {
    // A copy: the slice of a Buffer would be a view on memory that it shares.
    await workbook.xlsx.load(new Uint8Array(bytes).buffer as Parameters<typeof workbook.xlsx.load>[0]);
  } catch {
    return unreadable('xlsx として開けません。', 'the file is no workbook');
  }
  const meta = readMeta(workbook, mapping);
  if (meta !== undefined && meta.overlay !== (mapping.overlay ?? '')) return otherOverlay(meta.overlay, mapping);
  const found = findSheets(mapping, workbook, meta);
  const [first] = found;
  if (first === undefined)
    return unreadable(
      `「${mapping.title}」の見出しがある表が見つかりません。`,
      `no sheet has the labels of \`${mapping.id}\``,
    );
  const issues = found.flatMap(({ issues: own }) => own);
  if (meta === undefined) issues.unshift(withoutMeta(first.sheet.name));
  const fields = Object.assign({}, ...found.map((reading) => readFields(reading)));
  const tables = Object.fromEntries(
    Object.keys(mapping.rowTables).map((id) => [id, found.flatMap((reading) => rowsOf(reading, id, meta))]),
  );
  const form: Form = {
    ...headOf(mapping),
    ids: meta?.ids ?? {},
    // A region's own paper says by its looks which form it is.
    fields: meta === undefined ? { ...defaultFields(mapping), ...fields } : { ...meta.fields, ...fields },
    tables,
  };
  for (const reading of found) issues.push(...reading.issues.filter((issue) => !issues.includes(issue)));
  const paper = meta?.paper ?? new Set();
  issues.push(
    ...found.flatMap(unreadCells),
    ...unreadOf(workbook, { mapping, sheets: found, fields: form.fields, paper }),
    ...strayComments(workbook, commentedCells(parts)),
    ...lostParts(parts).map(unreadPart),
  );
  return { form, issues };
}

function rowsOf(reading: SheetReading, id: string, meta: Meta | undefined): FormRow[] {
  if (reading.layout.tables?.[id] !== undefined) return readRows(reading, id);
  const list = readListCell(reading, id);
  if (list !== undefined) return readList(list.text, { ...list, before: meta?.rows.get(id) ?? [] });
  return reading.layout.grids?.[id] === undefined ? [] : readGrid(reading, id, meta?.rows.get(id));
}

interface Meta extends Printed {
  readonly overlay: string;
  readonly ids: Readonly<Record<string, string>>;
  /** Which form it is, where the paper has no cell to say so. */
  readonly fields: Readonly<Record<string, FormField>>;
  /** The rows of tables that have none on the sheet: of grids and lists. */
  readonly rows: ReadonlyMap<string, readonly FormRow[]>;
  /** What an office's own paper said before it was filled. */
  readonly paper: ReadonlySet<string>;
}

/** What the hidden sheet says, when it is of this mapping. Whatever else somebody typed there is as good as nothing. */
function readMeta(workbook: ExcelJS.Workbook, mapping: Mapping): Meta | undefined {
  const sheet = workbook.getWorksheet(META_SHEET);
  if (sheet === undefined) return undefined;
  const said = new Map<string, string[]>();
  sheet.eachRow((row) => {
    const name = textOf(row.getCell(1));
    said.set(name, [...(said.get(name) ?? []), textOf(row.getCell(2))]);
  });
  if (said.get('mapping')?.[0] !== mapping.id) return undefined;
  const rows = Object.keys(mapping.rowTables).map(
    (id) => [id, (said.get(`row:${id}`) ?? []).map((one) => readJson(one)).filter(isRow)] as const,
  );
  return {
    overlay: said.get('overlay')?.[0] ?? '',
    ids: onlyOf(readJson(said.get('ids')?.[0]), (value) => typeof value === 'string') as Record<string, string>,
    counts: onlyOf(readJson(said.get('counts')?.[0]), (value) => Number.isInteger(value)) as Record<string, number>,
    template: readTemplate(readJson(said.get('template')?.[0])),
    fields: originFields(mapping, readJson(said.get('origin')?.[0])),
    rows: new Map(rows),
    paper: new Set(said.get(PAPER)),
  };
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

function onlyOf(read: unknown, fits: (value: unknown) => boolean): Record<string, unknown> {
  if (typeof read !== 'object' || read === null) return {};
  return Object.fromEntries(Object.entries(read).filter(([, value]) => fits(value)));
}

/** What `fillTemplate` has left about an office's own workbook. */
function readTemplate(read: unknown): Printed['template'] {
  const { sheets } = read as { sheets?: Record<string, { keys?: unknown; paper?: unknown }> };
  if (typeof sheets !== 'object' || sheets === null) return undefined;
  return new Map(
    Object.entries(sheets).map(([name, told]) => [
      name,
      {
        keys: Number.isInteger(told?.keys) ? Number(told.keys) : 0,
        paper: onlyOf(told?.paper, (value) => typeof value === 'string') as Record<string, string>,
      },
    ]),
  );
}

function originFields({ rules }: Mapping, read: unknown): Record<string, FormField> {
  return Object.fromEntries(
    Object.entries(onlyOf(read, (value) => typeof value === 'string')).flatMap(([field, value]) => {
      const rule = ORIGIN_FIELDS.includes(field) ? rules.find(({ source }) => source === field) : undefined;
      return rule === undefined ? [] : [[field, { label: rule.label, value: String(value) }]];
    }),
  );
}

/** A row in the hidden sheet: fields of texts, and its key. */
function isRow(read: unknown): read is FormRow {
  const {
    fields,
    key = '',
    ids = {},
  } = read as { fields?: Record<string, Partial<FormField> | null>; key?: unknown; ids?: object };
  if (typeof fields !== 'object' || fields === null || typeof key !== 'string' || typeof ids !== 'object') return false;
  const texts = [...Object.values(fields).flatMap((one) => [one?.value, one?.label]), ...Object.values(ids ?? {})];
  return texts.every((one) => typeof one === 'string');
}

function defaultFields({ defaults, rules }: Mapping): Record<string, FormField> {
  const labels = new Map(rules.map(({ source, label }) => [source, label]));
  return Object.fromEntries(
    Object.entries(defaults).map(([field, value]) => [field, { label: labels.get(field) ?? field, value }]),
  );
}

const withoutMeta = (sheet: string): Issue => ({
  severity: 'warning',
  code: 'form-without-meta',
  type: 'incomplete',
  ja: `「${sheet}」には元の資源の情報がないため、見出しの文字から読みました。資源は新しく作られます。`,
  en: `\`${sheet}\` does not say which resources it came from; it was read by its labels, and fresh resources will be made`,
  expression: sheet,
});

function otherOverlay(found: string, mapping: Mapping): Refusal {
  const ja = `この様式は地域「${found || '（なし）'}」のものですが、「${mapping.overlay ?? '（なし）'}」として読もうとしています。`;
  return unreadable(
    ja,
    `the form was written with the overlay \`${found || 'none'}\`, not \`${mapping.overlay ?? 'none'}\``,
  );
}

const unreadable = (ja: string, en: string): Refusal =>
  refuse(400, { code: 'form-unreadable', type: 'structure', ja, en });
