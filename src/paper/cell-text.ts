/** The text of a cell, whatever a spreadsheet has made of it. */
import type ExcelJS from 'exceljs';

export function textOf({ value }: ExcelJS.Cell): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('text' in value) return String(value.text);
  return 'result' in value && value.result !== undefined ? String(value.result) : '';
}

/** As `textOf`, and of what has no text the formula or the error that stands there. */
export function rawTextOf(cell: ExcelJS.Cell): string {
  const text = textOf(cell);
  const { value } = cell;
  if (text !== '' || typeof value !== 'object' || value === null) return text;
  if ('error' in value) return String(value.error);
  return cell.formula === undefined ? '' : `=${cell.formula}`;
}
