/** How `kakehashi validate` tells what it found: for people, as lines of JSON, or as OperationOutcomes. */
import { type Bilingual, type Issue, type Language, toOperationOutcome } from '#fhir';

export const FORMATS = ['text', 'ndjson', 'outcome'] as const;
export const LANGUAGES = ['ja', 'en', 'both'] as const;
type Format = (typeof FORMATS)[number];
type Languages = (typeof LANGUAGES)[number];

interface Report {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: readonly Issue[];
}

/** The report of one file; `ndjson` and `outcome` are one line. */
export function writeReport(report: Report, format: Format, languages: Languages): string {
  const { file, valid, issues } = report;
  if (format === 'text') return textOf(report, languages);
  if (format === 'ndjson') return `${JSON.stringify({ file, valid, issues: issues.map(publicIssue) })}\n`;
  return `${JSON.stringify(toOperationOutcome(issues.length > 0 ? issues : [GOOD], preferred(languages)))}\n`;
}

/** How many files there were, and how many are not valid. */
export function summaryOf({ files, bad }: { files: number; bad: number }, languages: Languages): string {
  const summary = {
    ja: `${files} ファイル：有効 ${files - bad}、無効 ${bad}`,
    en: `${files} files: ${files - bad} valid, ${bad} not valid`,
  };
  return `${said(summary, languages).join(' / ')}\n`;
}

const GOOD: Issue = {
  severity: 'information',
  code: 'valid',
  type: 'informational',
  ja: '誤りは見つかりませんでした。',
  en: 'no fault was found',
};

const preferred = (languages: Languages): Language => (languages === 'en' ? 'en' : 'ja');

const said = (text: Bilingual, languages: Languages): string[] =>
  languages === 'both' ? [text.ja, text.en] : [text[languages]];

function textOf({ file, valid, issues }: Report, languages: Languages): string {
  const verdict = valid ? { ja: '有効', en: 'valid' } : { ja: '無効', en: 'not valid' };
  const head = `${valid ? '✓' : '✗'} ${file}: ${said(verdict, languages).join(' / ')}\n`;
  return `${head}${issues.map((issue) => lineOf(issue, languages)).join('')}`;
}

/** One issue as lines for people. */
export function lineOf(issue: Issue, languages: Languages): string {
  const { severity, code, expression, line, column } = issue;
  const place = [expression, line === undefined ? undefined : `${line}:${column ?? 1}`].filter(Boolean).join(' @ ');
  return `  ${severity} [${code}] ${place}\n${said(issue, languages)
    .map((text) => `    ${text}\n`)
    .join('')}`;
}

function publicIssue({ severity, code, expression, line, column, ja, en, parts, spec }: Issue) {
  const { expected = null, found = null, mend = null } = parts ?? {};
  return {
    severity,
    code,
    expression: expression ?? null,
    line: line ?? null,
    column: column ?? null,
    ja,
    en,
    expected,
    found,
    mend,
    spec: spec ?? null,
  };
}
