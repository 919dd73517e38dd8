/** Fills the tables, lists and weeks of an office's own workbook, as far as it has rows for them. */
import type ExcelJS from 'exceljs';
import {
  addressOf,
  areaOf,
  type Box,
  columnsOf,
  dayStartOf,
  type FormRow,
  type GridLayout,
  gridBoxes,
  type Rule,
  writeList,
} from '#mapping';
import { textOf } from './cell-text.ts';
import { canTake, type Filling, fillCell, isFormula, misfit, paperOf } from './fill-cell.ts';
import { type Frame, frameOf } from './read-grid.ts';
import { listCell, rowsOfTable } from './read-sheet.ts';
import { placeOf } from './sheet-labels.ts';

export function fillTable(filling: Filling, id: string): void {
  const { reading, form, starts, placed, issues } = filling;
  const { mapping, layout, labels, sheet } = reading;
  const own = layout.tables?.[id]?.columns ?? {};
  const rules = mapping.rules.filter(({ source, table }) => table === id && source in own);
  const found = rules.filter(({ source }) => labels.has(source));
  const rows = form.tables[id] ?? [];
  if (found.length === 0) return;
  const { first, last } = rowsOfTable(reading, id);
  starts.set(id, first);
  const columns = found.map(({ source }) => labels.get(source)?.left ?? 1);
  const end = Math.min(last, lastFormed(sheet, first, Math.min(...columns)));
  for (const [at, { fields }] of rows.entries())
    for (const rule of rules) {
      const text = fields[rule.source]?.value ?? '';
      const path = `tables.${id}[${at}].fields.${rule.source}`;
      const left = labels.get(rule.source)?.left ?? columnsOf(own[rule.source] ?? 'A')[0];
      const cell = sheet.getCell(first + at, left);
      if (text.trim() === '') {
        if (first + at <= end) paperOf(filling, cell);
      } else if (!labels.has(rule.source) || first + at > end) {
        placed.add(path);
        const said = first + at > end ? NO_ROW : NO_COLUMN;
        issues.push(misfit(rule, { path, cell: `${sheet.name}!${addressOf(first + at, left)}`, ...said }));
      } else if (canTake(filling, { cell, rule, path })) fillCell(filling, cell, text);
    }
  // Numbers that are printed beforehand are no rows of the form.
  for (let row = first + rows.length; row <= Math.min(end, sheet.rowCount); row += 1)
    for (const left of columns) paperOf(filling, sheet.getCell(row, left));
}

const NO_ROW = { ja: 'ひな形の行が足りません。', en: 'is below the last row of the template' };
const NO_COLUMN = { ja: 'この列の見出しがひな形にありません。', en: 'has no column in the template' };

/** The last row that is drawn like the first, within what is printed. */
function lastFormed(sheet: ExcelJS.Worksheet, first: number, left: number): number {
  const isDrawn = (row: number): boolean => Object.values(sheet.getCell(row, left).border ?? {}).some(Boolean);
  const area = sheet.pageSetup.printArea?.split(/[,&]/)[0]?.replaceAll('$', '');
  const printed = area === undefined || area === '' ? Infinity : areaOf(area).bottom;
  if (!isDrawn(first)) return printed;
  let row = first;
  while (row < printed && row <= sheet.rowCount && isDrawn(row + 1)) row += 1;
  return row;
}

export function fillList(filling: Filling, id: string): void {
  const { reading, form, placed } = filling;
  const list = reading.layout.lists?.[id];
  const rule = reading.mapping.rules.find(({ source }) => source === list?.field);
  const cell = listCell(reading, id);
  if (list === undefined || rule === undefined || cell === undefined) return;
  const rows = form.tables[id] ?? [];
  const text = writeList(rows, list.field);
  if (text === '') {
    paperOf(filling, cell);
    return;
  }
  const free = list.label !== undefined && !reading.labels.has(list.field) ? areaOf(list.value) : undefined;
  if (canTake(filling, { cell, rule, path: `tables.${id}[0].fields.${list.field}`, free }))
    fillCell(filling, cell, text);
  for (const at of rows.keys()) placed.add(`tables.${id}[${at}].fields.${list.field}`);
}

const HALF_HOUR = 30;

/** The boxes of the week: the half hours of each are merged, as they are in a week that is filled by hand. */
export function fillGrid(filling: Filling, id: string): void {
  const { reading, form, issues, placed } = filling;
  const grid = reading.layout.grids?.[id];
  const rule = reading.mapping.rules.find(({ source }) => source === grid?.time);
  const rows = form.tables[id] ?? [];
  if (grid === undefined || rule === undefined || rows.length === 0) return;
  placeRows(placed, id, rows);
  const frame = frameOf(reading, grid);
  const path = `tables.${id}[0].fields.${grid.time}`;
  const where = { path, cell: `${reading.sheet.name}!${addressOf(grid.start, columnsOf(grid.hours)[0])}` };
  if (frame === undefined || !isHalfHours(frame, dayStartOf(rule))) {
    issues.push(misfit(rule, { ...where, ...OTHER_WEEK }));
    return;
  }
  const shift = frame.top - grid.start;
  for (const box of gridBoxes(grid, rule, { id, rows })) {
    if (box.top === 0) issues.push(misfit(rule, { ...where, ...OUTSIDE }));
    if (box.slots !== undefined) fillBox(filling, { grid, frame, rule, box, shift });
  }
}

const OTHER_WEEK = {
  ja: '曜日と30分ごとの行が、様式の定める週と合いません。',
  en: 'does not begin a week of half hours like that of the form',
};
const OUTSIDE = { ja: 'ひな形の時間の外にある予定があります。', en: 'has no row for a time that the form names' };

const isHalfHours = ({ minuteAt, top }: Frame, first: number): boolean =>
  Math.round(minuteAt(top)) === first && Math.round(minuteAt(top + 1) - minuteAt(top)) === HALF_HOUR;

function placeRows(placed: Set<string>, id: string, rows: readonly FormRow[]): void {
  for (const [at, { fields }] of rows.entries())
    for (const field of Object.keys(fields)) placed.add(`tables.${id}[${at}].fields.${field}`);
}

interface Week {
  readonly grid: GridLayout;
  readonly frame: Frame;
  readonly rule: Rule;
  readonly box: Box;
  readonly shift: number;
}

function fillBox(filling: Filling, { grid, frame, rule, box, shift }: Week): void {
  const { sheet } = filling.reading;
  const [slot] = box.slots ?? [];
  const left = frame.columns.find(({ day }) => day === slot?.day)?.left ?? 1;
  const { right } = placeOf(sheet, sheet.getCell(frame.top - 1, left));
  const top = box.top + shift;
  const bottom = box.bottom + shift;
  const path = `tables.${box.table}[${slot?.row ?? 0}].fields.${grid.text}`;
  const cell = sheet.getCell(top, left);
  if (bottom > frame.bottom || !isBlank(sheet, { top, left, bottom, right })) {
    const said = { ja: 'この時間の枠が空いていません。', en: 'is not free, or below the week of the template' };
    filling.issues.push(misfit(rule, { path, cell: `${sheet.name}!${cell.address}`, ...said }));
    return;
  }
  if (!canTake(filling, { cell, rule, path })) return;
  for (let row = top; row <= bottom; row += 1)
    if (sheet.getCell(row, left).isMerged) sheet.unMergeCells(row, left, row, right);
  if (top !== bottom || left !== right) sheet.mergeCells(top, left, bottom, right);
  fillCell(filling, sheet.getCell(top, left), box.text);
}

interface Block {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Nothing stands in any of its cells, and none of them is merged with what is outside. */
function isBlank(sheet: ExcelJS.Worksheet, { top, left, bottom, right }: Block): boolean {
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1) {
      const { master } = sheet.getCell(row, column);
      const isInside =
        Number(master.row) >= top && Number(master.col) >= left && placeOf(sheet, master).bottom <= bottom;
      if (!isInside || isFormula(master) || textOf(master).trim() !== '') return false;
    }
  return true;
}
