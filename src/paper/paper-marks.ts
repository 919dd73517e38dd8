/** What an office's own workbook says before anybody fills it, so that what was added since is told from it. */
import type ExcelJS from 'exceljs';
import { rawTextOf } from './cell-text.ts';

/** One for each filled cell, each comment, and the pictures of each sheet. */
export function paperMarks(workbook: ExcelJS.Workbook): string[] {
  return workbook.worksheets.flatMap((sheet) => {
    const marks = [picturesMark(sheet)];
    forCells(sheet, (cell) => marks.push(cellMark(sheet, cell), commentMark(sheet, cell)));
    return marks;
  });
}

/** A formula is the same formula, whatever it has counted. */
export const cellMark = ({ name }: ExcelJS.Worksheet, cell: ExcelJS.Cell): string =>
  JSON.stringify([name, cell.address, cell.formula ? `=${cell.formula}` : rawTextOf(cell)]);

export const commentMark = ({ name }: ExcelJS.Worksheet, cell: ExcelJS.Cell): string =>
  JSON.stringify([name, cell.address, 'comment', commentOf(cell)]);

export const picturesMark = (sheet: ExcelJS.Worksheet): string =>
  JSON.stringify([sheet.name, 'pictures', sheet.getImages().length]);

export function commentOf({ note }: ExcelJS.Cell): string {
  if (typeof note !== 'object' || note === null) return note ?? '';
  return (note.texts ?? []).map(({ text }) => text).join('');
}

/** Each cell with a text, a formula, an error or a comment, merged ones once. */
export function forCells(sheet: ExcelJS.Worksheet, tell: (cell: ExcelJS.Cell) => void): void {
  for (const cell of cellsOf(sheet)) {
    if (cell.isMerged && cell.master !== cell) continue;
    if (rawTextOf(cell).trim() !== '' || commentOf(cell) !== '') tell(cell);
  }
}

/** The cells that are there. The library's own walk passes over blank cells with a comment, or makes all between the first and them. */
function cellsOf(sheet: ExcelJS.Worksheet): ExcelJS.Cell[] {
  const { _rows = [] } = sheet as unknown as {
    readonly _rows?: readonly ({ readonly _cells?: ExcelJS.Cell[] } | null)[];
  };
  return _rows.flatMap((row) => (row?._cells ?? []).filter((cell) => cell));
}
