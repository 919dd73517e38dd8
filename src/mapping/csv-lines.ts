/** The lines of a CSV text as RFC 4180 has them: cells in quotes may hold separators, line ends and doubled quotes. */

export interface CsvLine {
  /** The line of the text on which it begins, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** Why a text is no CSV: the line, and the cell of it, from 1. */
export interface CsvFault {
  readonly line: number;
  readonly column: number;
  readonly ja: string;
  readonly en: string;
}

export interface CsvSigns {
  readonly delimiter: string;
  readonly quote: string;
}

export const isCsvFault = (found: readonly CsvLine[] | CsvFault): found is CsvFault => 'ja' in found;

export function csvLines(text: string, { delimiter, quote }: CsvSigns): CsvLine[] | CsvFault {
  const lines: CsvLine[] = [];
  const endsCell = (at: number): boolean => text[at] === delimiter || endsLine(text, at);
  let cells: string[] = [];
  let number = 1;
  let start = 1;
  let at = 0;
  while (at < text.length) {
    const place = { line: start, column: cells.length + 1 };
    let cell = '';
    if (text[at] === quote) {
      const end = endOfQuoted(text, at, quote);
      if (end < 0) return { ...place, ja: '引用符が閉じていません', en: 'has a quote that is not closed' };
      cell = text.slice(at + 1, end).replaceAll(quote + quote, quote);
      at = end + 1;
      if (!endsCell(at)) return { ...place, ja: '引用符の後に文字があります', en: 'has signs after a quote' };
    } else {
      const from = at;
      while (!endsCell(at)) at += 1;
      cell = text.slice(from, at);
    }
    number += breaksIn(cell);
    cells.push(cell);
    if (text[at] === delimiter) {
      at += 1;
      if (!endsLine(text, at)) continue;
      cells.push('');
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    lines.push({ number: start, cells });
    cells = [];
    number += 1;
    start = number;
  }
  return lines;
}

const endsLine = (text: string, at: number): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r';

const breaksIn = (cell: string): number => cell.match(/\r\n|\n|\r/g)?.length ?? 0;

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from + 1); at >= 0; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at;
  return -1;
}
