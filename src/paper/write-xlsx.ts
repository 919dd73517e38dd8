/** The form as a workbook: merged cells, literal strings, and a hidden sheet by which it finds its way back. */
import type ExcelJS from 'exceljs';
import { type Box, type Form, layOut, type Mapping, type Sheet } from '#mapping';
import { literal, writeKeys, writeMeta } from './write-meta.ts';

const THIN = { style: 'thin' } as const;
const BORDER = { top: THIN, left: THIN, bottom: THIN, right: THIN };
const LIGHT = { style: 'hair' } as const;
const LIGHT_BORDER = { top: LIGHT, left: THIN, bottom: LIGHT, right: THIN };
const FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF0F0F0' } } as const;
const COLUMN_WIDTH_CHARACTERS = 2.6;
const LINE_HEIGHT_POINTS = 13;
const SLOT_HEIGHT_POINTS = 11;
const SIZES_POINTS = { title: 14, label: 9, note: 9, value: 9, slot: 8, hour: 8 } as const;
/** A sheet is printed at nine tenths of this. */
const SMALLEST_POINTS = 6.5;

export async function writeXlsx(mapping: Mapping, form: Form): Promise<Uint8Array> {
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  for (const sheet of layOut(mapping, form)) addSheet(workbook, sheet, form);
  writeMeta(workbook, mapping, form);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, model: Sheet, form: Form): void {
  const { name, columns, boxes, orientation, onePage, breaks, heights, starts } = model;
  const sheet = workbook.addWorksheet(name, {
    pageSetup: { paperSize: 9, orientation, fitToPage: true, fitToWidth: 1, fitToHeight: onePage ? 1 : 0 },
    properties: { defaultColWidth: COLUMN_WIDTH_CHARACTERS },
  });
  for (let column = 1; column <= columns; column += 1) sheet.getColumn(column).width = COLUMN_WIDTH_CHARACTERS;
  for (const box of boxes) draw(sheet, box);
  for (const [row, height] of heightsOf(boxes)) sheet.getRow(row).height = Math.max(height, heights.get(row) ?? 0);
  for (const row of breaks) sheet.getRow(row - 1).addPageBreak();
  const [heading, ...others] = model.headings;
  if (heading !== undefined && others.length === 0) sheet.pageSetup.printTitlesRow = `${heading.top}:${heading.bottom}`;
  writeKeys(sheet, columns + 1, starts, form);
}

function draw(sheet: ExcelJS.Worksheet, box: Box): void {
  const { kind, top, left, bottom, right, text } = box;
  if (top !== bottom || left !== right) sheet.mergeCells(top, left, bottom, right);
  const cell = sheet.getCell(top, left);
  // A string is written as a string, so `=1+1` stays four letters; numbers of ten digits keep their zeros.
  if (text !== '') cell.value = literal(text);
  cell.numFmt = '@';
  cell.font = { name: 'BIZ UDPゴシック', size: sizeOf(box), bold: kind === 'title' };
  const middle = kind === 'title' || kind === 'label';
  cell.alignment = {
    wrapText: true,
    vertical: middle ? 'middle' : 'top',
    horizontal: middle || kind === 'hour' ? 'center' : 'left',
  };
  if (kind === 'title' || kind === 'note') return;
  cell.border = BORDER;
  if (kind === 'label' || kind === 'hour') cell.fill = FILL;
  if (kind === 'slot' && text === '') cell.border = LIGHT_BORDER;
}

/** Text in a slot of the week shrinks until its lines fit; everywhere else the rows grow. */
function sizeOf(box: Box): number {
  const base = SIZES_POINTS[box.kind];
  if (box.kind !== 'slot' || box.text === '') return base;
  const height = (box.bottom - box.top + 1) * SLOT_HEIGHT_POINTS;
  for (let size: number = base; size > SMALLEST_POINTS; size -= 0.5)
    if (linesOf(box, size) * size * 1.3 <= height) return size;
  return SMALLEST_POINTS;
}

/** A rough count of lines, half a column's width for each letter that is not wide. */
function linesOf({ left, right, text }: Box, size: number): number {
  const widthLetters = Math.max(1, ((right - left + 1) * COLUMN_WIDTH_CHARACTERS * 0.55 * SIZES_POINTS.value) / size);
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / widthLetters)), 0);
}

function heightsOf(boxes: readonly Box[]): Map<number, number> {
  const heights = new Map<number, number>();
  for (const box of boxes) {
    const { kind, top, bottom } = box;
    const size = sizeOf(box);
    const rows = bottom - top + 1;
    const needed =
      kind === 'slot' || kind === 'hour'
        ? Math.max(SLOT_HEIGHT_POINTS * rows, linesOf(box, size) * size * 1.3)
        : (kind === 'title' ? 2 : linesOf(box, size)) * LINE_HEIGHT_POINTS + 5;
    const share = Math.ceil(needed / rows);
    for (let row = top; row <= bottom; row += 1) heights.set(row, Math.max(heights.get(row) ?? 0, share));
  }
  return heights;
}
