/** The form as CSV: a line for each field and each cell of a row, with its label; in UTF-8 with a mark, or in CP932. */
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { encodeCp932, type Form, type FormRow, type Mapping, nameCharacter } from '#mapping';

export const CSV_HEAD = ['項目', '表', '行', '見出し', '値'] as const;
/** Lines that say what the form is rather than what stands in it. */
export const CSV_META = {
  mapping: '_mapping',
  version: '_version',
  overlay: '_overlay',
  id: '_id',
  key: '_key',
} as const;
const LINE_END = '\r\n';

export const writeCsv = (mapping: Mapping, form: Form): Uint8Array =>
  new TextEncoder().encode(`\ufeff${textOf(linesOf(mapping, form))}`);

/** Refuses (422) characters that CP932 lacks, each with its name and field. */
export function writeCp932(mapping: Mapping, form: Form): Uint8Array | Refusal {
  const lines = linesOf(mapping, form);
  const { bytes, lacking } = encodeCp932(textOf(lines));
  if (lacking.length === 0) return bytes;
  return refuseAll(422, lines.flatMap(lackingIn));
}

function lackingIn([field = '', table = '', row = '', label = '', value = '']: readonly string[]): Issue[] {
  const { lacking } = encodeCp932([label, value].join(''));
  if (lacking.length === 0) return [];
  const names = lacking.map(nameCharacter).join('、');
  const expression = table === '' ? `fields.${field}` : `tables.${table}[${Number(row) - 1}].fields.${field}`;
  const ja = `${label}: CP932 にない文字があります: ${names}。UTF-8 の CSV を使うか、別の文字にしてください。`;
  const en = `${expression}: CP932 has not ${names}; use CSV in UTF-8, or another character`;
  return [{ severity: 'error', code: 'form-encoding', type: 'value', ja, en, expression }];
}

const textOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((line) => `${line.map(quoted).join(',')}${LINE_END}`).join('');

function linesOf({ rowTables }: Mapping, form: Form): string[][] {
  const { mapping, version, overlay, ids, fields, tables } = form;
  const lines: string[][] = [
    [...CSV_HEAD],
    [CSV_META.mapping, '', '', form.title, mapping],
    [CSV_META.version, '', '', '版', version],
    ...(overlay === undefined ? [] : [[CSV_META.overlay, '', '', '地域', overlay]]),
    ...Object.entries(ids).map(([name, id]) => [CSV_META.id, '', '', name, id]),
    ...Object.entries(fields).map(([field, { label, value }]) => [field, '', '', label, value]),
  ];
  for (const [table, rows] of Object.entries(tables))
    for (const [at, row] of rows.entries())
      lines.push(...rowLines(table, at + 1, row, rowTables[table]?.title ?? table));
  return lines;
}

function rowLines(table: string, number: number, { key, ids = {}, fields }: FormRow, title: string): string[][] {
  const place = [table, String(number)];
  // A row without key or fields is still a row.
  const isEmpty = key === undefined && Object.keys(fields).length === 0;
  return [
    ...(key === undefined && !isEmpty ? [] : [[CSV_META.key, ...place, title, key ?? '']]),
    ...Object.entries(ids).map(([name, id]) => [CSV_META.id, ...place, name, id]),
    ...Object.entries(fields).map(([field, { label, value }]) => [field, ...place, label, value]),
  ];
}

/** A text that a spreadsheet would take for a formula gets an apostrophe, which reading takes off again. */
function quoted(text: string): string {
  const safe = /^['=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
