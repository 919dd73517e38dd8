/** The examples of a profile or a questionnaire: the good ones, and the bad ones with what must be found in them. */

import { html, type Markup } from '#html';
import type { Desk } from './desk.ts';
import type { Example } from './publication.ts';
import { facts, section, table } from './tables.ts';

/** A list with a link to each; undefined when there are none. */
export function examplesOf({ publication, say, text, language }: Desk, id: string): Markup | undefined {
  const own = publication.examples.filter((one) => one.of === id);
  if (own.length === 0) return undefined;
  const rows = own.map((one) => ({
    head: html`<a href="${exampleName(one)}.html">${one.name}</a>`,
    cells: [
      say(one.good ? 'good' : 'bad'),
      one.expected.length === 0
        ? undefined
        : html`<ul>${one.expected.map(({ code, reason }) => html`<li><code>${code}</code> ${text(reason?.[language])}</li>`)}</ul>`,
    ],
  }));
  return table(say('examples'), [say('name'), say('kind'), say('found')], rows);
}

/** The name of an example's page and file, without its ending. */
export const exampleName = ({ of, name }: Example): string => `example-${of}-${name}`.replace(/[^A-Za-z0-9.-]+/g, '-');

/** The page of one example. */
export function examplePage(desk: Desk, example: Example): Markup {
  const { say, names, pageLink, publication } = desk;
  const owner = names.byId('StructureDefinition', example.of) ?? names.byId('Questionnaire', example.of);
  const file = `${exampleName(example)}.json`;
  return html`${facts([
    [say('kind'), say(example.good ? 'good' : 'bad')],
    [say('exampleOf'), owner === undefined ? undefined : pageLink(owner)],
    [say('file'), html`<a href="../json/${file}">${file}</a>`],
  ])}
${section('found', say('found'), expectedIn(desk, example, publication.messages !== undefined))}
<pre><code>${example.json}</code></pre>
`;
}

function expectedIn(
  { say, sayCode, text, language }: Desk,
  { expected }: Example,
  linked: boolean,
): Markup | undefined {
  if (expected.length === 0) return undefined;
  const rows = expected.map(({ severity, code, expression, reason }) => ({
    head: linked
      ? html`<a href="../messages.html#${encodeURIComponent(code)}">${code}</a>`
      : html`<code>${code}</code>`,
    cells: [sayCode(severity), html`<code>${expression}</code>`, text(reason?.[language])],
  }));
  return table(say('found'), [say('code'), say('severity'), say('place'), say('reason')], rows);
}
