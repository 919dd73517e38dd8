/** Finds the label cells of a sheet by their words; where the same words stand more than once, by their place. */
import type ExcelJS from 'exceljs';
import { type Mapping, plain, type Sheet } from '#mapping';
import { textOf } from './cell-text.ts';

export interface Place {
  readonly row: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

/** The fields of a label, by its words. */
export type Words = ReadonlyMap<string, readonly string[]>;

export function wordsOf({ rules }: Mapping): Words {
  const words = new Map<string, string[]>();
  const add = (word: string, field: string): void => {
    const key = plain(word);
    if (words.get(key)?.includes(field) !== true) words.set(key, [...(words.get(key) ?? []), field]);
  };
  // A label outranks what other papers call another field.
  for (const { label, source } of rules) add(label, source);
  for (const { aliases = [], source } of rules) for (const alias of aliases) add(alias, source);
  return words;
}

const RIGHT_MAX = 60;
const DOWN_MAX = 10;

/** The label cell of each field that the sheet has. */
export function labelPlaces(words: Words, sheet: ExcelJS.Worksheet, model: Sheet): Map<string, Place> {
  const wanted = new Map(
    model.boxes.filter(({ kind, field }) => kind === 'label' && field !== undefined).map((box) => [box.field, box]),
  );
  const cells: { place: Place; fields: readonly string[] }[] = [];
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (cell.isMerged && cell.master !== cell) return;
      const fields = words.get(plain(textOf(cell)))?.filter((field) => wanted.has(field)) ?? [];
      if (fields.length > 0) cells.push({ place: placeOf(sheet, cell), fields });
    }),
  );
  const found = new Map<string, Place>();
  const isExpected = ({ row, left }: Place, field: string): boolean =>
    wanted.get(field)?.top === row && wanted.get(field)?.left === left;
  const left = cells.filter(({ place, fields }) => {
    const exact = fields.find((field) => isExpected(place, field) && !found.has(field));
    if (exact !== undefined) found.set(exact, place);
    return exact === undefined;
  });
  for (const { place, fields } of left) {
    const field = fields.find((one) => !found.has(one));
    if (field !== undefined) found.set(field, place);
  }
  return found;
}

export function placeOf(sheet: ExcelJS.Worksheet, cell: ExcelJS.Cell): Place {
  const row = Number(cell.row);
  const left = Number(cell.col);
  const isSame = (at: number, column: number): boolean => {
    const other = sheet.getCell(at, column);
    return other.isMerged && other.master === cell;
  };
  let right = left;
  while (right < left + RIGHT_MAX && isSame(row, right + 1)) right += 1;
  let bottom = row;
  while (bottom < row + DOWN_MAX * DOWN_MAX && isSame(bottom + 1, left)) bottom += 1;
  return { row, left, right, bottom };
}
