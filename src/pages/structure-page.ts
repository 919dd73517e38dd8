/** The page of a profile, an extension or a model: what it says, its elements, rules, fields of forms and examples. */
import type { StructureDefinition } from '@medplum/fhirtypes';
import { html, joined, type Markup } from '#html';
import { aboutOf } from './about.ts';
import type { Desk } from './desk.ts';
import { elementTable } from './element-table.ts';
import { type Elements, elementsOf, type Shown } from './elements.ts';
import { examplesOf } from './example-list.ts';
import { formFields } from './form-fields.ts';
import { anchorOf, section, table, toAnchor } from './tables.ts';

export function structurePage(desk: Desk, structure: StructureDefinition): Markup {
  const { say } = desk;
  const elements = elementsOf(structure, desk.publication.definitions);
  const listed = new Set(elements.differential.flatMap(({ element }) => keysOf(element)));
  return html`${aboutOf(desk, structure, factsOf(desk, structure))}
${section('differential', say('differential'), tree(desk, elements.differential, 'd', listed))}
${section('snapshot', say('snapshot'), wholeTree(desk, elements, listed))}
${section('bindings', say('bindings'), bindings(desk, elements))}
${section('rules', say('rules'), rules(desk, elements))}
${section('extensions', say('usedExtensions'), extensions(desk, elements))}
${section('forms', say('forms'), formFields(desk, structure, elements))}
${section('examples', say('examples'), examplesOf(desk, structure.id ?? ''))}`;
}

function factsOf({ say, link }: Desk, { type, baseDefinition, context = [] }: StructureDefinition) {
  return [
    [
      say('type'),
      type === undefined
        ? undefined
        : link(type.includes(':') ? type : `http://hl7.org/fhir/StructureDefinition/${type}`, type),
    ],
    [say('base'), baseDefinition === undefined ? undefined : link(baseDefinition)],
    [
      say('context'),
      joined(
        context.map(({ expression }) => html`<code>${expression}</code>`),
        html`, `,
      ),
    ],
  ] as const;
}

function tree(desk: Desk, rows: readonly Shown[], prefix: string, listed: ReadonlySet<string>): Markup | undefined {
  const caption = desk.say(prefix === 'd' ? 'differential' : 'snapshot');
  return rows.length === 0 ? undefined : elementTable(desk, { caption, prefix, rows, listed });
}

function wholeTree(desk: Desk, { snapshot }: Elements, listed: ReadonlySet<string>): Markup {
  const { say } = desk;
  if (snapshot.length === 0) return html`<p>${say('noSnapshot')}</p>`;
  return html`<details><summary>${say('snapshotOpen')} (${snapshot.length})</summary>
${tree(desk, snapshot, 'e', listed)}</details>
`;
}

/** The value sets that the profile itself binds. */
function bindings({ say, sayCode, link, text }: Desk, { differential }: Elements): Markup | undefined {
  const bound = differential.filter(({ element }) => element.binding !== undefined);
  if (bound.length === 0) return undefined;
  const rows = bound.map(({ id, element: { binding } }) => ({
    head: toAnchor(anchorOf('d', id), id),
    cells: [
      sayCode(binding?.strength),
      binding?.valueSet === undefined ? text(binding?.description) : link(binding.valueSet),
    ],
  }));
  return table(say('bindings'), [say('element'), say('strength'), say('binding')], rows);
}

/** The rules that the profile itself makes; one that stands at several elements is one row. */
function rules({ say, sayCode, text }: Desk, { differential }: Elements): Markup | undefined {
  const made = differential.flatMap(({ id, element }) => (element.constraint ?? []).map((rule) => ({ id, rule })));
  if (made.length === 0) return undefined;
  const keys = [...new Set(made.map(({ rule }) => rule.key ?? ''))];
  const rows = keys.map((key) => {
    const same = made.filter(({ rule }) => (rule.key ?? '') === key);
    const rule = same[0]?.rule;
    const places = [...new Set(same.map(({ id }) => id))].map(
      (id) => html`<li>${toAnchor(anchorOf('d', id), id)}</li>`,
    );
    return {
      head: html`<code>${key}</code>`,
      anchor: anchorOf('r', key),
      cells: [
        sayCode(rule?.severity),
        text(rule?.human),
        html`<ul>${places}</ul>`,
        html`<code>${rule?.expression}</code>`,
      ],
    };
  });
  const heads = [say('key'), say('severity'), say('human'), say('element'), say('expression')];
  return table(say('rules'), heads, rows);
}

function extensions({ link }: Desk, { differential }: Elements): Markup | undefined {
  const used = differential.flatMap(({ element: { type = [] } }) =>
    type.filter(({ code }) => code === 'Extension').flatMap(({ profile = [] }) => profile),
  );
  if (used.length === 0) return undefined;
  return html`<ul>${[...new Set(used)].map((one) => html`<li>${link(one)}</li>`)}</ul>
`;
}

const keysOf = ({ constraint = [] }: Shown['element']): string[] => constraint.map(({ key = '' }) => key);
