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

export const valueMissing = {
  code: 'csv-value-missing',
  type: 'required',
  ja: '値がありません。',
  en: 'the value is missing',
} as const;

export const otherMissing = (needs: string) => ({
  code: 'csv-value-alone',
  type: 'incomplete' as const,
  ja: `一緒に要る値（規則 ${needs}）がないため、写しませんでした。`,
  en: `it is not carried without the value of the rule \`${needs}\``,
});

export const stillAhead = {
  code: 'csv-ahead',
  type: 'informational',
  ja: 'まだ来ていない日時です。予定として残し、済んだことにはしません。',
  en: 'the time lies ahead; it is kept as planned, and nothing is taken for done',
} as const;

export const keyRepeated = (line: number) => ({
  code: 'csv-key-repeated',
  type: 'duplicate' as const,
  ja: `${line} 行目と同じ記録です。`,
  en: `it is the record of line ${line} once more`,
});

export const rowsDiffer = (line: number, type: string) => ({
  code: 'csv-rows-differ',
  type: 'conflict' as const,
  ja: `${line} 行目と同じ ${type} について、違うことが書かれています。`,
  en: `it says something else of the ${type} of line ${line}`,
});

export const senderMissing: Issue = {
  severity: 'warning',
  code: 'institution-missing',
  type: 'required',
  ja: '送った機関の番号が指定されていないため、番号に system を付けられず、再取り込みで同じ記録に出会えません。',
  en: 'without the number of the sender its numbers have no system, and a second import cannot meet the same records',
};
