/** Reads a form from CSV as we write it, in UTF-8 or CP932; what is no such line is refused with its line. */
import { isRefusal, type Refusal, refuse } from '#fhir';
import {
  type CsvLine,
  csvLines,
  type Form,
  type FormField,
  type FormRow,
  headOf,
  isCsvFault,
  type Mapping,
} from '#mapping';
import { CSV_HEAD, CSV_META } from './write-csv.ts';

/** Rows of one table. */
const ROWS_MAX = 1000;

export function readCsv(mapping: Mapping, bytes: Uint8Array): Form | Refusal {
  const text = decoded(bytes);
  if (text === undefined) return unreadable(1, 'UTF-8 でも CP932 でもありません', 'is neither UTF-8 nor CP932');
  const lines = linesOf(text);
  if (isRefusal(lines)) return lines;
  const [head, ...rest] = lines;
  if (head?.cells.join() !== CSV_HEAD.join())
    return unreadable(1, `見出し（${CSV_HEAD.join('、')}）がありません`, `must be \`${CSV_HEAD.join()}\``);
  const reading: Reading = { mapping, head: new Map(), ids: {}, fields: {}, rows: new Map() };
  for (const line of rest) {
    const fault = readLine(reading, line);
    if (fault !== undefined) return fault;
  }
  return formOf(reading);
}

interface OpenRow {
  key?: string;
  readonly ids: Record<string, string>;
  readonly fields: Record<string, FormField>;
}

interface Reading {
  readonly mapping: Mapping;
  readonly head: Map<string, string>;
  readonly ids: Record<string, string>;
  readonly fields: Record<string, FormField>;
  readonly rows: Map<string, OpenRow[]>;
}

/** A spreadsheet may have saved the file in either encoding. */
function decoded(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'shift_jis'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next encoding is tried.
    }
  return undefined;
}

function readLine({ mapping, head, ids, fields, rows }: Reading, { number, cells }: CsvLine): Refusal | undefined {
  const [field = '', table = '', row = '', label = '', value = ''] = cells;
  if (cells.every((cell) => cell === '')) return undefined;
  if (cells.length !== CSV_HEAD.length)
    return unreadable(number, `項目が ${CSV_HEAD.length} つではありません`, `has not ${CSV_HEAD.length} cells`);
  if (table === '') {
    if (field === CSV_META.id) ids[label] = value;
    else if (field.startsWith('_')) head.set(field, value);
    else {
      if (saidOtherwise(fields[field], value)) return saidTwice(number, field);
      fields[field] = { label, value };
    }
    return undefined;
  }
  if (mapping.rowTables[table] === undefined)
    return unreadable(
      number,
      `表「${table}」はこの様式にありません`,
      `names the table \`${table}\`, which the form has not`,
    );
  const at = /^[1-9]\d{0,3}$/.test(row) ? Number(row) : Infinity;
  if (at > ROWS_MAX) return unreadable(number, `行「${row}」が正しくありません`, `names no row: \`${row}\``);
  const known = rows.get(table) ?? [];
  rows.set(table, known);
  while (known.length < at) known.push({ ids: {}, fields: {} });
  const open = known[at - 1] as OpenRow;
  if (field === CSV_META.id) open.ids[label] = value;
  else if (field !== CSV_META.key) {
    if (saidOtherwise(open.fields[field], value)) return saidTwice(number, field);
    open.fields[field] = { label, value };
  } else if (value !== '') open.key = value;
  return undefined;
}

/** A line that is there twice says the same twice; of two values none is the right one. */
const saidOtherwise = (before: FormField | undefined, value: string): boolean =>
  before !== undefined && before.value !== value;

const saidTwice = (line: number, field: string): Refusal =>
  unreadable(
    line,
    `項目「${field}」が前の行と違う値でもう一度あります`,
    `says the field \`${field}\` once more, with another value`,
  );

function formOf({ mapping, head, ids, fields, rows }: Reading): Form | Refusal {
  const [id, overlay] = [head.get(CSV_META.mapping) ?? '', head.get(CSV_META.overlay) ?? ''];
  if (id !== mapping.id || overlay !== (mapping.overlay ?? '')) {
    const found = `${id}${overlay === '' ? '' : ` (${overlay})`}`.slice(0, 80);
    return unreadable(2, `この様式は「${found}」のものです`, `says that the form belongs to \`${found}\``);
  }
  const tables = Object.keys(mapping.rowTables).map((table) => [table, (rows.get(table) ?? []).map(rowOf)] as const);
  const version = head.get(CSV_META.version) ?? mapping.version;
  return { ...headOf(mapping), version, ids, fields, tables: Object.fromEntries(tables) };
}

const rowOf = ({ key, ids, fields }: OpenRow): FormRow => ({
  ...(key === undefined ? {} : { key }),
  ...(Object.keys(ids).length === 0 ? {} : { ids }),
  fields,
});

/** As we write it: what a spreadsheet would take for a formula has an apostrophe before it. */
function linesOf(text: string): CsvLine[] | Refusal {
  const lines = csvLines(text, { delimiter: ',', quote: '"' });
  if (isCsvFault(lines)) return unreadable(lines.line, lines.ja, lines.en);
  return lines.map(({ number, cells }) => ({
    number,
    cells: cells.map((cell) => cell.replace(/^'(?=['=+\-@\t\r])/, '')),
  }));
}

function unreadable(line: number, ja: string, en: string): Refusal {
  return refuse(400, {
    code: 'form-unreadable',
    type: 'structure',
    ja: `CSV の ${line} 行目: ${ja}。`,
    en: `line ${line} of the CSV ${en}`,
    line,
  });
}
