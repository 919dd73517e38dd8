/** What of a file of records no rule carries: told once for each column. */
import type { Issue } from '#fhir';
import type { Mapping } from '#mapping';
import { isFilled, type RecordColumn, type RecordsFile } from './read-records.ts';

export function reportColumns(mapping: Mapping, { columns, rows, titles }: RecordsFile): Issue[] {
  const told = columns.flatMap((column) => {
    const filled = rows.filter(({ cells }) => isFilled(cells[column.number - 1] ?? NOTHING));
    const [first] = filled;
    return first === undefined ? [] : reportOf(mapping, column, { count: filled.length, line: first.line });
  });
  return titles[0] === undefined ? told : [titleLeft(titles.length, titles[0].line), ...told];
}

const NOTHING = { text: '', line: 0, column: 0 };

interface Found {
  readonly count: number;
  readonly line: number;
}

function reportOf({ losses }: Mapping, { heading, number, rules }: RecordColumn, { count, line }: Found): Issue[] {
  if (rules.length > 0) return rules.flatMap((rule) => lossOf(rule, { count, line }, number));
  const declared = losses[heading];
  const place = { expression: heading === '' ? `#${number}` : heading, line, column: number };
  if (declared !== undefined) return [declaredLoss(heading, declared, { count, ...place })];
  return [
    {
      severity: 'warning',
      code: 'csv-column-unmapped',
      type: 'incomplete',
      ja: `列「${heading}」（${number} 列目、値 ${count} 個）を写す規則がありません。写しませんでした。`,
      en: `no rule reads the column \`${heading}\` (column ${number}, ${count} values); it is not carried`,
      ...place,
    },
  ];
}

function lossOf({ label, loss }: RecordColumn['rules'][number], { count, line }: Found, column: number): Issue[] {
  return loss === undefined ? [] : [declaredLoss(label, loss, { count, expression: label, line, column })];
}

const declaredLoss = (
  heading: string,
  loss: string,
  { count, ...place }: { count: number; expression: string; line: number; column: number },
): Issue => ({
  severity: 'information',
  code: 'mapping-declared-loss',
  type: 'incomplete',
  ja: `列「${heading}」（値 ${count} 個）: ${loss}`,
  en: `what the table declares of the column \`${heading}\` (${count} values) does not arrive`,
  ...place,
});

const titleLeft = (count: number, line: number): Issue => ({
  severity: 'information',
  code: 'csv-title-left',
  type: 'informational',
  ja: `見出しより前の行にある ${count} 個の欄は題とみなし、写しませんでした。`,
  en: `${count} cells before the headings are taken for a title and not carried`,
  line,
  column: 1,
});
