/** Reads a workbook back as a form: by its hidden sheet, or by the words of its label cells when somebody else made it. */
import type ExcelJS from 'exceljs';
import { type Issue, type Refusal, refuse } from '#fhir';
import type { Form, FormField, FormRow, Mapping, Rule } from './mapping.ts';
import { areaOf, columnsOf, layoutOf } from './sheet.ts';
import { checkWorkbook } from './workbook-limits.ts';
import { META_SHEET } from './write-xlsx.ts';

export interface ReadForm {
  readonly form: Form;
  readonly issues: readonly Issue[];
}

interface Place {
  readonly row: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

export async function readXlsx(mapping: Mapping, bytes: Uint8Array): Promise<ReadForm | Refusal> {
  const unfit = checkWorkbook(bytes);
  if (unfit !== undefined) return unfit;
  // Loaded with the first workbook: it takes as much memory as all the rest of this room.
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  try {
    // A copy: the slice of a Buffer would be a view on memory that it shares.
    await workbook.xlsx.load(new Uint8Array(bytes).buffer as Parameters<typeof workbook.xlsx.load>[0]);
  } catch {
    return unreadable('xlsx として開けません。', 'the file is no workbook');
  }
  const meta = readMeta(workbook);
  const known = meta?.['mapping'] === mapping.id;
  const sheet = workbook.worksheets.find(
    ({ name }) => name !== META_SHEET && hasLabels(mapping, workbook.getWorksheet(name)),
  );
  if (sheet === undefined) {
    return unreadable(
      `「${mapping.title}」の見出しがある表が見つかりません。`,
      `no sheet has the labels of \`${mapping.id}\``,
    );
  }
  if (known && (meta?.['overlay'] ?? '') !== (mapping.overlay ?? ''))
    return otherOverlay(meta?.['overlay'] ?? '', mapping);
  const issues: Issue[] = known ? [] : [withoutMeta(sheet.name)];
  const labels = labelPlaces(mapping, sheet);
  const fields = readFields({ mapping, sheet, labels, issues, known });
  const rows = readRows({ mapping, sheet, labels, issues, known });
  const form = {
    mapping: mapping.id,
    version: mapping.version,
    ...(mapping.overlay === undefined ? {} : { overlay: mapping.overlay }),
    form: mapping.form ?? mapping.id,
    title: mapping.title,
    ids: known ? readIds(meta?.['ids']) : {},
    // A region's own paper says by its looks which form it is.
    fields: known ? fields : { ...defaultFields(mapping), ...fields },
    rows,
  };
  return { form, issues };
}

interface Reading {
  readonly mapping: Mapping;
  readonly sheet: ExcelJS.Worksheet;
  readonly labels: ReadonlyMap<string, Place>;
  readonly issues: Issue[];
  readonly known: boolean;
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

function hasLabels(mapping: Mapping, sheet: ExcelJS.Worksheet | undefined): boolean {
  if (sheet === undefined) return false;
  const found = labelPlaces(mapping, sheet);
  return mapping.rules.some(({ row, source }) => row === true && found.has(source)) && found.size >= 3;
}

/** Label cells by field. The layout's own place wins over the same words elsewhere on the sheet. */
function labelPlaces(mapping: Mapping, sheet: ExcelJS.Worksheet): Map<string, Place> {
  const words = new Map<string, Rule>();
  for (const rule of mapping.rules) for (const word of rule.aliases ?? []) words.set(plain(word), rule);
  for (const rule of mapping.rules) words.set(plain(rule.label), rule);
  const layout = layoutOf(mapping);
  const found = new Map<string, Place>();
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (cell.isMerged && cell.master !== cell) return;
      const rule = words.get(plain(textOf(cell)));
      if (rule === undefined) return;
      const place = placeOf(sheet, cell);
      const own = layout.fields[rule.source]?.label;
      const expected = own !== undefined && areaOf(own).top === place.row && areaOf(own).left === place.left;
      if (!found.has(rule.source) || expected) found.set(rule.source, place);
    }),
  );
  return found;
}

function placeOf(sheet: ExcelJS.Worksheet, cell: ExcelJS.Cell): Place {
  const row = Number(cell.row);
  const left = Number(cell.col);
  let right = left;
  while (right < left + 60 && isSame(sheet.getCell(row, right + 1), cell)) right += 1;
  let bottom = row;
  while (bottom < row + 10 && isSame(sheet.getCell(bottom + 1, left), cell)) bottom += 1;
  return { row, left, right, bottom };
}

const isSame = (cell: ExcelJS.Cell, master: ExcelJS.Cell): boolean => cell.isMerged && cell.master === master;

function readFields({ mapping, sheet, labels, issues, known }: Reading): Record<string, FormField> {
  const layout = layoutOf(mapping);
  const fields: Record<string, FormField> = {};
  for (const rule of mapping.rules.filter(({ row }) => row !== true)) {
    const label = labels.get(rule.source);
    if (label === undefined) {
      if (known && layout.fields[rule.source]?.label !== undefined) issues.push(labelMissing(rule));
      continue;
    }
    const cell = sheet.getCell(label.row, label.right + 1);
    const text = fieldText(cell, rule, issues);
    if (text !== '' && !labelledHere(labels, cell)) fields[rule.source] = { label: rule.label, value: text };
  }
  return fields;
}

/** An empty field directly before the next label has no cell of its own. */
const labelledHere = (labels: ReadonlyMap<string, Place>, cell: ExcelJS.Cell): boolean =>
  [...labels.values()].some(({ row, left }) => row === Number(cell.master.row) && left === Number(cell.master.col));

function readRows({ mapping, sheet, labels, issues, known }: Reading): FormRow[] {
  const layout = layoutOf(mapping);
  const rules = mapping.rules.filter(({ row, source }) => row === true && labels.has(source));
  const first = Math.max(...rules.map(({ source }) => labels.get(source)?.bottom ?? 0)) + 1;
  const rows: FormRow[] = [];
  for (let row = first; row <= sheet.rowCount; row += 1) {
    const fields: Record<string, FormField> = {};
    for (const rule of rules) {
      const column = known
        ? columnsOf(layout.rows.columns[rule.source] ?? 'A')[0]
        : (labels.get(rule.source)?.left ?? 1);
      const text = fieldText(sheet.getCell(row, column), rule, issues);
      if (text !== '') fields[rule.source] = { label: rule.label, value: text };
    }
    const keys = known ? readIds(textOf(sheet.getCell(row, layout.columns + 1))) : {};
    if (Object.keys(fields).length === 0 && Object.keys(keys).length === 0) {
      if (!known) break;
      continue;
    }
    rows.push({ ...keys, fields });
  }
  return rows;
}

/** Spreadsheets turn a number of ten digits into a number: its zeros are put back, and it is said. */
function fieldText(cell: ExcelJS.Cell, rule: Rule, issues: Issue[]): string {
  const text = textOf(cell);
  if (rule.codec !== 'number-10' || typeof cell.value !== 'number' || !/^\d{1,9}$/.test(text)) return text;
  const padded = text.padStart(10, '0');
  issues.push({
    severity: 'warning',
    code: 'form-zeros-restored',
    type: 'value',
    ja: `${rule.label}: 数値のセルから先頭の 0 が落ちていたため、「${padded}」と読みました。`,
    en: `${rule.source}: a numeric cell had lost its leading zeros; read as \`${padded}\``,
    expression: cell.address,
  });
  return padded;
}

function textOf(cell: ExcelJS.Cell): string {
  const { value } = cell;
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('text' in value) return String(value.text);
  return 'result' in value && value.result !== undefined ? String(value.result) : '';
}

function readMeta(workbook: ExcelJS.Workbook): Record<string, string> | undefined {
  const sheet = workbook.getWorksheet(META_SHEET);
  if (sheet === undefined) return undefined;
  const entries: [string, string][] = [];
  sheet.eachRow((row) => entries.push([textOf(row.getCell(1)), textOf(row.getCell(2))]));
  return Object.fromEntries(entries);
}

/** Only texts come back: whatever else somebody typed there is as good as nothing. */
function readIds(json: string | undefined): Record<string, string> {
  try {
    const read: unknown = JSON.parse(json ?? '{}');
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(
      Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
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

const labelMissing = ({ label, source }: Rule): Issue => ({
  severity: 'warning',
  code: 'form-label-missing',
  type: 'incomplete',
  ja: `見出し「${label}」が見つからないため、この欄は読めません。`,
  en: `the label of \`${source}\` is gone, so the field could not be read`,
  expression: source,
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
