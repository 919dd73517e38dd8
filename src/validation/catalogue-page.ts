/** The page of every issue that validating can raise, in Japanese and English, made from the catalogue itself. */
import type { Bilingual } from '#fhir';
import { ISSUES, type IssueCode, type IssueText, partsOf } from './constraints/index.ts';

const SEVERITIES: Readonly<Record<IssueText['severity'], Bilingual>> = {
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

/** One HTML page without scripts; the anchor of an issue is its code. Places to be filled stand as `{name}`. */
export function cataloguePage(): string {
  const codes = (Object.keys(ISSUES) as IssueCode[]).sort();
  return `<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>架け橋: 検証の指摘 / Kakehashi: findings of validation</title>
<style>${STYLE}</style></head>
<body>
<h1>検証の指摘 <span lang="en">/ findings of validation</span></h1>
<p>${codes.length} 種類。コードは変わりません。{ } は実際の値で埋まります。</p>
<p lang="en">${codes.length} kinds. The codes are stable. What stands in { } is filled with the actual words.</p>
<ul>${codes.map((code) => `<li><a href="#${code}">${code}</a></li>`).join('')}</ul>
${codes.map(section).join('\n')}
</body>
</html>
`;
}

function section(code: IssueCode): string {
  const { severity, type, spec }: IssueText = ISSUES[code];
  const parts = partsOf(code);
  const rows = (language: 'ja' | 'en'): string =>
    [
      ...PARTS.map(([name, label]) => [label[language], parts[name][language]] as const),
      [language === 'ja' ? 'どこ' : 'where', WHERE[language]] as const,
    ]
      .map(([label, text]) => `<dt>${label}</dt><dd>${escaped(text)}</dd>`)
      .join('');
  const weight = SEVERITIES[severity];
  return `<section id="${code}"><h2><code>${code}</code> ${weight.ja} / ${weight.en} (${type})</h2>
<dl>${rows('ja')}</dl><dl lang="en">${rows('en')}</dl><p><a href="${spec}">${spec}</a></p></section>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
