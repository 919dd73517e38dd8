/** What stands in a workbook and was read into no field: cells, comments, other sheets and pictures. None of it is lost in silence. */
import type ExcelJS from 'exceljs';
import type { Issue } from '#fhir';
import { type FormField, type Mapping, plain } from '#mapping';
import { rawTextOf } from './cell-text.ts';
import { cellMark, commentMark, commentOf, forCells, picturesMark } from './paper-marks.ts';
import type { SheetReading } from './read-sheet.ts';
import { type Words, wordsOf } from './sheet-labels.ts';
import { META_SHEET } from './write-meta.ts';

/** So many of a sheet are told one by one; of the rest, how many there are. */
const TOLD_MAX = 20;
const QUOTED_MAX = 60;

interface Left {
  readonly at: string;
  readonly text: string;
  readonly isComment: boolean;
}

/** What a workbook was read as. */
interface Read {
  readonly mapping: Mapping;
  readonly sheets: readonly SheetReading[];
  readonly fields: Readonly<Record<string, FormField>>;
  /** What an office's own paper said before we filled it. */
  readonly paper: ReadonlySet<string>;
}

export function unreadOf(workbook: ExcelJS.Workbook, { mapping, sheets, fields, paper }: Read): Issue[] {
  const words = wordsOf(mapping);
  return workbook.worksheets.flatMap((sheet) => {
    if (sheet.name === META_SHEET) return [];
    const reading = sheets.find((one) => one.sheet === sheet);
    const isKnown = reading === undefined ? () => false : knownIn(reading, words, fields);
    const left = leftIn(sheet, isKnown, paper);
    const pictures = paper.has(picturesMark(sheet)) ? [] : picturesIn(sheet);
    return [...(reading === undefined ? otherSheet(sheet.name, left) : toldOf(sheet.name, left)), ...pictures];
  });
}

type IsKnown = (cell: ExcelJS.Cell) => boolean;

function leftIn(sheet: ExcelJS.Worksheet, isKnown: IsKnown, paper: ReadonlySet<string>): Left[] {
  const left: Left[] = [];
  forCells(sheet, (cell) => {
    const [at, text, comment] = [cell.address, rawTextOf(cell), commentOf(cell)];
    if (text.trim() !== '' && !paper.has(cellMark(sheet, cell)) && !isKnown(cell))
      left.push({ at, text, isComment: false });
    if (comment !== '' && !paper.has(commentMark(sheet, cell))) left.push({ at, text: comment, isComment: true });
  });
  return left;
}

/** Whether a field, a label or a word of the paper itself accounts for a cell. */
function knownIn(reading: SheetReading, words: Words, fields: Read['fields']): IsKnown {
  const { sheet, read, labels, layout, known, model } = reading;
  const places = [...labels.values()].map(({ row, left }) => sheet.getCell(row, left).address);
  const declared = known ? {} : (layout.unread ?? {});
  const cells = new Set([...read, ...places, ...Object.keys(declared)]);
  const said = new Set([
    ...words.keys(),
    ...model.boxes.flatMap(({ field, text }) => (field === undefined ? [plain(text)] : [])),
    ...Object.values(declared).flatMap(({ label }) => label.split(/\s/).map(plain)),
    // Of a page that repeats whose page it is.
    ...Object.keys(layout.repeats ?? {}).map((field) => plain(fields[field]?.value ?? '')),
  ]);
  return (cell) => {
    const text = rawTextOf(cell);
    // Which row of which table it is, as `writeKeys` leaves it.
    const isKey = text.startsWith('{"') && sheet.getColumn(Number(cell.col)).hidden;
    return isKey || cells.has(cell.address) || said.has(plain(text));
  };
}

function toldOf(sheet: string, left: readonly Left[]): Issue[] {
  const told = left.slice(0, TOLD_MAX).map(({ at, text, isComment }) => {
    const [what, kind] = isComment ? ['コメント', 'the comment'] : ['セルの文字', 'the text'];
    return unread(
      `${sheet}!${at}`,
      `${sheet}!${at} の${what}「${short(text)}」は、どの欄にも読めませんでした。`,
      `${kind} \`${short(text)}\` at ${sheet}!${at} was read into no field`,
    );
  });
  const more = left.length - told.length;
  if (more === 0) return told;
  const ja = `「${sheet}」には、ほかにも読めなかったセルとコメントが ${more} 個あります。`;
  return [...told, unread(sheet, ja, `\`${sheet}\` has ${more} more cells and comments that were read into no field`)];
}

function otherSheet(name: string, left: readonly Left[]): Issue[] {
  const [first] = left;
  if (first === undefined) return [];
  const [count, text] = [left.length, short(first.text)];
  return [
    unread(
      name,
      `シート「${name}」は読みませんでした（文字のあるセルとコメントが ${count} 個。はじめは ${first.at}「${text}」）。`,
      `the sheet \`${name}\` was not read: ${count} cells and comments, the first ${first.at} \`${text}\``,
    ),
  ];
}

function picturesIn(sheet: ExcelJS.Worksheet): Issue[] {
  const count = sheet.getImages().length;
  if (count === 0) return [];
  const ja = `「${sheet.name}」の図や写真 ${count} 個は読みませんでした。`;
  return [unread(sheet.name, ja, `${count} pictures of \`${sheet.name}\` were not read`)];
}

/** Comments of cells that are blank and without looks, which the library passes over. */
export function strayComments(workbook: ExcelJS.Workbook, commented: readonly string[]): Issue[] {
  const seen = new Map<string, number>();
  for (const sheet of workbook.worksheets)
    forCells(sheet, (cell) => {
      if (commentOf(cell) !== '') seen.set(cell.address, (seen.get(cell.address) ?? 0) + 1);
    });
  const stray = commented.filter((at) => {
    const left = seen.get(at) ?? 0;
    seen.set(at, left - 1);
    return left <= 0;
  });
  const told = stray
    .slice(0, TOLD_MAX)
    .map((at) =>
      unread(at, `空のセル ${at} のコメントは読めませんでした。`, `the comment of the blank cell ${at} was not read`),
    );
  const more = stray.length - told.length;
  if (more === 0) return told;
  const ja = `空のセルには、ほかにも読めなかったコメントが ${more} 個あります。`;
  return [...told, unread('', ja, `${more} more comments of blank cells were not read`)];
}

/** Text boxes and the like: the library that opens the workbook does not know them. */
export const unreadPart = (name: string): Issue =>
  unread(
    name,
    `「${name}」（図形、グラフ、マクロなど）は読みませんでした。`,
    `\`${name}\` (shapes, charts, macros and the like) was not read`,
  );

const short = (text: string): string => (text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text);

const unread = (expression: string, ja: string, en: string): Issue => ({
  severity: 'warning',
  code: 'form-unread',
  type: 'incomplete',
  ja,
  en,
  expression,
});
