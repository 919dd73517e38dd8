/** The form as a PDF on A4 landscape, in a font that has every character of CP932. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import type { Form, Mapping } from './mapping.ts';
import { type Box, layOut, type Sheet } from './sheet.ts';

const FONT = '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf';
const MARGIN_POINTS = 24;
const PADDING_POINTS = 2;
const SIZES_POINTS = { title: 13, label: 6.5, value: 7 } as const;
const ROW_HEIGHT_POINTS = 13;

type Document = InstanceType<typeof PDFDocument>;

let font: Buffer | undefined;

export async function writePdf(mapping: Mapping, form: Form): Promise<Uint8Array> {
  const { default: PdfDocument } = await import('pdfkit');
  font ??= readFileSync(createRequire(import.meta.url).resolve(FONT));
  // A fixed date: the same form gives the same bytes.
  const info = { Title: form.title, CreationDate: new Date(0) };
  const document = new PdfDocument({
    size: 'A4',
    layout: 'landscape',
    margin: MARGIN_POINTS,
    info,
    lang: 'ja',
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('form', font);
  document.font('form');
  const missing = new Set<string>();
  drawSheet(document, replaceMissing(layOut(mapping, form), glyphsOf(document), missing));
  if (missing.size > 0) drawMissing(document, missing);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** The font's own answer whether it can draw a character; pdfkit types do not show it. */
function glyphsOf(document: Document): (code: number) => boolean {
  const { font: face } = (
    document as unknown as {
      _font: { font: { hasGlyphForCodePoint: (code: number) => boolean } };
    }
  )._font;
  return (code) => face.hasGlyphForCodePoint(code);
}

/** A character that the font lacks becomes 〓 and is named at the end, never dropped in silence. */
function replaceMissing(sheet: Sheet, has: (code: number) => boolean, missing: Set<string>): Sheet {
  const drawable = (text: string): string =>
    [...text]
      .map((character) => {
        if (character === '\n' || has(character.codePointAt(0) ?? 0)) return character;
        missing.add(character);
        return '〓';
      })
      .join('');
  return {
    ...sheet,
    boxes: sheet.boxes.map((box) => ({ ...box, text: drawable(box.text) })),
  };
}

function drawSheet(document: Document, { boxes, columns, bottom }: Sheet): void {
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

function drawRows(document: Document, boxes: readonly Box[], { width, heights, tops }: Grid): void {
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
  document: Document,
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

function drawMissing(document: Document, missing: ReadonlySet<string>): void {
  const codes = [...missing].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  document.addPage();
  document
    .fontSize(SIZES_POINTS.value)
    .text(`〓 は、この書体で印字できない文字です: ${codes.join('、')}`, MARGIN_POINTS, MARGIN_POINTS);
}
