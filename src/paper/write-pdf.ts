/** The form as a PDF on A4, in a font that has every character of CP932. No text is clipped or too small: what no half hour of a week can hold stands in a note below it, what no box can hold on a page of its own. */
import { type Box, type Form, layOut, type Mapping, type Sheet, targetsOf } from '#mapping';
import { MARGIN_POINTS, makePdf, type PdfDocument } from './make-pdf.ts';
import {
  heightOf,
  LINE_GAP,
  NOTE_POINTS,
  noteMark,
  noteOf,
  PADDING_POINTS,
  type Plan,
  planOf,
  type Room,
  sizeIn,
} from './print-plan.ts';

const LINE_POINTS = 0.5;
const ANNEX_POINTS = 8;

export const writePdf = (mapping: Mapping, form: Form): Promise<Uint8Array> =>
  drawAll({ title: form.title, whose: [form.title, personOn(mapping, form)].join('　') }, layOut(mapping, form));

/** The name of the person, where the form says it. */
function personOn({ resources, rules }: Mapping, { fields }: Form): string {
  const own = rules.find((rule) =>
    Object.values(targetsOf(rule)).some((target) => {
      const [name = '', ...path] = target.split('.');
      return resources[name]?.type === 'Patient' && path.join('.') === 'name[0].text';
    }),
  );
  return fields[own?.source ?? '']?.value ?? '';
}

interface Head {
  readonly title: string;
  /** Stands on every page on which a sheet goes on. */
  readonly whose: string;
}

function drawAll({ title, whose }: Head, sheets: readonly Sheet[]): Promise<Uint8Array> {
  const draw = (document: PdfDocument, drawable: (text: string) => string): void => {
    const annex: string[] = [];
    for (const [at, sheet] of sheets.entries()) {
      if (at > 0) newPage(document, sheet);
      const boxes = sheet.boxes.map((box) => ({ ...box, text: drawable(box.text) }));
      drawSheet(document, { ...sheet, boxes }, { annex, whose: drawable(whose) });
    }
    drawAnnex(document, annex, drawable(whose));
  };
  return makePdf(title, draw, sheets[0]?.orientation);
}

const newPage = (document: PdfDocument, { orientation }: Pick<Sheet, 'orientation'>): void => {
  document.addPage({ size: 'A4', layout: orientation, margin: MARGIN_POINTS });
};

/** A page that begins within a table begins with its headings. */
function drawSheet(document: PdfDocument, sheet: Sheet, { annex, whose }: { annex: string[]; whose: string }): void {
  const plan = planOf(document, sheet);
  const foot = document.page.height - MARGIN_POINTS;
  let at = MARGIN_POINTS;
  let tops: number[] = [];
  const notes: string[] = [];
  let pages = 1;
  const place = (row: number): void => {
    tops[row] = at;
    at += plan.heights[row] ?? 0;
  };
  for (let row = 1; row <= sheet.bottom; row += 1) {
    const height = plan.heights[row] ?? 0;
    if (at > MARGIN_POINTS && (at + height > foot || sheet.breaks.includes(row))) {
      drawRows(document, sheet.boxes, { ...plan, tops, annex, notes });
      newPage(document, sheet);
      pages += 1;
      drawWhose(document, `${whose}　（${pages}枚目）`);
      tops = [];
      at = MARGIN_POINTS;
      for (const heading of headingRows(sheet, row))
        if (at + (plan.heights[heading] ?? 0) + height <= foot) place(heading);
    }
    place(row);
  }
  drawRows(document, sheet.boxes, { ...plan, tops, annex, notes });
  drawNotes(document, notes, at);
}

/** In the margin: pages that come apart must not lie in another's file. */
function drawWhose(document: PdfDocument, text: string): void {
  const top = MARGIN_POINTS - NOTE_POINTS * 2;
  document.fontSize(NOTE_POINTS).text(text, MARGIN_POINTS, top, { lineBreak: false });
}

/** On this page as far as there is room, and on the next. */
function drawNotes(document: PdfDocument, notes: readonly string[], top: number): void {
  if (notes.length === 0) return;
  document.fontSize(NOTE_POINTS).text('', MARGIN_POINTS, top + PADDING_POINTS);
  for (const [at, text] of notes.entries()) document.text(noteOf(text, at + 1), { lineGap: NOTE_POINTS * LINE_GAP });
}

/** The beginning of the words as far as it fits, and where the whole of them stands. */
function noted(document: PdfDocument, box: Box, room: Room, notes: string[]): string {
  notes.push(box.text);
  const letters = Array.from(box.text);
  const mark = noteMark(notes.length);
  const shortened = (count: number): string => `${letters.slice(0, count).join('')}…${mark}`;
  let [fits, exceeds] = [0, letters.length];
  while (exceeds - fits > 1) {
    const count = Math.floor((fits + exceeds) / 2);
    const isFitting = sizeIn(document, { kind: box.kind, text: shortened(count) }, room) !== undefined;
    if (isFitting) fits = count;
    else exceeds = count;
  }
  return fits === 0 ? mark : shortened(fits);
}

function headingRows({ headings }: Sheet, row: number): number[] {
  const heading = headings.find(({ first, last }) => first <= row && row <= last);
  return heading === undefined
    ? []
    : Array.from({ length: heading.bottom - heading.top + 1 }, (_, at) => heading.top + at);
}

interface Page extends Plan {
  /** The upper edge of each row of this page; rows of other pages are absent. */
  readonly tops: readonly number[];
  /** The texts for the page at the end. */
  readonly annex: string[];
  /** The texts below the week. */
  readonly notes: string[];
}

function drawRows(document: PdfDocument, boxes: readonly Box[], page: Page): void {
  for (const box of boxes) drawBox(document, box, page);
}

/** A box that a page ends in goes on, empty, on the next. */
function drawBox(document: PdfDocument, box: Box, page: Page): void {
  const { width, heights, tops, scale, smallest, annex, notes } = page;
  const { kind, left, right } = box;
  const rows = Array.from({ length: box.bottom - box.top + 1 }, (_, at) => box.top + at).filter(
    (row) => tops[row] !== undefined,
  );
  const [first] = rows;
  const y = first === undefined ? undefined : tops[first];
  if (first === undefined || y === undefined) return;
  const x = MARGIN_POINTS + (left - 1) * width;
  const boxWidth = (right - left + 1) * width;
  const height = rows.reduce((sum, row) => sum + (heights[row] ?? 0), 0);
  drawFrame(document, box, [x, y, boxWidth, height]);
  if (first !== box.top || box.text === '') return;
  const inner = boxWidth - 2 * PADDING_POINTS;
  const room = { width: inner, height, scale, smallest };
  const fitting = sizeIn(document, box, room);
  const elsewhere = (): string => (kind === 'slot' ? noted(document, box, room, notes) : annexed(box.text, annex));
  const text = fitting === undefined ? elsewhere() : box.text;
  const size = fitting ?? smallest;
  const needed = heightOf(document, text, { size, width: inner });
  const isMiddle = kind === 'label' || kind === 'title';
  const least = kind === 'slot' || kind === 'hour' ? PADDING_POINTS / 2 : PADDING_POINTS;
  // No height is given: pdfkit would drop the lines that do not fit.
  const above = Math.min(isMiddle ? (height - needed) / 2 : least, height - needed);
  document.fontSize(size).text(text, x + PADDING_POINTS, y + Math.max(0, above), {
    width: inner,
    align: isMiddle || kind === 'hour' ? 'center' : 'left',
    lineGap: size * LINE_GAP,
  });
}

/** As on paper: the box points to the annex, which has the words. */
function annexed(text: string, annex: string[]): string {
  annex.push(text);
  return `別紙${annex.length}`;
}

function drawAnnex(document: PdfDocument, annex: readonly string[], whose: string): void {
  for (const [at, text] of annex.entries()) {
    if (at === 0) newPage(document, { orientation: 'landscape' });
    if (at === 0) drawWhose(document, whose);
    if (at === 0) document.fontSize(ANNEX_POINTS).text('', MARGIN_POINTS, MARGIN_POINTS);
    document.text(`別紙${at + 1}`, { lineGap: ANNEX_POINTS * LINE_GAP });
    document.text(`${text}\n\n`, { lineGap: ANNEX_POINTS * LINE_GAP });
  }
}

type Rectangle = readonly [number, number, number, number];

/** Empty half hours are drawn in a light line, which what is done then covers. */
function drawFrame(document: PdfDocument, { kind, text }: Box, [x, y, width, height]: Rectangle): void {
  if (kind === 'title' || kind === 'note') return;
  document.lineWidth(LINE_POINTS).rect(x, y, width, height);
  if (kind === 'label' || kind === 'hour') document.fillAndStroke('#f0f0f0', '#333333').fillColor('#000000');
  else document.stroke(kind === 'slot' && text === '' ? '#bbbbbb' : '#333333');
}
