/** What a workbook may cost: bytes, rows, and the cells that its ranges span, asked before it is opened. */
import { type Refusal, refuse } from '#fhir';
import { unpackZip, type ZipPart } from './zip-size.ts';

/** Unpacked bytes of all parts together; a filled form unpacks to less than one megabyte. */
export const WORKBOOK_BYTES_MAX = 10_000_000;
/** Rows of all sheets together; a form has some forty. */
export const WORKBOOK_ROWS_MAX = 10_000;
/** Cells together with those that merged, checked and named ranges span: each becomes an object when it is opened. */
export const WORKBOOK_CELLS_MAX = 300_000;

const COLUMNS_MAX = 16_384;
const COUNTED = /^(?:\w+:)?(row|c|col|mergeCell|dataValidation|definedName)(?![\w.:-])/;
const ROW_NUMBER = /\sr\s*=\s*["'](\d+)/;
const COLUMN_NUMBER = /\s(?:min|max)\s*=\s*["'](\d+)/g;
const RANGE = /\$?([A-Z]{1,4})?\$?(\d{1,9})?:\$?([A-Z]{1,4})?\$?(\d{1,9})?/g;

/** The parts of a workbook, unpacked once; refuses what is none (400) or more than a form can be (413). */
export function partsOf(bytes: Uint8Array): readonly ZipPart[] | Refusal {
  const parts = unpackZip(bytes, WORKBOOK_BYTES_MAX);
  if (parts === 'broken') return notAWorkbook();
  if (parts === 'large') return tooLarge('展開後のバイト数', 'unpacked bytes', WORKBOOK_BYTES_MAX);
  const sum = { rows: 0, cells: 0 };
  for (const { bytes: part } of parts) {
    let lastRow = 0;
    for (const tag of tagsOf(part)) {
      const kind = COUNTED.exec(tag)?.[1];
      if (kind === 'row') {
        // A row with a high number counts as all the rows above it, for these are gone through one by one.
        const number = Number(ROW_NUMBER.exec(plain(tag))?.[1] ?? lastRow + 1);
        sum.rows += Math.max(1, number - lastRow);
        lastRow = Math.max(lastRow, number);
      } else if (kind !== undefined) sum.cells += kind === 'c' ? 1 : spanOf(plain(tag));
      if (sum.rows > WORKBOOK_ROWS_MAX) return tooLarge('行数', 'rows', WORKBOOK_ROWS_MAX);
      if (sum.cells > WORKBOOK_CELLS_MAX) return tooLarge('セル数', 'cells', WORKBOOK_CELLS_MAX);
    }
  }
  return parts;
}

/** Each tag without its `<`, with the text that follows it. One step for each sign, whatever the part holds. */
function* tagsOf(part: Uint8Array): Generator<string> {
  const xml = new TextDecoder().decode(part);
  let at = xml.indexOf('<');
  while (at >= 0) {
    const next = xml.indexOf('<', at + 1);
    yield xml.slice(at + 1, next < 0 ? undefined : next);
    at = next;
  }
}

/** A digit may be written as `&#49;` as well. */
const plain = (tag: string): string =>
  tag.replace(/&#(x?)([0-9A-Fa-f]{1,6});/g, (whole, hex: string, digits: string) => {
    const point = Number.parseInt(digits, hex === '' ? 10 : 16);
    return point < 0x80 ? String.fromCharCode(point) : whole;
  });

/** The cells of all ranges that a tag names; more columns than a sheet has count as more than any form has. */
function spanOf(tag: string): number {
  let cells = 0;
  for (const [, left = 'A', top = '1', right = 'A', bottom = '1'] of tag.matchAll(RANGE))
    cells += (Math.abs(columnOf(right) - columnOf(left)) + 1) * (Math.abs(Number(bottom) - Number(top)) + 1);
  for (const [, column] of tag.matchAll(COLUMN_NUMBER)) if (Number(column) > COLUMNS_MAX) return Infinity;
  return cells;
}

const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

const notAWorkbook = (): Refusal =>
  refuse(400, {
    code: 'form-unreadable',
    type: 'structure',
    ja: 'xlsx として開けません。',
    en: 'the file is no workbook',
  });

const tooLarge = (ja: string, en: string, max: number): Refusal =>
  refuse(413, {
    code: 'form-too-large',
    type: 'too-costly',
    ja: `この xlsx は様式としては大きすぎます（${ja}の上限は ${max}）。`,
    en: `the workbook is too large for a form (at most ${max} ${en})`,
  });
