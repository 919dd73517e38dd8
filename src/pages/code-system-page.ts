/** The page of a code system: its codes with their names in every language. */
import type { CodeSystem, CodeSystemConcept } from '@medplum/fhirtypes';
import { html, type Markup } from '#html';
import { aboutOf } from './about.ts';
import type { Desk } from './desk.ts';
import { section, table } from './tables.ts';

/** Longer lists are for a terminology service, not for reading. */
export const ROWS_MAX = 1_000;

export function codeSystemPage(desk: Desk, system: CodeSystem): Markup {
  const { say, link } = desk;
  const { content, valueSet, concept = [] } = system;
  return html`${aboutOf(desk, system, [
    [say('content'), content],
    [say('wholeSet'), valueSet === undefined ? undefined : link(valueSet)],
  ])}
${section('concepts', say('concepts'), conceptTable(desk, concept))}`;
}

interface Level {
  readonly concept: CodeSystemConcept;
  readonly depth: number;
}

function conceptTable(desk: Desk, concepts: readonly CodeSystemConcept[]): Markup {
  const { say, text } = desk;
  const all = flat(concepts, 0);
  const rows = all.slice(0, ROWS_MAX).map(({ concept, depth }) => ({
    head: html`<code>${concept.code}</code>`,
    depth,
    cells: [
      text(concept.display),
      (concept.designation ?? []).map(({ language, value }) => html`<p${langOf(language)}>${language}: ${value}</p>`),
      text(concept.definition),
    ],
  }));
  const heads = [say('code'), say('display'), say('designation'), say('definition')];
  return html`${table(say('concepts'), heads, rows)}${moreThan(desk, all.length)}`;
}

/** What is no language tag must not become an attribute. */
const langOf = (language: string | undefined): Markup | undefined =>
  LANGUAGE_TAG.test(language ?? '') ? html` lang="${language}"` : undefined;

const LANGUAGE_TAG = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;

const flat = (concepts: readonly CodeSystemConcept[], depth: number): Level[] =>
  concepts.flatMap((concept) => [{ concept, depth }, ...flat(concept.concept ?? [], depth + 1)]);

/** Says how many rows are not shown. */
export const moreThan = ({ say }: Desk, count: number): Markup | undefined =>
  count > ROWS_MAX ? html`<p>${say('more')}: ${count - ROWS_MAX}</p>\n` : undefined;
