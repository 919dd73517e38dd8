/** The form as a PDF on A4, in a font that has every character of CP932. Text is never clipped: rows grow, slots of the week shrink. */
import type { Box } from './box.ts';
import { MARGIN_POINTS, makePdf, type PdfDocument } from './make-pdf.ts';
import type { Form, Mapping } from './mapping.ts';
import { layOut, type Sheet } from './sheet.ts';

const PADDING_POINTS = 2;
const SIZES_POINTS = { title: 13, label: 6.5, note: 7, value: 7, slot: 6.5, hour: 6.5 } as const;
const SIZE_STEP_POINTS = 0.5;
const LINE_POINTS = 0.5;
/** Between two lines, as a part of the letters' size. */
const LINE_GAP = 0.12;
const SMALLEST_POINTS = 4;
const ROW_HEIGHT_POINTS = 13;
const SLOT_HEIGHT_POINTS = 8.6;
const SCALE_STEP = 0.94;
const SCALE_MIN = 0.5;

export const writePdf = (mapping: Mapping, form: Form): Promise<Uint8Array> =>
  drawAll(form.title, layOut(mapping, form));

function drawAll(title: string, sheets: readonly Sheet[]): Promise<Uint8Array> {
  const draw = (document: PdfDocument, drawable: (text: string) => string): void => {
    for (const [at, sheet] of sheets.entries()) {
      if (at > 0) newPage(document, sheet);
      drawSheet(document, { ...sheet, boxes: sheet.boxes.map((box) => ({ ...box, text: drawable(box.text) })) });
    }
  };
  return makePdf(title, draw, sheets[0]?.orientation);
}

const newPage = (document: PdfDocument, { orientation }: Sheet): void => {
  document.addPage({ size: 'A4', layout: orientation, margin: MARGIN_POINTS });
};

function drawSheet(document: PdfDocument, sheet: Sheet): void {
  const plan = planOf(document, sheet);
  const foot = document.page.height - MARGIN_POINTS;
  let at = MARGIN_POINTS;
  const tops: number[] = [];
  for (let row = 1; row <= sheet.bottom; row += 1) {
    const height = Math.min(plan.heights[row] ?? 0, foot - MARGIN_POINTS);
    if (at > MARGIN_POINTS && (at + height > foot || sheet.breaks.includes(row))) {
      drawRows(document, sheet.boxes, { ...plan, tops });
      tops.length = 0;
      newPage(document, sheet);
      at = MARGIN_POINTS;
    }
    tops[row] = at;
    at += height;
  }
  drawRows(document, sheet.boxes, { ...plan, tops });
}

interface Plan {
  readonly width: number;
  readonly heights: readonly number[];
  readonly scale: number;
}

/** A sheet that must stay on one page is drawn smaller until it does. */
function planOf(document: PdfDocument, sheet: Sheet): Plan {
  const width = (document.page.width - 2 * MARGIN_POINTS) / sheet.columns;
  const room = document.page.height - 2 * MARGIN_POINTS;
  for (let scale = 1; ; scale *= SCALE_STEP) {
    const heights = rowHeights(document, sheet, { width, scale });
    const total = heights.slice(1).reduce((sum, one) => sum + one, 0);
    if (!sheet.onePage || total <= room || scale < SCALE_MIN) return { width, heights, scale };
  }
}

interface Grid extends Plan {
  /** The upper edge of each row of this page; rows of other pages are absent. */
  readonly tops: readonly number[];
}

function drawRows(document: PdfDocument, boxes: readonly Box[], grid: Grid): void {
  for (const box of boxes) drawBox(document, box, grid);
}

/** A box that a page ends in goes on, empty, on the next. */
function drawBox(document: PdfDocument, box: Box, { width, heights, tops, scale }: Grid): void {
  const { kind, left, right, text } = box;
  const rows = Array.from({ length: box.bottom - box.top + 1 }, (_, at) => box.top + at).filter(
    (row) => tops[row] !== undefined,
  );
  const [first] = rows;
  const y = first === undefined ? undefined : tops[first];
  if (first === undefined || y === undefined) return;
  const x = MARGIN_POINTS + (left - 1) * width;
  const boxWidth = (right - left + 1) * width;
  const height = rows.reduce((sum, row) => sum + (heights[row] ?? 0), 0);
  drawFrame(document, kind, text, [x, y, boxWidth, height]);
  if (first !== box.top || text === '') return;
  const inner = boxWidth - 2 * PADDING_POINTS;
  const size = fontSize(document, box, { width: inner, height, scale });
  const needed = heightOf(document, text, { size, width: inner });
  const isMiddle = kind === 'label' || kind === 'title';
  const least = kind === 'slot' || kind === 'hour' ? PADDING_POINTS / 2 : PADDING_POINTS;
  // No height is given: pdfkit would drop the lines that do not fit.
  document
    .fontSize(size)
    .text(text, x + PADDING_POINTS, y + (isMiddle ? Math.max(least / 2, (height - needed) / 2) : least), {
      width: inner,
      align: isMiddle || kind === 'hour' ? 'center' : 'left',
      lineGap: size * LINE_GAP,
    });
}

const heightOf = (document: PdfDocument, text: string, { size, width }: { size: number; width: number }): number =>
  document.fontSize(size).heightOfString(text, { width, lineGap: size * LINE_GAP });

type Rectangle = readonly [number, number, number, number];

/** Empty half hours are drawn in a light line, which what is done then covers. */
function drawFrame(document: PdfDocument, kind: Box['kind'], text: string, [x, y, width, height]: Rectangle): void {
  if (kind === 'title' || kind === 'note') return;
  document.lineWidth(LINE_POINTS).rect(x, y, width, height);
  if (kind === 'label' || kind === 'hour') document.fillAndStroke('#f0f0f0', '#333333').fillColor('#000000');
  else document.stroke(kind === 'slot' && text === '' ? '#bbbbbb' : '#333333');
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Slots of a week shrink to their box, anything else only to a page. */
function fontSize(document: PdfDocument, { kind, text }: Box, { width, height, scale }: Room): number {
  const base = SIZES_POINTS[kind] * scale;
  const room = height - PADDING_POINTS / 2;
  for (let size = base; size > SMALLEST_POINTS; size -= SIZE_STEP_POINTS)
    if (heightOf(document, text, { size, width }) <= room) return size;
  return Math.min(base, SMALLEST_POINTS);
}

/** A row is as high as its fullest box; a box over several rows shares its height among them. */
function rowHeights(
  document: PdfDocument,
  { boxes, bottom, heights: least }: Sheet,
  { width, scale }: { width: number; scale: number },
): number[] {
  const heights = Array.from({ length: bottom + 1 }, () => 0);
  const halfHours = new Set(boxes.flatMap((box) => (box.kind === 'slot' && box.top === box.bottom ? [box.top] : [])));
  for (const { kind, top, bottom: end, left, right, text } of boxes) {
    const rows = end - top + 1;
    const inWeek = halfHours.has(top);
    const base = (inWeek ? SLOT_HEIGHT_POINTS : ROW_HEIGHT_POINTS) * scale;
    const size = kind === 'slot' ? SMALLEST_POINTS : SIZES_POINTS[kind] * scale;
    const inner = (right - left + 1) * width - 2 * PADDING_POINTS;
    const padding = inWeek ? 0 : 3 * PADDING_POINTS;
    const needed = text === '' ? 0 : heightOf(document, text, { size, width: inner }) + padding;
    const share = Math.max(needed / rows, base / (inWeek ? 1 : rows));
    for (let row = top; row <= end; row += 1) heights[row] = Math.max(heights[row] ?? 0, share);
  }
  return heights.map((height, row) =>
    Math.max(height === 0 ? (ROW_HEIGHT_POINTS * scale) / 2 : height, (least.get(row) ?? 0) * scale),
  );
}
