/** The form as a workbook: merged cells, literal strings, and a hidden sheet by which it finds its way back. */
import type ExcelJS from 'exceljs';
import type { Form, Mapping } from './mapping.ts';
import { type Box, layOut, layoutOf } from './sheet.ts';

/** The hidden sheet of names and values; row keys stand beside their rows, so that they move with them. */
export const META_SHEET = '_meta';

const THIN = { style: 'thin' } as const;
const BORDER = { top: THIN, left: THIN, bottom: THIN, right: THIN };
const FILL = {
  type: 'pattern',
  pattern: 'solid',
  fgColor: { argb: 'FFF0F0F0' },
} as const;
const COLUMN_WIDTH_CHARACTERS = 2.6;
const LINE_HEIGHT_POINTS = 13;

export async function writeXlsx(mapping: Mapping, form: Form): Promise<Uint8Array> {
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  const { name, columns, boxes } = layOut(mapping, form);
  const sheet = workbook.addWorksheet(name, {
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
    },
    properties: { defaultColWidth: COLUMN_WIDTH_CHARACTERS },
  });
  for (let column = 1; column <= columns; column += 1) sheet.getColumn(column).width = COLUMN_WIDTH_CHARACTERS;
  for (const box of boxes) draw(sheet, box);
  for (const [row, lines] of linesByRow(boxes)) sheet.getRow(row).height = Math.max(1, lines) * LINE_HEIGHT_POINTS + 5;
  const { start } = layoutOf(mapping).rows;
  const keys = sheet.getColumn(columns + 1);
  keys.hidden = true;
  for (const [at, { key, goal }] of form.rows.entries()) {
    sheet.getCell(start + at, columns + 1).value = JSON.stringify({
      key,
      goal,
    });
  }
  writeMeta(workbook, form);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function draw(sheet: ExcelJS.Worksheet, { kind, top, left, bottom, right, text }: Box): void {
  if (top !== bottom || left !== right) sheet.mergeCells(top, left, bottom, right);
  const cell = sheet.getCell(top, left);
  // A string is written as a string, so `=1+1` stays four letters; numbers of ten digits keep their zeros.
  if (text !== '') cell.value = literal(text);
  cell.numFmt = '@';
  cell.font = {
    name: 'BIZ UDPゴシック',
    size: kind === 'title' ? 14 : 9,
    bold: kind === 'title',
  };
  const middle = kind === 'title' || kind === 'label';
  cell.alignment = {
    wrapText: true,
    vertical: middle ? 'middle' : 'top',
    horizontal: middle ? 'center' : 'left',
  };
  if (kind === 'title') return;
  cell.border = BORDER;
  if (kind === 'label') cell.fill = FILL;
}

/** `_x0041_` inside a text is Excel's own escape; written out, it comes back as it was. */
const literal = (text: string): string => text.replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x');

/** A rough count of lines, half a column's width for each letter that is not wide. */
function linesByRow(boxes: readonly Box[]): Map<number, number> {
  const lines = new Map<number, number>();
  for (const { kind, top, bottom, left, right, text } of boxes) {
    const widthLetters = Math.max(1, (right - left + 1) * COLUMN_WIDTH_CHARACTERS * 0.55);
    const count = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / widthLetters)), 0);
    const share = Math.ceil((kind === 'title' ? 2 : count) / (bottom - top + 1));
    for (let row = top; row <= bottom; row += 1) lines.set(row, Math.max(lines.get(row) ?? 1, share));
  }
  return lines;
}

function writeMeta(workbook: ExcelJS.Workbook, form: Form): void {
  const meta = workbook.addWorksheet(META_SHEET, { state: 'veryHidden' });
  const { mapping, version, overlay = '', ids } = form;
  const known = {
    mapping,
    version,
    overlay,
    form: form.form,
    ids: JSON.stringify(ids),
  };
  for (const entry of Object.entries(known)) meta.addRow(entry);
}
