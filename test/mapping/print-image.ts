/** A print as a picture in sixteen greys, its pages below each other, and as the text that stands on it. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { PDFiumLibrary } from '@hyzyla/pdfium';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** One grey of sixteen for each point, row by row. */
  readonly greys: Uint8Array;
}

const LEVELS_BITS = 4;
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

const library = await PDFiumLibrary.init();

/** The same bytes give the same picture everywhere: the font is in the file, and the library is one build for all machines. */
export async function pictureOf(pdf: Uint8Array): Promise<Picture> {
  const document = await library.loadDocument(pdf);
  const pages: Picture[] = [];
  for (const page of document.pages()) await page.render({ scale: 1, render: async (raw) => greysOf(raw, pages) });
  document.destroy();
  const width = Math.max(...pages.map((page) => page.width));
  const height = pages.reduce((sum, page) => sum + page.height, 0);
  const greys = new Uint8Array(width * height).fill(15);
  let top = 0;
  for (const page of pages) {
    for (let row = 0; row < page.height; row += 1)
      greys.set(page.greys.subarray(row * page.width, (row + 1) * page.width), (top + row) * width);
    top += page.height;
  }
  return { width, height, greys };
}

async function greysOf(
  { data, width, height }: { data: Uint8Array; width: number; height: number },
  pages: Picture[],
): Promise<Uint8Array> {
  const greys = new Uint8Array(width * height);
  for (let at = 0; at < greys.length; at += 1) greys[at] = (data[at * 4 + 1] ?? 255) >> LEVELS_BITS;
  pages.push({ width, height, greys });
  return data;
}

/** The words of all pages without their spaces and line ends. */
export async function wordsOf(pdf: Uint8Array): Promise<string> {
  const document = await library.loadDocument(pdf);
  const words = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return words.join('').replace(/\s/g, '');
}

/** The lines of all pages, as they were drawn. */
export async function linesOf(pdf: Uint8Array): Promise<string[]> {
  const document = await library.loadDocument(pdf);
  const lines = [...document.pages()].flatMap((page) => page.getText().split(/\r?\n/));
  document.destroy();
  return lines.map((line) => line.trim());
}

export function toPng({ width, height, greys }: Picture): Uint8Array {
  const stride = Math.ceil(width / 2) + 1;
  const raw = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const grey = greys[row * width + column] ?? 15;
      const at = row * stride + 1 + (column >> 1);
      raw[at] = (raw[at] ?? 0) | (column % 2 === 0 ? grey << LEVELS_BITS : grey);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = LEVELS_BITS;
  const data = deflateSync(raw, { level: 9 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Reads what `toPng` writes. */
export function fromPng(bytes: Uint8Array): Picture {
  const view = Buffer.from(bytes);
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  const data = SIGNATURE.length + 25;
  const raw = inflateSync(view.subarray(data + 8, data + 8 + view.readUInt32BE(data)));
  const stride = Math.ceil(width / 2) + 1;
  const greys = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const pair = raw[row * stride + 1 + (column >> 1)] ?? 0;
      greys[row * width + column] = column % 2 === 0 ? pair >> LEVELS_BITS : pair & 15;
    }
  return { width, height, greys };
}

/** The share of points that differ by more than two greys; 1 for pictures of another size. */
export function difference(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return 1;
  let count = 0;
  for (const [at, grey] of one.greys.entries()) if (Math.abs(grey - (other.greys[at] ?? 0)) > 2) count += 1;
  return count / one.greys.length;
}
