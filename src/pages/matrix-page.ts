/** The default matrix of consent in plain words: where the line is drawn for whom, and why. */
import { type ConsentMatrix, cellOf, symbolsOf } from '#consent';
import { html, type Markup } from '#html';
import type { Desk } from './desk.ts';
import { section, table } from './tables.ts';

/** The file name without `.html`. */
export const MATRIX_PAGE = 'consent-matrix';

export function matrixPage(desk: Desk, matrix: ConsentMatrix): Markup {
  const { say, language } = desk;
  const { kinds, categories } = matrix;
  const heads = [say('category'), ...kinds.map((kind) => kind[language])];
  const rows = categories.map((category) => ({
    head: category[language],
    cells: kinds.map(({ code }) => symbolAt(desk, matrix, code, category.code)),
  }));
  return html`<p>${say('matrixWords')}</p>
<p>${say('matrixMarks')}</p>
${table(say('matrix'), heads, rows)}${kinds.map((kind) =>
  section(kind.code, kind[language], reasons(desk, matrix, kind.code)),
)}`;
}

function symbolAt({ language }: Desk, matrix: ConsentMatrix, kind: string, category: string): string {
  const cell = cellOf(matrix, kind, category);
  return cell === undefined ? '' : symbolsOf(cell, language);
}

function reasons({ say, sayCode, text, language }: Desk, { cells, categories }: ConsentMatrix, kind: string): Markup {
  const rows = categories.flatMap(({ code, ...names }) => {
    const cell = cells.find((one) => one.kind === kind && one.category === code);
    if (cell === undefined) return [];
    const note = cell.legalNote === undefined ? undefined : html` (${text(cell.legalNote)})`;
    return [
      {
        head: names[language],
        cells: [symbolsOf(cell, language), cell.why[language], html`${sayCode(cell.legalReview)}${note}`],
      },
    ];
  });
  return table(say('why'), [say('category'), say('matrixMark'), say('why'), say('legalReview')], rows);
}
