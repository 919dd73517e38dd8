/** The narrative of a CDA section as XHTML: the same words in the same order, without anything that could act. */
import { type CdaElement, textWithin } from './read-cda.ts';

const SAME: readonly string[] = ['br', 'sub', 'sup', 'table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'caption'];
const OTHER: Readonly<Record<string, string>> = {
  paragraph: 'p',
  content: 'span',
  item: 'li',
  linkHtml: 'span',
  footnote: 'span',
};
const CELLS: readonly string[] = ['colspan', 'rowspan'];
/** What may hold a caption in XHTML; elsewhere it is a paragraph. */
const CAPTIONED = 'table';

export function narrativeOf(text: CdaElement | undefined): string {
  const inner = text === undefined ? '' : within(text);
  const words = text === undefined ? '' : textWithin(text);
  return `<div xmlns="http://www.w3.org/1999/xhtml">${words === '' ? '<p>（本文なし）</p>' : inner}</div>`;
}

/** Words that no narrative of the document has, as one. */
export const listOf = (words: readonly string[]): string =>
  `<div xmlns="http://www.w3.org/1999/xhtml"><ul>${words.map((one) => `<li>${escaped(one)}</li>`).join('')}</ul></div>`;

const within = (element: CdaElement): string =>
  element.content.map((part) => (typeof part === 'string' ? escaped(part) : marked(part, element))).join('');

function marked(element: CdaElement, parent: CdaElement): string {
  const { name, attributes } = element;
  if (name === 'br') return '<br/>';
  if (name === 'list') {
    const tag = attributes.get('listType') === 'ordered' ? 'ol' : 'ul';
    const items = element.children.filter((child) => child.name === 'item');
    const caption = element.children.find((child) => child.name === 'caption');
    const inner = items.map((item) => `<li>${within(item)}</li>`).join('');
    return `${caption === undefined ? '' : `<p>${within(caption)}</p>`}<${tag}>${inner}</${tag}>`;
  }
  if (name === 'caption' && parent.name !== CAPTIONED) return `<p>${within(element)}</p>`;
  // Columns, pictures and what else has no words.
  const tag = SAME.includes(name) ? name : OTHER[name];
  if (tag === undefined) return within(element);
  const kept = CELLS.flatMap((cell) => {
    const value = attributes.get(cell);
    return value !== undefined && /^\d{1,3}$/.test(value) ? [` ${cell}="${value}"`] : [];
  });
  return `<${tag}${kept.join('')}>${within(element)}</${tag}>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
