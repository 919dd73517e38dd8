/** What every page is written with: its language, its words, and links to whatever has a page. */
import { type Language, withoutVersion } from '#fhir';
import { html, type Markup } from '#html';
import type { Terminology } from '#terminology';
import { halfOf, inLanguage } from './bilingual.ts';
import { coreHref } from './core-links.ts';
import type { PageNames } from './page-names.ts';
import type { Publication, Published } from './publication.ts';
import { isWord, type Word, wordIn } from './words.ts';

export interface Desk {
  readonly language: Language;
  readonly publication: Publication;
  readonly names: PageNames;
  readonly terminology: Terminology;
  readonly say: (word: Word) => string;
  /** Our word for a code, such as a binding's strength; the code itself where there is none. */
  readonly sayCode: (code: string | undefined) => string;
  /** The half of a text in the language of the page. */
  readonly text: (bilingual: string | undefined) => Markup | undefined;
  readonly titleOf: (resource: Published) => string;
  /** The name of what a canonical names, as a link where a page of it is known. */
  readonly link: (canonical: string, label?: string) => Markup;
  readonly pageLink: (resource: Published, label?: string) => Markup;
}

type Bench = Pick<Desk, 'publication' | 'names' | 'terminology'>;

export function deskFor(language: Language, bench: Bench): Desk {
  const { publication, names } = bench;
  const titleOf = (resource: Published): string =>
    halfOf(
      [resource.title, resource.name, resource.id, resource.url].find((one) => typeof one === 'string') ?? '',
      language,
    );
  const pageLink = (resource: Published, label?: string): Markup =>
    html`<a href="${names.of(resource)}.html">${label ?? inLanguage(titleOf(resource), language)}</a>`;
  const link = (canonical: string, label?: string): Markup => {
    const own = names.find(canonical);
    if (own !== undefined) return pageLink(own, label);
    const href = coreHref(canonical, publication.definitions);
    const shown = label ?? lastOf(canonical);
    return href === undefined ? html`<code>${label ?? canonical}</code>` : html`<a href="${href}">${shown}</a>`;
  };
  return {
    ...bench,
    language,
    titleOf,
    pageLink,
    link,
    say: (word) => wordIn(word, language),
    sayCode: (code) => (isWord(code) ? wordIn(code, language) : (code ?? '')),
    text: (bilingual) => inLanguage(bilingual, language),
  };
}

const lastOf = (canonical: string): string => withoutVersion(canonical).split('/').at(-1) ?? canonical;
