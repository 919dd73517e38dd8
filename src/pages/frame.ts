/** The frame of every page: head, the switch between the languages, and nothing that is loaded from elsewhere. */
import { type Language, otherLanguage } from '#fhir';
import { html, type Markup } from '#html';
import type { Desk } from './desk.ts';

export interface Page {
  /** The file name without `.html`. */
  readonly name: string;
  readonly title: string;
  readonly body: unknown;
}

/** A whole page of one language; its files lie in the folder of that language. */
export function frame(desk: Desk, { name, title, body }: Page): string {
  const { language, say, publication, text } = desk;
  const other = otherLanguage(language);
  return documentOf(
    { language, title: title === say('guide') ? title : `${title} – ${say('guide')}`, style: '../style.css' },
    html`<a class="skip" href="#content">${say('skip')}</a>
<header><nav aria-label="${say('guide')}"><a href="index.html">${text(publication.title)}</a> <a href="../${other}/${name}.html" hreflang="${other}" lang="${other}">${say('other')}</a></nav></header>
<main id="content">
<h1>${title}</h1>
${body}</main>
<footer><p>${publication.packages.join(', ')}</p></footer>
`,
  );
}

interface Head {
  readonly language: Language;
  readonly title: string;
  readonly style: string;
}

/** An HTML document around a body. */
export function documentOf({ language, title, style }: Head, body: Markup): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
${body}</body>
</html>
`.text;
}
