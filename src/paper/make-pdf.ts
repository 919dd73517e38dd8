/** A PDF on A4, in a font that has every character of CP932. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';

const FONT = '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf';
export const MARGIN_POINTS = 24;
const MISSING_SIZE_POINTS = 7;

export type PdfDocument = InstanceType<typeof PDFDocument>;

/** Draws with text in which each character can be drawn. */
export type Draw = (document: PdfDocument, drawable: (text: string) => string) => void;

let font: Buffer | undefined;

/** The same bytes for the same drawing. A character that the font lacks becomes 〓 and is named at the end, never dropped in silence. */
export async function makePdf(
  title: string,
  draw: Draw,
  layout: 'landscape' | 'portrait' = 'landscape',
): Promise<Uint8Array> {
  const { default: Pdf } = await import('pdfkit');
  font ??= readFileSync(createRequire(import.meta.url).resolve(FONT));
  // A fixed date: the same form gives the same bytes.
  const info = { Title: title, CreationDate: new Date(0) };
  const document = new Pdf({ size: 'A4', layout, margin: MARGIN_POINTS, info, lang: 'ja' });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('form', font);
  document.font('form');
  const missing = new Set<string>();
  draw(document, replaceMissing(glyphsOf(document), missing));
  if (missing.size > 0) drawMissing(document, missing);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** The font's own answer whether it can draw a character; pdfkit types do not show it. */
function glyphsOf(document: PdfDocument): (code: number) => boolean {
  const { font: face } = (
    document as unknown as {
      _font: { font: { hasGlyphForCodePoint: (code: number) => boolean } };
    }
  )._font;
  return (code) => face.hasGlyphForCodePoint(code);
}

/** Marks of a choice that the font may lack, and what people draw by hand for them: chosen and not chosen must stay apart. */
const ALIKE: Readonly<Record<string, string>> = { '☑': '■', '✅': '■', '☐': '□', '✓': 'レ', '✔': 'レ' };

const replaceMissing = (has: (code: number) => boolean, missing: Set<string>) => (text: string) =>
  [...text]
    .map((character) => {
      if (character === '\n' || has(character.codePointAt(0) ?? 0)) return character;
      const alike = ALIKE[character];
      if (alike !== undefined) return alike;
      missing.add(character);
      return '〓';
    })
    .join('');

function drawMissing(document: PdfDocument, missing: ReadonlySet<string>): void {
  const codes = [...missing].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  document.addPage();
  document
    .fontSize(MISSING_SIZE_POINTS)
    .text(`〓 は、この書体で印字できない文字です: ${codes.join('、')}`, MARGIN_POINTS, MARGIN_POINTS);
}
