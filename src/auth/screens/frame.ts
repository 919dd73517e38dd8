/** The frame of every page on which a person signs in and decides. No script, nothing from elsewhere, in two languages. */
import { createHash } from 'node:crypto';
import type { Bilingual, Language } from '#fhir';
import { html, type Markup } from '#html';

/** One page, ready to be sent. */
export interface Screen {
  readonly status: number;
  readonly html: string;
}

/** What every page is told. */
export interface Framing {
  readonly language: Language;
  /** Where the form is sent. */
  readonly action: string;
  /** What went wrong on the last try, said first and read out. */
  readonly fault?: Bilingual | undefined;
}

const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#f3f5f7;color:#14202b;font:1rem/1.7 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif}
main{max-width:34rem;margin:2rem auto;padding:1.5rem 2rem 2rem;background:#fff;border:1px solid #c9d1d9;border-radius:.5rem}
h1{margin:0 0 1rem;font-size:1.4rem;line-height:1.4;overflow-wrap:anywhere}
h2{margin:1rem 0 .25rem;font-size:1rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{font-weight:600}
dd{margin:0;overflow-wrap:anywhere}
ul{margin:.25rem 0 1rem;padding-left:1.5rem}
summary{cursor:pointer;color:#0b5cad}
details{margin:0 0 .5rem 1.6rem}
form+form{margin-top:1.5rem}
label,legend{font-weight:600}
input[type=text],input[type=password],input[type=search],select,textarea{display:block;width:100%;margin:.25rem 0 1rem;padding:.6rem;font:inherit;border:1px solid #5b6b7b;border-radius:.25rem}
fieldset{min-width:0;margin:0 0 1rem;padding:.75rem 1rem;border:1px solid #c9d1d9;border-radius:.25rem}
fieldset fieldset{margin:.5rem 0 .25rem}
.choice{display:flex;gap:.6rem;align-items:baseline;margin:.3rem 0;font-weight:400}
.choice input{flex:none}
.fault{margin:0 0 1rem;padding:.6rem 1rem;border-left:.3rem solid #b3261e;background:#fdecea}
.note{color:#44525f;font-size:.95rem}
button,a.button{display:inline-block;text-decoration:none;padding:.65rem 1.4rem;font:inherit;font-weight:600;border:2px solid #0b5cad;border-radius:.25rem;background:#0b5cad;color:#fff;cursor:pointer}
button.plain,a.plain{background:#fff;color:#0b5cad}
:focus-visible{outline:3px solid #e58a00;outline-offset:2px}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
nav{max-width:34rem;margin:1rem auto 0;text-align:right;padding:0 1rem}
code{word-break:break-all}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The headers of a page beside those of every answer. Its form ends here: no redirect of it leads elsewhere, which browsers would refuse. */
export const screenHeaders = (): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
});

/** The words of a page in its language. */
export const say = (language: Language, ja: string, en: string): string => (language === 'ja' ? ja : en);

/** What some pages have besides their form. */
interface Besides {
  /** A form of its own that comes first, such as a search, so that Enter in either form does what it says. */
  readonly first?: Markup;
  /** Whether the page is lost when it is left, also for the other language. */
  readonly shownOnce?: boolean;
}

/** A page with one form. A fault is said first, gets the focus so that it is read out, and makes the page a 400. */
export function screen(framing: Framing, title: Bilingual, parts: Markup, besides: Besides = {}): Screen {
  const { language, action, fault } = framing;
  const { first, shownOnce = false } = besides;
  return {
    status: fault === undefined ? 200 : 400,
    html: document(
      language,
      fault === undefined ? title[language] : `${say(language, 'エラー：', 'Error: ')}${title[language]}`,
      html`<h1>${title[language]}</h1>
${fault === undefined ? '' : html`<p class="fault" role="alert" tabindex="-1" autofocus>${fault[language]}</p>`}
${first === undefined ? '' : form(action, first)}
${form(action, parts)}`,
      shownOnce ? {} : { action },
    ),
  };
}

const form = (action: string, parts: Markup): Markup =>
  html`<form method="post" action="${action}" accept-charset="utf-8">
${parts}
</form>`;

/** A page that only says something. */
export const notice = (language: Language, status: number, title: Bilingual, said: Markup): Screen => ({
  status,
  html: document(
    language,
    title[language],
    html`<h1>${title[language]}</h1>
${said}`,
  ),
});

/** A page that leads on by itself, and by its link where a browser does not. */
export const onward = (language: Language, title: Bilingual, to: string): Screen => ({
  status: 200,
  html: document(language, title[language], html`<p role="status"><a href="${to}">${title[language]}</a></p>`, { to }),
});

/** Where the link of the other language leads, and where the page itself does. */
interface Leading {
  readonly action?: string;
  readonly to?: string;
}

function document(language: Language, title: string, body: Markup, { action, to }: Leading = {}): string {
  const other = language === 'ja' ? 'en' : 'ja';
  const name = other === 'ja' ? '日本語' : 'English';
  const link =
    action === undefined
      ? ''
      : html`<nav><a href="${action.split('?')[0]}?lang=${other}" hreflang="${other}" lang="${other}">${name}</a></nav>`;
  const page = html`<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${to === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${to}">`}
<title>${title} — 架け橋</title></head>
<body>
${link}
<main>
${body}
</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.text.replace('</title>', `</title><style>${STYLE}</style>`)}`;
}

/** The buttons at the foot of a form: the step forward, where there is one, and the way out. */
export const buttons = (language: Language, forward?: Bilingual): Markup => html`<div class="buttons">
${forward === undefined ? '' : html`<button type="submit">${forward[language]}</button>`}
<button type="submit" class="plain" name="cancel" value="true" formnovalidate>${say(language, 'やめる', 'Cancel')}</button>
</div>`;

/** One choice of several, or a box to tick. */
export const choice = (
  {
    type,
    name,
    value,
    checked = false,
  }: { type: 'radio' | 'checkbox'; name: string; value: string; checked?: boolean },
  label: unknown,
): Markup =>
  html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${checked ? html` checked` : ''}><span>${label}</span></label>`;
