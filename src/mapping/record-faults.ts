/** What is wrong with a file of records, cell by cell: all of it is told at once, so that it is mended at once. */
import type { Issue } from '#fhir';

export interface Fault extends Pick<Issue, 'code' | 'type' | 'ja' | 'en'> {
  readonly line: number;
  readonly column: number;
  /** Of the column, in the words of the file; empty where it has none. */
  readonly heading: string;
}

const FAULTS_MAX = 100;

/** As errors in the order of the file. */
export function told(faults: readonly Fault[]): Issue[] {
  const issues = faults.slice(0, FAULTS_MAX).map((fault) => issueOf('error', fault));
  const more = faults.length - FAULTS_MAX;
  return more > 0 ? [...issues, andMore(more)] : issues;
}

export function issueOf(severity: Issue['severity'], { line, column, heading, code, type, ja, en }: Fault): Issue {
  const place = `${line} 行目の ${column} 列目${heading === '' ? '' : `（${heading}）`}`;
  return {
    severity,
    code,
    type,
    ja: `${place}: ${ja}`,
    en: heading === '' ? en : `\`${heading}\`: ${en}`,
    ...(heading === '' ? {} : { expression: heading }),
    line,
    column,
  };
}

const andMore = (count: number): Issue => ({
  severity: 'error',
  code: 'csv-faults-more',
  type: 'incomplete',
  ja: `ほかに ${count} か所の誤りがあります。`,
  en: `there are ${count} more faults`,
});
