/** A sheet as a page: a table for each section, with headings that a screen reader can go by. */
import { html, type Markup } from '#html';
import { type Page, page } from './page.ts';
import type { Row, Section, Sheet } from './sheet.ts';

export function sheetPage({ title, language, notes, columns, sections, empty }: Sheet): Page {
  return page(title, language, [
    ...notes.map((note) => html`<p>${note}</p>\n`),
    ...(sections.length === 0 ? [html`<p>${empty}</p>\n`] : sections.map((section) => sectionOf(columns, section))),
  ]);
}

function sectionOf(columns: readonly string[], { heading, rows }: Section): Markup {
  return html`<section>${heading === '' ? '' : html`<h2>${heading}</h2>`}
<table><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(rowOf)}</tbody></table></section>
`;
}

const rowOf = ({ cells, mark, act }: Row): Markup => html`<tr>${cells.map((cell, index) => {
  if (index > 0) return html`<td>${cell}</td>`;
  return html`<th scope="row">${mark === undefined ? '' : html`<span class="mark">${mark}</span> `}${cell}${
    act === undefined ? '' : html`<br><a href="${act.url}">${act.text}</a>`
  }</th>`;
})}</tr>
`;
