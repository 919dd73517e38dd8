/** How large everything is on the printed page: rows grow with their text, empty rows and what exceeds a page shrink, and no letters are smaller than can be read. */
import type { Box, Sheet } from '#mapping';
import { MARGIN_POINTS, type PdfDocument } from './make-pdf.ts';

export const PADDING_POINTS = 2;
export const NOTE_POINTS = 6;
const SIZES_POINTS = { title: 13, label: 6.5, note: 7, value: 7, slot: 6.5, hour: 6.5 } as const;
const SIZE_STEP_POINTS = 0.5;
/** Between two lines, as a part of the letters' size. */
export const LINE_GAP = 0.12;
const ROW_HEIGHT_POINTS = 13;
const SLOT_HEIGHT_POINTS = 8.6;
const SCALE_STEP = 0.94;
const SCALE_MIN = 0.5;
/** The part of a page that one row may fill: the headings of its table stand above it. */
const ROW_PAGE_MAX = 0.8;

export interface Plan {
  /** Of one column. */
  readonly width: number;
  /** By row; none is higher than a page. */
  readonly heights: readonly number[];
  readonly scale: number;
  /** The least size of letters. */
  readonly smallest: number;
}

/** A sheet that must stay on one page is drawn smaller until it does. */
export function planOf(document: PdfDocument, sheet: Sheet): Plan {
  const width = (document.page.width - 2 * MARGIN_POINTS) / sheet.columns;
  const room = document.page.height - 2 * MARGIN_POINTS;
  for (let scale = 1; ; scale *= SCALE_STEP) {
    const { smallest } = sheet;
    const heights = rowHeights(document, sheet, { width, scale, smallest, height: room * ROW_PAGE_MAX });
    const plan = { width, heights, scale, smallest };
    if (!sheet.onePage || scale < SCALE_MIN) return plan;
    const total = heights.slice(1).reduce((sum, one) => sum + one, notesHeight(document, sheet, plan));
    if (total <= room) return plan;
  }
}

/** The room below the sheet for what the half hours of a week cannot hold. */
function notesHeight(
  document: PdfDocument,
  { boxes, columns }: Sheet,
  { width, heights, scale, smallest }: Plan,
): number {
  const notes = boxes.flatMap((box) => {
    if (box.kind !== 'slot' || box.text === '') return [];
    const height = heights.slice(box.top, box.bottom + 1).reduce((sum, one) => sum + one, 0);
    const inner = (box.right - box.left + 1) * width - 2 * PADDING_POINTS;
    return sizeIn(document, box, { width: inner, height, scale, smallest }) === undefined ? [box.text] : [];
  });
  const lines = notes.map((text, at) => noteOf(text, at + 1)).join('\n');
  return notes.length === 0
    ? 0
    : 2 * PADDING_POINTS + heightOf(document, lines, { size: NOTE_POINTS, width: columns * width });
}

/** As in a note of a book: the mark that stands in the box, and the whole of its words. */
export const noteMark = (number: number): string => `（注${number}）`;
export const noteOf = (text: string, number: number): string => `${noteMark(number)} ${text}`;

const NUMBER = /^\d{1,6}$/;

export interface Room {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly smallest: number;
}

/** The size in which a text fits its box; nothing when even the smallest does not. */
export function sizeIn(
  document: PdfDocument,
  { kind, text }: Pick<Box, 'kind' | 'text'>,
  { width, height, scale, smallest }: Room,
): number | undefined {
  const room = height - PADDING_POINTS / 2;
  // The figures of a number on two lines would be two numbers.
  const isNumber = NUMBER.test(text);
  for (let size = baseSize({ kind }, { scale, smallest }); size > smallest; size -= SIZE_STEP_POINTS)
    if (heightOf(document, text, { size, width }) <= room && (!isNumber || document.widthOfString(text) <= width))
      return size;
  return heightOf(document, text, { size: smallest, width }) <= room ? smallest : undefined;
}

/** Smaller on a sheet that is drawn smaller, but never too small to be read. */
const baseSize = (
  { kind }: Pick<Box, 'kind'>,
  { scale, smallest }: { readonly scale: number; readonly smallest: number },
): number => Math.max(SIZES_POINTS[kind] * scale, smallest);

export const heightOf = (
  document: PdfDocument,
  text: string,
  { size, width }: { size: number; width: number },
): number => document.fontSize(size).heightOfString(text, { width, lineGap: size * LINE_GAP });

/** A row is as high as its fullest box; a box over several rows shares its height among them. */
function rowHeights(document: PdfDocument, sheet: Sheet, room: Room): number[] {
  const { boxes, bottom, heights: least } = sheet;
  const { scale } = room;
  const heights = Array.from({ length: bottom + 1 }, () => 0);
  const halfHours = new Set(boxes.flatMap((box) => (box.kind === 'slot' && box.top === box.bottom ? [box.top] : [])));
  for (const box of boxes) {
    const rows = box.bottom - box.top + 1;
    const inWeek = halfHours.has(box.top);
    const base = (inWeek ? SLOT_HEIGHT_POINTS : ROW_HEIGHT_POINTS) * scale;
    const needed = neededFor(document, box, { sheet, room, padding: inWeek ? PADDING_POINTS : 3 * PADDING_POINTS });
    const share = Math.max(needed / rows, base / (inWeek ? 1 : rows));
    for (let row = box.top; row <= box.bottom; row += 1) heights[row] = Math.max(heights[row] ?? 0, share);
  }
  return heights.map((height, row) =>
    Math.max(height === 0 ? (ROW_HEIGHT_POINTS * scale) / 2 : height, (least.get(row) ?? 0) * scale),
  );
}

interface Needing {
  readonly sheet: Sheet;
  readonly room: Room;
  readonly padding: number;
}

/** Nothing for an empty box. Words of a week that are too many for its rows stand in a note. */
function neededFor(document: PdfDocument, box: Box, { sheet, room, padding }: Needing): number {
  const { kind, top, bottom, left, right, text } = box;
  if (text === '' || kind === 'hour') return 0;
  const { width, height: most, smallest } = room;
  const size = kind === 'slot' ? smallest : baseSize(box, room);
  const inner = (right - left + 1) * width - 2 * PADDING_POINTS;
  const filled = heightOf(document, text, { size, width: inner }) + padding;
  if (kind === 'slot') {
    const lines = heightOf(document, ONE_LINE, { size, width: inner }) * sheet.slotLines + padding;
    return Math.min(filled, Math.max(lines, (bottom - top + 1) * SLOT_HEIGHT_POINTS * room.scale), most);
  }
  // What not even small letters bring into a row goes to the annex, and needs a line here.
  const isAnnexed = filled > most && sizeIn(document, box, { ...room, width: inner }) === undefined;
  return isAnnexed ? 0 : Math.min(filled, most);
}

const ONE_LINE = '字';
