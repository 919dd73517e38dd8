/** A sheet as a PDF to print and keep: the table goes on over pages, its columns are named on each. */
import { MARGIN_POINTS, makePdf, type PdfDocument } from '#paper';
import { cellsOf, type Sheet } from './sheet.ts';

const SIZES_POINTS = { title: 13, text: 8, cell: 7 } as const;
const PADDING_POINTS = 3;

export function sheetPdf({ title, notes, columns, sections, empty }: Sheet): Promise<Uint8Array> {
  return makePdf(title, (document, drawable) => {
    const lines = sections.flatMap(({ rows }) => rows.map(cellsOf));
    document.fontSize(SIZES_POINTS.title).text(drawable(title));
    document.fontSize(SIZES_POINTS.text);
    for (const note of notes) document.text(drawable(note));
    if (lines.length === 0) document.text(drawable(empty));
    document.moveDown(0.5);
    let top = document.y;
    const draw = (cells: readonly string[], isHead: boolean): void => {
      top = drawLine(document, cells.map(drawable), { top, isHead });
    };
    draw(columns, true);
    for (const cells of lines) {
      if (top + heightOf(document, cells.map(drawable)) > document.page.height - MARGIN_POINTS) {
        document.addPage();
        top = MARGIN_POINTS;
        draw(columns, true);
      }
      draw(cells, false);
    }
  });
}

const widthOf = (document: PdfDocument, count: number): number => (document.page.width - 2 * MARGIN_POINTS) / count;

/** A line that is higher than a page is cut at its foot: it would never fit. */
function heightOf(document: PdfDocument, cells: readonly string[]): number {
  const width = widthOf(document, cells.length) - 2 * PADDING_POINTS;
  document.fontSize(SIZES_POINTS.cell);
  const heights = cells.map((cell) => document.heightOfString(cell === '' ? ' ' : cell, { width }));
  return Math.min(Math.max(...heights) + 2 * PADDING_POINTS, document.page.height - 4 * MARGIN_POINTS);
}

/** Draws one line and gives where the next begins. */
function drawLine(
  document: PdfDocument,
  cells: readonly string[],
  { top, isHead }: { readonly top: number; readonly isHead: boolean },
): number {
  const width = widthOf(document, cells.length);
  const height = heightOf(document, cells);
  for (const [index, cell] of cells.entries()) {
    const left = MARGIN_POINTS + index * width;
    if (isHead) document.rect(left, top, width, height).fillAndStroke('#f0f0f0', '#333333').fillColor('#000000');
    else document.rect(left, top, width, height).stroke('#333333');
    const inner = { width: width - 2 * PADDING_POINTS, height: height - PADDING_POINTS };
    document.text(cell, left + PADDING_POINTS, top + PADDING_POINTS, inner);
  }
  return top + height;
}
