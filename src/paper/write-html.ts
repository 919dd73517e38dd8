/** The form as one HTML page, for the screen and for print on A4, with nothing loaded from elsewhere. */
import { type Box, type Form, layOut, type Mapping, type Sheet } from '#mapping';

const STYLE = `
@page { size: A4 landscape; margin: 10mm; }
@page upright { size: A4 portrait; margin: 10mm; }
body { font-family: "BIZ UDPGothic", "Noto Sans JP", sans-serif; font-size: 9pt; margin: 1rem; }
section { break-after: page; margin-bottom: 2rem; }
section:last-child { break-after: auto; }
section.portrait { page: upright; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 60rem; }
th, td { border: 1px solid #333; padding: 2px 4px; height: 1.2rem; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
th { background: #f0f0f0; font-weight: normal; text-align: center; vertical-align: middle; }
tr { break-inside: avoid; }
tr.page { break-before: page; }
td.slot { font-size: 7pt; line-height: 1.1; padding: 0 2px; height: 0.75rem; }
th.hour { vertical-align: top; font-size: 7pt; padding: 0; height: auto; }
td.slot:empty { border-color: #bbb; }
td.note { border: 0; }
td.title { border: 0; font-size: 14pt; font-weight: bold; padding: 0.5rem; text-align: center; }
td.blank { border: 0; padding: 0; height: 0.4rem; }
@media print {
  body { margin: 0; font-size: 7pt; }
  table { min-width: 0; }
  th, td { height: 4.3mm; line-height: 1.2; padding: 0.4mm 0.7mm; print-color-adjust: exact; }
  th { font-size: 6.5pt; }
  td.title { font-size: 13pt; padding: 1mm; }
  td.slot { font-size: 5.5pt; line-height: 1; height: 2.4mm; }
  th.hour { font-size: 6pt; }
  td.blank { height: 2mm; }
  .week th.short, .week td.short { height: 2.4mm; padding: 0 0.7mm; }
}
`;

export function writeHtml(mapping: Mapping, form: Form): Uint8Array {
  const sheets = layOut(mapping, form);
  const page = `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>${escaped(form.title)}</title><style>${STYLE}</style></head>
<body>
${sheets.map(tableOf).join('\n')}
</body></html>
`;
  return new TextEncoder().encode(page);
}

function tableOf({ name, orientation, boxes, columns, bottom, breaks }: Sheet): string {
  const first = Math.min(...boxes.map(({ top }) => top));
  const byRow = new Map<number, Box[]>();
  for (const box of boxes)
    for (let row = box.top; row <= box.bottom; row += 1) byRow.set(row, [...(byRow.get(row) ?? []), box]);
  const rows = Array.from({ length: bottom - first + 1 }, (_, at) => {
    const row = first + at;
    const cells = cellsOf(byRow.get(row) ?? [], row, columns);
    return `<tr${breaks.includes(row) ? ' class="page"' : ''}>${cells}</tr>`;
  });
  const week = boxes.some(({ kind }) => kind === 'slot') ? ' week' : '';
  return `<section class="${orientation}${week}" aria-label="${escaped(name)}"><table><colgroup>${'<col>'.repeat(columns)}</colgroup>
${rows.join('\n')}
</table></section>`;
}

function cellsOf(crossing: Box[], row: number, columns: number): string {
  const cells: string[] = [];
  let column = 1;
  const blank = (until: number): void => {
    if (until > column) cells.push(`<td class="blank" colspan="${until - column}"></td>`);
  };
  // A box that began in a row above still fills its columns here.
  for (const { kind, top, left, bottom, right, text } of crossing.sort((a, b) => a.left - b.left)) {
    blank(left);
    const tag = kind === 'label' || kind === 'hour' ? 'th' : 'td';
    const isShort = crossing.some((box) => box.kind === 'slot');
    const look = kind === 'label' || kind === 'value' ? (isShort ? ' class="short"' : '') : ` class="${kind}"`;
    const span = `colspan="${right - left + 1}" rowspan="${bottom - top + 1}"`;
    if (top === row) cells.push(`<${tag}${look} ${span}>${escaped(text)}</${tag}>`);
    column = right + 1;
  }
  blank(columns + 1);
  return cells.join('');
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
