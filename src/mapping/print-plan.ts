/** How large everything is on the printed page: rows grow with their text, slots of a week and what exceeds a page shrink. */
import type { Box } from './box.ts';
import { MARGIN_POINTS, type PdfDocument } from './make-pdf.ts';
import type { Sheet } from './sheet.ts';

export const PADDING_POINTS = 2;
const SIZES_POINTS = { title: 13, label: 6.5, note: 7, value: 7, slot: 6.5, hour: 6.5 } as const;
const SIZE_STEP_POINTS = 0.5;
/** Between two lines, as a part of the letters' size. */
export const LINE_GAP = 0.12;
const SMALLEST_POINTS = 4;
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
}

/** A sheet that must stay on one page is drawn smaller until it does. */
export function planOf(document: PdfDocument, sheet: Sheet): Plan {
  const width = (document.page.width - 2 * MARGIN_POINTS) / sheet.columns;
  const room = document.page.height - 2 * MARGIN_POINTS;
  for (let scale = 1; ; scale *= SCALE_STEP) {
    const heights = rowHeights(document, sheet, { width, scale, height: room * ROW_PAGE_MAX });
    const total = heights.slice(1).reduce((sum, one) => sum + one, 0);
    if (!sheet.onePage || total <= room || scale < SCALE_MIN) return { width, heights, scale };
  }
}

export interface Room {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** The size in which a text fits its box; nothing when even the smallest does not. */
export function sizeIn(document: PdfDocument, { kind, text }: Box, { width, height, scale }: Room): number | undefined {
  const base = SIZES_POINTS[kind] * scale;
  const room = height - PADDING_POINTS / 2;
  for (let size = base; size > SMALLEST_POINTS; size -= SIZE_STEP_POINTS)
    if (heightOf(document, text, { size, width }) <= room) return size;
  const smallest = Math.min(base, SMALLEST_POINTS);
  return heightOf(document, text, { size: smallest, width }) <= room ? smallest : undefined;
}

export const baseSize = ({ kind }: Box, scale: number): number => SIZES_POINTS[kind] * scale;

export const heightOf = (
  document: PdfDocument,
  text: string,
  { size, width }: { size: number; width: number },
): number => document.fontSize(size).heightOfString(text, { width, lineGap: size * LINE_GAP });

/** A row is as high as its fullest box; a box over several rows shares its height among them. */
function rowHeights(
  document: PdfDocument,
  { boxes, bottom, heights: least }: Sheet,
  { width, scale, height: most }: Room,
): number[] {
  const heights = Array.from({ length: bottom + 1 }, () => 0);
  const halfHours = new Set(boxes.flatMap((box) => (box.kind === 'slot' && box.top === box.bottom ? [box.top] : [])));
  for (const box of boxes) {
    const { kind, top, bottom: end, left, right, text } = box;
    const rows = end - top + 1;
    const inWeek = halfHours.has(top);
    const base = (inWeek ? SLOT_HEIGHT_POINTS : ROW_HEIGHT_POINTS) * scale;
    const size = kind === 'slot' ? Math.min(SMALLEST_POINTS, SIZES_POINTS.slot * scale) : SIZES_POINTS[kind] * scale;
    const inner = (right - left + 1) * width - 2 * PADDING_POINTS;
    const padding = inWeek ? PADDING_POINTS : 3 * PADDING_POINTS;
    const filled = text === '' || kind === 'hour' ? 0 : heightOf(document, text, { size, width: inner }) + padding;
    // What not even small letters bring into a row goes to the annex, and needs a line here.
    const isAnnexed = filled > most && sizeIn(document, box, { width: inner, height: most, scale }) === undefined;
    const needed = isAnnexed ? 0 : Math.min(filled, most);
    const share = Math.max(needed / rows, base / (inWeek ? 1 : rows));
    for (let row = top; row <= end; row += 1) heights[row] = Math.max(heights[row] ?? 0, share);
  }
  return heights.map((height, row) =>
    Math.max(height === 0 ? (ROW_HEIGHT_POINTS * scale) / 2 : height, (least.get(row) ?? 0) * scale),
  );
}
