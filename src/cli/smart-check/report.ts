/** Writes results for people, for programs, and as a page. */
import type { Verdict } from './check.ts';
import type { Text } from './client/person.ts';
import { cutUrl, linesOf } from './redact.ts';
import type { Result } from './run.ts';

export const FORMATS = ['text', 'ndjson', 'html'] as const;
export const LANGUAGES = ['ja', 'en', 'both'] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS = { expected: ['期待', 'expected'], seen: ['実際', 'seen'] } as const;
const INDENT = ' '.repeat(12);

/** `N passed, N failed, N skipped`, with those before it that passed as far as they could be tried. */
export function summaryOf(results: readonly Result[]): string {
  const count = (name: Verdict['verdict']) => results.filter(({ verdict }) => verdict.verdict === name).length;
  const warned = count('warned');
  return `${warned > 0 ? `${warned} warned; ` : ''}${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** Whether nothing failed, and nothing could not be tried because of a failure. */
export const isGood = (results: readonly Result[]): boolean =>
  results.every(({ verdict }) => verdict.verdict !== 'failed' && !(verdict.verdict === 'skipped' && verdict.blocked));

export function textOf({ check, verdict }: Result, language: Language): string {
  const [first = '', ...more] = both({ ja: check.ja, en: check.en }, language);
  const lines = [...more, ...detailsOf(verdict, language)].map((line) => `${INDENT}${line}`);
  return `${[`${String(check.number).padStart(3)} ${verdict.verdict.padEnd(8)}${first} [${check.spec}]`, ...lines].join('\n')}\n`;
}

/** Why, for whatever did not simply pass. */
function detailsOf(verdict: Verdict, language: Language): string[] {
  switch (verdict.verdict) {
    case 'passed':
      return [];
    case 'warned':
      return verdict.untried.flatMap((text) =>
        both({ ja: `試していない: ${text.ja}`, en: `not tried: ${text.en}` }, language),
      );
    case 'skipped':
      return [`(${both(verdict.why, language).join(' / ')})`];
    case 'failed': {
      const label = (word: keyof typeof WORDS) =>
        language === 'both' ? WORDS[word].join(' / ') : WORDS[word][language === 'ja' ? 0 : 1];
      return [
        `${label('expected')}: ${cutUrl(verdict.expected)}`,
        `${label('seen')}: ${cutUrl(verdict.seen)}`,
        ...(verdict.answer ? linesOf(verdict.answer) : []),
      ];
    }
  }
}

const both = ({ ja, en }: Text, language: Language): string[] =>
  language === 'both' ? [ja, en] : [language === 'ja' ? ja : en];

export function ndjsonOf({ check: { number, ja, en, spec }, verdict }: Result): string {
  const more =
    verdict.verdict === 'failed'
      ? {
          expected: cutUrl(verdict.expected),
          seen: cutUrl(verdict.seen),
          ...(verdict.answer ? { exchange: linesOf(verdict.answer) } : {}),
        }
      : verdict.verdict === 'skipped'
        ? { why: verdict.why, blocked: verdict.blocked }
        : verdict.verdict === 'warned'
          ? { untried: verdict.untried }
          : {};
  return `${JSON.stringify({ number, ja, en, spec, verdict: verdict.verdict, ...more })}\n`;
}

export function htmlOf(base: string, results: readonly Result[], language: Language): string {
  const rows = results.map(({ check, verdict }) => {
    const text = both({ ja: check.ja, en: check.en }, language).map(quoted).join('<br>');
    const details = detailsOf(verdict, language).map(quoted).join('\n');
    return `<tr class="${verdict.verdict}"><td>${check.number}<td>${verdict.verdict}<td>${text}${details ? `<pre>${details}</pre>` : ''}<td>${quoted(check.spec)}</tr>`;
  });
  return `<!doctype html>
<html lang="${language === 'en' ? 'en' : 'ja'}"><meta charset="utf-8"><title>SMART App Launch 2.2: ${quoted(base)}</title>
<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}td{border-top:1px solid #ccc;padding:.4em;vertical-align:top}pre{white-space:pre-wrap;word-break:break-all;margin:.3em 0}.failed{background:#fdd}.passed{background:#dfd}.warned{background:#ffd}</style>
<h1>SMART App Launch 2.2</h1><p>${quoted(base)}</p><table>
${rows.join('\n')}
</table><p>${summaryOf(results)}</p></html>
`;
}

const quoted = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
