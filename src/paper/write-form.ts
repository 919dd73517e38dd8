/** A form as bytes: data, workbook, page, print, or lines of CSV. */
import type { Refusal } from '#fhir';
import type { Form, Mapping } from '#mapping';
import { writeCp932, writeCsv } from './write-csv.ts';
import { writeHtml } from './write-html.ts';
import { writePdf } from './write-pdf.ts';
import { writeXlsx } from './write-xlsx.ts';

export const WRITE_FORMATS = ['json', 'xlsx', 'pdf', 'html', 'csv', 'csv-cp932'] as const;
export type WriteFormat = (typeof WRITE_FORMATS)[number];

/** `csv-cp932` refuses (422) characters that CP932 lacks, each with its name and field. */
export async function writeForm<F extends WriteFormat>(
  mapping: Mapping,
  form: Form,
  format: F,
): Promise<F extends 'csv-cp932' ? Uint8Array | Refusal : Uint8Array>;
export async function writeForm(mapping: Mapping, form: Form, format: WriteFormat): Promise<Uint8Array | Refusal> {
  if (format === 'xlsx') return writeXlsx(mapping, form);
  if (format === 'pdf') return writePdf(mapping, form);
  if (format === 'html') return writeHtml(mapping, form);
  if (format === 'csv') return writeCsv(mapping, form);
  if (format === 'csv-cp932') return writeCp932(mapping, form);
  return toJson(form);
}

export const toJson = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
