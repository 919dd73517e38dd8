/** A sheet in the shape that was asked for. */
import type { Sheet } from './sheet.ts';
import { sheetCsv } from './sheet-csv.ts';
import { sheetPage } from './sheet-page.ts';
import { sheetPdf } from './sheet-pdf.ts';

export interface Shaped {
  readonly body: string | Uint8Array;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `name` is that of the file in which it is kept. */
export async function shapeSheet(sheet: Sheet, shape: 'html' | 'pdf' | 'csv', name: string): Promise<Shaped> {
  if (shape === 'html') return sheetPage(sheet);
  const headers = {
    'Content-Disposition': `attachment; filename="${name}.${shape}"`,
    'Content-Language': sheet.language,
  };
  return shape === 'pdf'
    ? { body: await sheetPdf(sheet), contentType: 'application/pdf', headers }
    : { body: sheetCsv(sheet), contentType: 'text/csv; charset=utf-8', headers };
}
