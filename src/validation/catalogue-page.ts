/** The page of issue codes, in Japanese and English, made from their tables themselves. */
import type { Bilingual, IssueKind, IssueKinds, IssueParts } from '#fhir';
import { ISSUES, type IssueCode, partsOf } from './constraints/index.ts';

const SEVERITIES: Readonly<Record<IssueKind['severity'], Bilingual>> = {
  fatal: { ja: '致命的', en: 'fatal' },
  error: { ja: '誤り', en: 'error' },
  warning: { ja: '警告', en: 'warning' },
  information: { ja: '情報', en: 'information' },
};

const PARTS = [
  ['what', { ja: '何が', en: 'what' }],
  ['expected', { ja: '求められるもの', en: 'expected' }],
  ['found', { ja: 'あったもの', en: 'found' }],
  ['mend', { ja: '直し方', en: 'how to mend' }],
] as const;

const WHERE: Bilingual = {
  ja: 'issue.expression（FHIRPath）と、送られた文字列の行・列が示す場所',
  en: 'the place named by issue.expression (FHIRPath), and by line and column in the text that was sent',
};

const STYLE = `body{font-family:sans-serif;line-height:1.6;max-width:60rem;margin:auto;padding:1rem}
section{border-top:1px solid #999;padding:.5rem 0}h2{font-size:1rem;margin:.5rem 0}code{background:#eee;padding:0 .2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:0}dt{font-weight:bold}dd{margin:0}
section:target{background:#ffc}`;

/**
 * One HTML page without scripts, of the codes that are given, else of those that validating raises. The anchor of an issue
 * is its code. Places to be filled stand as `{name}`.
 */
export function cataloguePage(kinds: IssueKinds = ISSUES): string {
  const codes = Object.keys(kinds).sort();
  return `<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>架け橋: 指摘と拒否の一覧 / Kakehashi: findings and refusals</title>
<style>${STYLE}</style></head>
<body>
<h1>指摘と拒否の一覧 <span lang="en">/ findings and refusals</span></h1>
<p>${codes.length} 種類。コードは変わりません。{ } は実際の値で埋まります。</p>
<p lang="en">${codes.length} kinds. The codes are stable. What stands in { } is filled with the actual words.</p>
<ul>${codes.map((code) => `<li><a href="#${code}">${code}</a></li>`).join('')}</ul>
${Object.entries(kinds)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, kind]) => section(code, kind))
  .join('\n')}
</body>
</html>
`;
}

function section(code: string, kind: IssueKind): string {
  const { severity, type, spec } = kind;
  const parts = isFinding(code) ? partsOf(code) : partsOfRefusal(kind);
  const rows = (language: 'ja' | 'en'): string =>
    [
      ...PARTS.map(([name, label]) => [label[language], parts[name][language]] as const),
      [language === 'ja' ? 'どこ' : 'where', WHERE[language]] as const,
    ]
      .map(([label, text]) => `<dt>${label}</dt><dd>${escaped(text)}</dd>`)
      .join('');
  const weight = SEVERITIES[severity];
  const link = spec === undefined ? '' : `<p><a href="${spec}">${spec}</a></p>`;
  return `<section id="${code}"><h2><code>${code}</code> ${weight.ja} / ${weight.en} (${type})</h2>
<dl>${rows('ja')}</dl><dl lang="en">${rows('en')}</dl>${link}</section>`;
}

const isFinding = (code: string): code is IssueCode => Object.hasOwn(ISSUES, code);

/** A refusal names what was expected and found in its sentence, where there is anything to name. */
const partsOfRefusal = ({ ja, en, mendJa, mendEn }: IssueKind): IssueParts => ({
  what: { ja, en },
  expected: IN_ITS_TEXT,
  found: IN_ITS_TEXT,
  mend: { ja: mendJa, en: mendEn },
});

const IN_ITS_TEXT: Bilingual = {
  ja: '名前を挙げられるものは、返された文（details.text）の中',
  en: 'in the sentence that is returned (diagnostics), where there is anything to name',
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
