/** Tables and lists of facts, as every page lays them out. */
import { html, type Markup } from '#html';

/** A cell that heads its row is marked so; screen readers read it with each cell of the row. */
export interface Row {
  readonly head: unknown;
  readonly cells: readonly unknown[];
  /** How far the head is moved in, for trees. */
  readonly depth?: number;
  readonly anchor?: string | undefined;
  readonly kind?: string | undefined;
}

const DEPTH_MAX = 9;

/** A table in a frame that scrolls by itself where it is too wide, so that the page never does. */
export function table(caption: string, heads: readonly string[], rows: readonly Row[]): Markup {
  return html`<div class="frame" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => rowOf(row, heads))}</tbody>
</table></div>
`;
}

function rowOf({ head, cells, depth = 0, anchor, kind }: Row, heads: readonly string[]): Markup {
  const id = anchor === undefined ? undefined : html` id="${anchor}"`;
  const className = kind === undefined ? undefined : html` class="${kind}"`;
  const told = cells.map((cell, at) => cellOf(cell, heads[at + 1]));
  return html`<tr${id}${className}><th scope="row" class="d${Math.min(depth, DEPTH_MAX)}">${head}</th>${told}</tr>
`;
}

/** On a telephone the cells stand below each other, each with the head of its column before it. */
function cellOf(cell: unknown, head: string | undefined): Markup {
  const { text } = html`${cell}`;
  return text === '' ? html`<td></td>` : html`<td data-head="${head}">${cell}</td>`;
}

/** Names and values; what has no value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: unknown])[]): Markup {
  const told = pairs.filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return html`<dl>
${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
`;
}

/** A section with its heading; nothing when there is nothing in it. */
export function section(id: string, heading: string, body: Markup | undefined): Markup | undefined {
  if (body === undefined) return undefined;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${body}</section>
`;
}

/** An anchor and the link to it must agree, whatever characters an element's id has. */
export const anchorOf = (prefix: string, id: string): string => `${prefix}-${id.replace(/\s+/g, '_')}`;

export const toAnchor = (anchor: string, label: unknown): Markup =>
  html`<a href="#${encodeURIComponent(anchor)}">${label}</a>`;
