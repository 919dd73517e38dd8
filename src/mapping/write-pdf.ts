/** The form as a PDF on A4 landscape, in a font that has every character of CP932. */
import { MARGIN_POINTS, makePdf, type PdfDocument } from './make-pdf.ts';
import type { Form, Mapping } from './mapping.ts';
import { type Box, layOut, type Sheet } from './sheet.ts';

const PADDING_POINTS = 2;
const SIZES_POINTS = { title: 13, label: 6.5, value: 7 } as const;
const ROW_HEIGHT_POINTS = 13;

export const writePdf = (mapping: Mapping, form: Form): Promise<Uint8Array> =>
  makePdf(form.title, (document, drawable) => {
    const sheet = layOut(mapping, form);
    drawSheet(document, { ...sheet, boxes: sheet.boxes.map((box) => ({ ...box, text: drawable(box.text) })) });
  });

function drawSheet(document: PdfDocument, { boxes, columns, bottom }: Sheet): void {
  const width = (document.page.width - 2 * MARGIN_POINTS) / columns;
  const heights = rowHeights(document, boxes, { width, bottom });
  const foot = document.page.height - MARGIN_POINTS;
  let page = MARGIN_POINTS;
  const tops: number[] = [];
  for (let row = 1; row <= bottom; row += 1) {
    const height = Math.min(heights[row] ?? 0, foot - MARGIN_POINTS);
    if (page + height > foot) {
      drawRows(document, boxes, { width, heights, tops });
      tops.length = 0;
      document.addPage();
      page = MARGIN_POINTS;
    }
    tops[row] = page;
    page += height;
  }
  drawRows(document, boxes, { width, heights, tops });
}

interface Grid {
  readonly width: number;
  readonly heights: readonly number[];
  /** The upper edge of each row of this page; rows of other pages are absent. */
  readonly tops: readonly number[];
}

function drawRows(document: PdfDocument, boxes: readonly Box[], { width, heights, tops }: Grid): void {
  for (const { kind, top, bottom, left, right, text } of boxes) {
    const y = tops[top];
    if (y === undefined) continue;
    const x = MARGIN_POINTS + (left - 1) * width;
    const boxWidth = (right - left + 1) * width;
    const height = heights.slice(top, bottom + 1).reduce((sum, one) => sum + one, 0);
    if (kind === 'label')
      document.rect(x, y, boxWidth, height).fillAndStroke('#f0f0f0', '#333333').fillColor('#000000');
    if (kind === 'value') document.rect(x, y, boxWidth, height).stroke('#333333');
    const inner = {
      width: boxWidth - 2 * PADDING_POINTS,
      height: height - PADDING_POINTS,
    };
    const align = kind === 'value' ? ('left' as const) : ('center' as const);
    document.fontSize(SIZES_POINTS[kind]).text(text, x + PADDING_POINTS, y + PADDING_POINTS, {
      ...inner,
      align,
      lineBreak: true,
    });
  }
}

/** A row is as high as its fullest box; a box over several rows shares its height among them. */
function rowHeights(
  document: PdfDocument,
  boxes: readonly Box[],
  { width, bottom }: { width: number; bottom: number },
): number[] {
  const heights = Array.from({ length: bottom + 1 }, () => 0);
  for (const { kind, top, bottom: end, left, right, text } of boxes) {
    const inner = (right - left + 1) * width - 2 * PADDING_POINTS;
    const needed = document.fontSize(SIZES_POINTS[kind]).heightOfString(text === '' ? ' ' : text, { width: inner });
    const share = (needed + 3 * PADDING_POINTS) / (end - top + 1);
    for (let row = top; row <= end; row += 1) heights[row] = Math.max(heights[row] ?? 0, share, ROW_HEIGHT_POINTS);
  }
  return heights.map((height) => (height === 0 ? ROW_HEIGHT_POINTS / 2 : height));
}
