/** Words in two languages: `日本語 / English`, as titles and texts of the profiles are written. */
import type { Language } from '#fhir';
import { html, type Markup } from '#html';

export const LANGUAGES: readonly Language[] = ['ja', 'en'];

const JAPANESE = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/;
const BETWEEN = ' / ';

/** The half of a text in a language; the whole text when it is not written in two. */
export function halfOf(text: string, language: Language): string {
  // The English half is the longest end that holds no Japanese: either half may have a slash of its own.
  for (let at = text.indexOf(BETWEEN); at >= 0; at = text.indexOf(BETWEEN, at + 1)) {
    const [ja, en] = [text.slice(0, at), text.slice(at + BETWEEN.length)];
    if (JAPANESE.test(ja) && !JAPANESE.test(en)) return language === 'ja' ? ja : en;
  }
  return text;
}

/** The half of a text in a language, with what stands in it in the other language marked as such. */
export function inLanguage(text: string | undefined, language: Language): Markup | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const half = halfOf(text, language);
  if (language === 'en') {
    return html`${half.split(RUN).map((part) => (JAPANESE.test(part) ? html`<span lang="ja">${part}</span>` : part))}`;
  }
  // Names and codes in Latin letters stand in Japanese texts too: only what is wholly English is marked.
  return JAPANESE.test(half) || !WORD.test(half) ? html`${half}` : html`<span lang="en">${half}</span>`;
}

/** Japanese letters with the signs between them. */
const RUN = /([\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+)/;
const WORD = /[A-Za-z]{2}/;
