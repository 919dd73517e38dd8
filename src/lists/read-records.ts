/** Reads a file of records (CSV) by its headings: bytes → rows whose cells know their line and column. Never throws on bad input. */
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import {
  type CsvLine,
  type CsvShape,
  csvLines,
  decodeJapanese,
  forbiddenAt,
  isCsvFault,
  type Mapping,
  nameOf,
  plain,
  type Rule,
  readableIn,
} from '#mapping';
import { type Fault, told } from './record-faults.ts';

export interface RecordCell {
  readonly text: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface RecordColumn {
  readonly heading: string;
  /** From 1. */
  readonly number: number;
  /** The rules that read it. */
  readonly rules: readonly Rule[];
}

export interface RecordRow {
  readonly line: number;
  /** In the order of the columns. */
  readonly cells: readonly RecordCell[];
}

export interface RecordsFile {
  readonly columns: readonly RecordColumn[];
  readonly rows: readonly RecordRow[];
  /** Cells with words in lines before the headings. */
  readonly titles: readonly RecordCell[];
}

const BYTES_MAX = 50_000_000;
const ROWS_MAX = 20_000;
const COLUMNS_MAX = 500;
const CELL_LETTERS_MAX = 10_000;

export function readRecords(mapping: Mapping, bytes: Uint8Array): RecordsFile | Refusal {
  const shape = mapping.csv as CsvShape;
  const text = textOf(bytes);
  if (isRefusal(text)) return text;
  const lines = csvLines(text, shape);
  if (isCsvFault(lines)) return unreadable(lines);
  const titles = lines.slice(0, Math.max(0, shape.headingLine - 1));
  const head = shape.headingLine === 0 ? undefined : lines[shape.headingLine - 1];
  const body = lines.slice(shape.headingLine).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (shape.headingLine > 0 && head === undefined) return empty(shape.headingLine);
  if (body.length > ROWS_MAX) return tooLarge(body[ROWS_MAX]?.number ?? 1, `${ROWS_MAX} 行`, `${ROWS_MAX} rows`);
  const width = head?.cells.length ?? body[0]?.cells.length ?? 0;
  if (width > COLUMNS_MAX) return tooLarge(head?.number ?? 1, `${COLUMNS_MAX} 列`, `${COLUMNS_MAX} columns`);
  const columns = columnsOf(mapping, head, width);
  if (isRefusal(columns)) return columns;
  const faults = body.flatMap((line) => faultsOf(line, columns));
  if (faults.length > 0) return refuseAll(422, told(faults));
  return { columns, rows: body.map(rowOf), titles: titles.flatMap((line) => rowOf(line).cells.filter(isFilled)) };
}

const rowOf = ({ number, cells }: CsvLine): RecordRow => ({
  line: number,
  cells: cells.map((text, at) => ({ text, line: number, column: at + 1 })),
});

export const isFilled = ({ text }: RecordCell): boolean => text.trim() !== '';

/** A workbook is no text, and what has a broken character is told where. */
function textOf(bytes: Uint8Array): string | Refusal {
  if (bytes.length > BYTES_MAX) return tooLarge(1, `${BYTES_MAX} バイト`, `${BYTES_MAX} bytes`);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return unreadable({ line: 1, column: 1, ja: 'CSV ではなくブックです', en: 'is a workbook, not a CSV' });
  const decoded = decodeJapanese(bytes);
  return isRefusal(decoded) ? brokenAt(bytes, decoded) : decoded.text;
}

/** The cell of the first broken byte. */
function brokenAt(bytes: Uint8Array, { status, issues }: Refusal): Refusal {
  const [found] = issues;
  if (found?.code !== 'encoding-unknown') return { refused: true, status, issues };
  const lines = readableIn(bytes).split(/\r\n|\n|\r/);
  const place = { line: lines.length, column: lines.at(-1)?.split(',').length ?? 1 };
  const ja = `${place.line} 行目の ${place.column} 列目: ${found.ja}`;
  return refuseAll(status, [{ ...found, ...place, ja }]);
}

/** Which rules read which column; every column that a rule reads must be there, once. */
function columnsOf({ rules }: Mapping, head: CsvLine | undefined, width: number): RecordColumn[] | Refusal {
  const headings = head?.cells ?? Array.from({ length: width }, () => '');
  const line = head?.number ?? 1;
  const readBy = new Map<number, Rule[]>();
  const faults: Fault[] = [];
  for (const rule of rules) {
    const found = placesOf(rule, headings);
    const [column, twice] = found;
    if (twice !== undefined) faults.push({ ...columnRepeated(rule), line, column: twice });
    else if (column !== undefined) readBy.set(column, [...(readBy.get(column) ?? []), rule]);
    else if (rule.optional !== true) faults.push({ ...columnMissing(rule), line, column: rule.column ?? 1 });
  }
  if (faults.length > 0) return refuseAll(422, told(faults));
  return headings.map((heading, at) => ({
    heading: heading.trim(),
    number: at + 1,
    rules: readBy.get(at + 1) ?? [],
  }));
}

function placesOf({ column, label, labelEn, aliases = [] }: Rule, headings: readonly string[]): number[] {
  if (column !== undefined) return column <= headings.length ? [column] : [];
  const names = new Set([label, ...(labelEn === undefined ? [] : [labelEn]), ...aliases].map(word));
  return headings.flatMap((heading, at) => (names.has(word(heading)) ? [at + 1] : []));
}

const word = (text: string): string => plain(text).toLowerCase();

function faultsOf({ number, cells }: CsvLine, columns: readonly RecordColumn[]): Fault[] {
  const width = columns.length;
  if (cells.length !== width) return [ragged(number, cells.length, width)];
  return cells.flatMap((text, at): Fault[] => {
    // What no rule reads may be called anything: its heading is told to nobody but the sender.
    const place = { line: number, column: at + 1, heading: columns[at]?.rules[0]?.label ?? '' };
    if (text.length > CELL_LETTERS_MAX) return [{ ...place, ...cellTooLong(text.length) }];
    const bad = forbiddenAt(text);
    return bad < 0 ? [] : [{ ...place, ...badCharacter(nameOf(text, bad)) }];
  });
}

const columnMissing = ({ label, labelEn }: Rule) => ({
  code: 'csv-column-missing',
  type: 'required' as const,
  heading: label,
  ja: `見出し「${label}」の列がありません。`,
  en: `there is no column \`${labelEn ?? label}\``,
});

const columnRepeated = ({ label, labelEn }: Rule) => ({
  code: 'csv-column-repeated',
  type: 'multiple-matches' as const,
  heading: label,
  ja: `見出し「${label}」に当たる列が二つ以上あります。`,
  en: `more than one column is the column \`${labelEn ?? label}\``,
});

const ragged = (line: number, cells: number, width: number): Fault => ({
  line,
  column: Math.min(cells, width) + 1,
  heading: '',
  code: 'csv-ragged',
  type: 'structure',
  ja: `列が ${cells} あります。見出しは ${width} 列です。`,
  en: `there are ${cells} cells, but ${width} columns`,
});

const cellTooLong = (letters: number) => ({
  code: 'csv-cell-too-long',
  type: 'too-long' as const,
  ja: `${letters} 文字あります。一つの欄は ${CELL_LETTERS_MAX} 文字までです。`,
  en: `it has ${letters} characters; a cell has at most ${CELL_LETTERS_MAX}`,
});

const badCharacter = (name: string) => ({
  code: 'csv-characters',
  type: 'value' as const,
  ja: `使えない文字 ${name} があります。`,
  en: `it holds the character ${name}, which no record may hold`,
});

type Unreadable = Pick<Issue, 'ja' | 'en'> & { readonly line: number; readonly column: number };

const unreadable = ({ line, column, ja, en }: Unreadable): Refusal =>
  refuse(400, {
    code: 'csv-unreadable',
    type: 'structure',
    ja: `${line} 行目の ${column} 列目: ${ja}。`,
    en: `the file ${en}`,
    line,
    column,
  });

const empty = (line: number): Refusal =>
  unreadable({ line, column: 1, ja: '見出しの行がありません', en: 'has no line of headings' });

const tooLarge = (line: number, ja: string, en: string): Refusal =>
  refuse(413, {
    code: 'csv-too-large',
    type: 'too-costly',
    ja: `一つのファイルは ${ja}までです。分けて送ってください。`,
    en: `a file has at most ${en}; send it in parts`,
    line,
    column: 1,
  });
