/** The form as one HTML page, for the screen and for A4 landscape print, with nothing loaded from elsewhere. */
import type { Form, Mapping } from './mapping.ts';
import { type Box, layOut } from './sheet.ts';

const STYLE = `
@page { size: A4 landscape; margin: 10mm; }
body { font-family: "BIZ UDPGothic", "Noto Sans JP", sans-serif; font-size: 9pt; margin: 1rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 60rem; }
th, td { border: 1px solid #333; padding: 2px 4px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
th { background: #f0f0f0; font-weight: normal; text-align: center; vertical-align: middle; }
tr { break-inside: avoid; }
td.blank { border: 0; padding: 0; height: 0.4rem; }
caption { font-size: 14pt; font-weight: bold; padding: 0.5rem; }
@media print { body { margin: 0; } table { min-width: 0; } }
`;

export function writeHtml(mapping: Mapping, form: Form): Uint8Array {
  const sheet = layOut(mapping, form);
  const title = sheet.boxes.find(({ kind }) => kind === 'title')?.text ?? form.title;
  const boxes = sheet.boxes.filter(({ kind }) => kind !== 'title');
  const first = Math.min(...boxes.map(({ top }) => top));
  const rows = Array.from({ length: sheet.bottom - first + 1 }, (_, at) => rowOf(boxes, first + at, sheet.columns));
  const columns = `<colgroup>${'<col>'.repeat(sheet.columns)}</colgroup>`;
  const page = `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><table><caption>${escaped(title)}</caption>${columns}
${rows.join('\n')}
</table></body></html>
`;
  return new TextEncoder().encode(page);
}

function rowOf(boxes: readonly Box[], row: number, columns: number): string {
  const cells: string[] = [];
  let column = 1;
  const blank = (until: number): void => {
    if (until > column) cells.push(`<td class="blank" colspan="${until - column}"></td>`);
  };
  // A box that began in a row above still fills its columns here.
  const crossing = boxes.filter(({ top, bottom }) => top <= row && row <= bottom).sort((a, b) => a.left - b.left);
  for (const { kind, top, left, bottom, right, text } of crossing) {
    blank(left);
    const tag = kind === 'label' ? 'th' : 'td';
    const span = `colspan="${right - left + 1}" rowspan="${bottom - top + 1}"`;
    if (top === row) cells.push(`<${tag} ${span}>${escaped(text)}</${tag}>`);
    column = right + 1;
  }
  blank(columns + 1);
  return `<tr>${cells.join('')}</tr>`;
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
