/** The page of a concept map: which code becomes which. */
import type { ConceptMap, ConceptMapGroup, ConceptMapGroupElementTarget } from '@medplum/fhirtypes';
import { html, type Markup } from '#html';
import { aboutOf } from './about.ts';
import type { Desk } from './desk.ts';
import { facts, table } from './tables.ts';

export function conceptMapPage(desk: Desk, map: ConceptMap): Markup {
  const { say, link } = desk;
  const [from, to] = [map.sourceCanonical ?? map.sourceUri, map.targetCanonical ?? map.targetUri];
  return html`${aboutOf(desk, map, [
    [say('source'), from === undefined ? undefined : link(from)],
    [say('target'), to === undefined ? undefined : link(to)],
  ])}
${(map.group ?? []).map((group) => groupOf(desk, group))}`;
}

function groupOf(desk: Desk, { source, target, element = [], unmapped }: ConceptMapGroup): Markup {
  const { say, link, text } = desk;
  const rows = element.flatMap(({ code, display, target: targets = NOWHERE }) =>
    targets.map((one) => ({
      head: html`<code>${code}</code> ${text(display)}`,
      cells: [
        one.equivalence,
        one.code === undefined ? undefined : html`<code>${one.code}</code> ${text(one.display)}`,
        text(one.comment),
      ],
    })),
  );
  return html`<section>
<h2>${source === undefined ? '' : link(source)} → ${target === undefined ? '' : link(target)}</h2>
${table(say('concepts'), [say('source'), say('equivalence'), say('target'), say('comment')], rows)}${
  unmapped === undefined
    ? undefined
    : facts([[say('unmapped'), html`${unmapped.mode} <code>${unmapped.code}</code> ${text(unmapped.display)}`]])
}</section>
`;
}

/** A code that is mapped to nothing still has its row. */
const NOWHERE: readonly Partial<ConceptMapGroupElementTarget>[] = [{}];
