/** The page of a value set: what it is put together from, and its codes where they can be listed. */
import type { ValueSet, ValueSetComposeInclude, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { html, joined, type Markup } from '#html';
import { TERMINOLOGY_OPERATIONS } from '#terminology';
import { aboutOf } from './about.ts';
import { moreThan, ROWS_MAX } from './code-system-page.ts';
import type { Desk } from './desk.ts';
import { section, table } from './tables.ts';

export function valueSetPage(desk: Desk, set: ValueSet): Markup {
  const { say } = desk;
  return html`${aboutOf(desk, set)}
${section('compose', say('compose'), composition(desk, set))}
${section('expansion', say('expansion'), expansion(desk, set))}`;
}

function composition(desk: Desk, { compose }: ValueSet): Markup | undefined {
  if (compose === undefined) return undefined;
  const { say } = desk;
  const parts = [
    ...(compose.include ?? []).map((part) => ({ word: say('include'), part })),
    ...(compose.exclude ?? []).map((part) => ({ word: say('exclude'), part })),
  ];
  const rows = parts.map(({ word, part }) => ({
    head: word,
    cells: [part.system === undefined ? undefined : desk.link(part.system), partOf(desk, part)],
  }));
  return table(say('compose'), [say('kind'), say('system'), say('content')], rows);
}

function partOf(
  { say, link, text }: Desk,
  { system, concept, filter = [], valueSet = [] }: ValueSetComposeInclude,
): Markup {
  const sets = joined(
    valueSet.map((one) => link(one)),
    html`, `,
  );
  const filters = filter.map(({ property, op, value }) => html`<p><code>${property} ${op} ${value}</code></p>`);
  const codes = (concept ?? [])
    .slice(0, ROWS_MAX)
    .map(({ code, display }) => html`<li><code>${code}</code> ${text(display)}</li>`);
  const all = system !== undefined && concept === undefined && filter.length === 0;
  const inSets =
    sets.length === 0
      ? undefined
      : html`<p>${system === undefined ? undefined : html`${say('intersect')}: `}${sets}</p>`;
  return html`${all ? html`<p>${say('allCodes')}</p>` : undefined}${filters}${codes.length === 0 ? undefined : html`<ul>${codes}</ul>`}${inSets}`;
}

/** The time of an expansion is not shown, so it may be any. */
const STAMP = { now: new Date(0), newId: () => '00000000-0000-4000-8000-000000000000' };

function expansion(desk: Desk, { url, version }: ValueSet): Markup | undefined {
  if (url === undefined) return undefined;
  const { language, terminology, say } = desk;
  const parameter = [
    { name: 'url', valueUri: version === undefined ? url : `${url}|${version}` },
    { name: 'count', valueInteger: ROWS_MAX },
    { name: 'displayLanguage', valueCode: language },
  ];
  const answer = TERMINOLOGY_OPERATIONS['ValueSet/$expand'].run(
    { resourceType: 'Parameters', parameter },
    { terminology, stamp: STAMP },
  );
  if (isRefusal(answer)) {
    return html`<p>${say('notExpanded')}: ${answer.issues.map((issue) => issue[language]).join(' ')}</p>
`;
  }
  const { contains = [], total = contains.length } = (answer as ValueSet).expansion ?? {};
  return html`${codeTable(desk, contains)}${moreThan(desk, total)}`;
}

function codeTable({ say, text, link }: Desk, contains: readonly ValueSetExpansionContains[]): Markup {
  const rows = contains.map(({ code, display, system }) => ({
    head: html`<code>${code}</code>`,
    cells: [text(display), system === undefined ? undefined : link(system)],
  }));
  return table(say('expansion'), [say('code'), say('display'), say('system')], rows);
}
