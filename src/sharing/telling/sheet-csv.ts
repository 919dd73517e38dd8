/** A sheet as CSV (RFC 4180) that spreadsheets open as UTF-8, and of which they execute nothing. */
import { cellsOf, type Sheet } from './sheet.ts';

const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';
/** What makes a spreadsheet take a cell for a formula; the wide forms too, which Japanese ones take for the narrow. */
const FORMULA = /^[\s\u00A0\u3000]*[=+\-@＝＋－−＠]|^[\t\r\n]/;

export function sheetCsv({ columns, sections }: Sheet): Uint8Array {
  const lines = [columns, ...sections.flatMap(({ rows }) => rows.map(cellsOf))];
  const text = lines.map((cells) => cells.map(cellText).join(',') + LINE_END).join('');
  return new TextEncoder().encode(BYTE_ORDER_MARK + text);
}

function cellText(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
