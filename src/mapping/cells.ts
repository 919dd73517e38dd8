/** Addresses of cells: `A4:H4` as rows and columns that count from 1. */

export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export function areaOf(range: string): Area {
  const [from = '', to = from] = range.split(':');
  const [top, left] = cellOf(from);
  const [bottom, right] = cellOf(to);
  return { top, left, bottom, right };
}

/** Row and column as `I4`. */
export function addressOf(row: number, column: number): string {
  let letters = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return `${letters}${row}`;
}

/** `B:J` → the first and last column. */
export function columnsOf(range: string): [number, number] {
  const [from = 'A', to = from] = range.split(':');
  return [columnOf(from), columnOf(to)];
}

function cellOf(address: string): [number, number] {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
  return [Number(digits), columnOf(letters)];
}

const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
