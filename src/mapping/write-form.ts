/** A form as bytes: data, workbook, page or print. */
import type { Form, Mapping } from './mapping.ts';
import { writeHtml } from './write-html.ts';
import { writePdf } from './write-pdf.ts';
import { writeXlsx } from './write-xlsx.ts';

export type WriteFormat = 'json' | 'xlsx' | 'pdf' | 'html';

export async function writeForm(mapping: Mapping, form: Form, format: WriteFormat): Promise<Uint8Array> {
  if (format === 'xlsx') return writeXlsx(mapping, form);
  if (format === 'pdf') return writePdf(mapping, form);
  if (format === 'html') return writeHtml(mapping, form);
  return toJson(form);
}

export const toJson = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
