/** Reads a form from CSV as we write it, in UTF-8 or CP932; what is no such line is refused with its line. */
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Form, FormField, FormRow, Mapping } from './mapping.ts';
import { headOf } from './to-form.ts';
import { CSV_HEAD, CSV_META } from './write-csv.ts';

/** Rows of one table. */
const ROWS_MAX = 1000;

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

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

function readLine({ mapping, head, ids, fields, rows }: Reading, { number, cells }: Line): Refusal | undefined {
  const [field = '', table = '', row = '', label = '', value = ''] = cells;
  if (cells.every((cell) => cell === '')) return undefined;
  if (cells.length !== CSV_HEAD.length)
    return unreadable(number, `項目が ${CSV_HEAD.length} つではありません`, `has not ${CSV_HEAD.length} cells`);
  if (table === '') {
    if (field === CSV_META.id) ids[label] = value;
    else if (field.startsWith('_')) head.set(field, value);
    else fields[field] = { label, value };
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
  else if (field !== CSV_META.key) open.fields[field] = { label, value };
  else if (value !== '') open.key = value;
  return undefined;
}

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

/** RFC 4180: cells in quotes may hold commas, line ends and doubled quotes. */
function linesOf(text: string): Line[] | Refusal {
  const lines: Line[] = [];
  let cells: string[] = [];
  let number = 1;
  let start = 1;
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      const end = endOfQuoted(text, at);
      if (end < 0) return unreadable(start, '引用符が閉じていません', 'has a quote that is not closed');
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const from = at;
      while (at < text.length && !/[,\r\n]/.test(text[at] ?? '')) at += 1;
      cell = text.slice(from, at);
    }
    number += cell.split('\n').length - 1;
    cells.push(cell.replace(/^'(?=['=+\-@\t\r])/, ''));
    if (text[at] === ',') {
      at += 1;
      if (at < text.length && !/[\r\n]/.test(text[at] ?? '')) continue;
      cells.push('');
    }
    if (at < text.length && !/[\r\n]/.test(text[at] ?? ''))
      return unreadable(start, '引用符の後に文字があります', 'has signs after a quote');
    at += text.startsWith('\r\n', at) ? 2 : 1;
    lines.push({ number: start, cells });
    cells = [];
    number += 1;
    start = number;
  }
  return lines;
}

function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
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
