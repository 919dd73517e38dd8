/** The tree of elements as a table: name, flags, cardinality, types, and what the element means and must hold. */
import type { ElementDefinition, ElementDefinitionType } from '@medplum/fhirtypes';
import { html, joined, type Markup } from '#html';
import type { Desk } from './desk.ts';
import { elementRules } from './element-rules.ts';
import type { Shown } from './elements.ts';
import { anchorOf, table } from './tables.ts';

interface Tree {
  readonly caption: string;
  /** Distinguishes the anchors of two trees on one page. */
  readonly prefix: string;
  readonly rows: readonly Shown[];
  /** The keys of the rules that the page lists, so that they can be linked. */
  readonly listed: ReadonlySet<string>;
}

export function elementTable(desk: Desk, { caption, prefix, rows, listed }: Tree): Markup {
  const { say } = desk;
  const heads = [say('element'), say('flags'), say('cardinality'), say('type'), say('meaning')];
  const tree = table(
    caption,
    heads,
    rows.map((row) => ({
      head: html`<code>${lastPart(row.id)}</code>`,
      anchor: anchorOf(prefix, row.id),
      depth: row.depth,
      kind: row.changed && prefix === 'e' ? 'changed' : undefined,
      cells: [
        flagsOf(desk, row, prefix === 'e'),
        cardinalityOf(desk, row),
        typesOf(desk, row.element),
        [elementText(desk, row.element), elementRules(desk, row.element, listed)],
      ],
    })),
  );
  return html`<p>${say('legend')}</p>
${tree}`;
}

/** The last step of an element's id, with its slice: `identifier:welfareRecipient`. */
const lastPart = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

function flagsOf({ say }: Desk, { element, changed }: Shown, tellChanged: boolean): Markup[] {
  const flags = [
    ...(element.mustSupport === true ? [html`<abbr title="${say('mustSupport')}">MS</abbr>`] : []),
    ...(element.isModifier === true ? [html`<abbr title="${say('modifier')}">?!</abbr>`] : []),
    ...(tellChanged && changed ? [html`<abbr title="${say('changed')}">✎</abbr>`] : []),
  ];
  return joined(flags, html` `);
}

function cardinalityOf({ say }: Desk, { cardinality, baseCardinality }: Shown): Markup {
  if (baseCardinality === undefined) return html`<span class="count">${cardinality}</span>`;
  return html`<strong class="count">${cardinality}</strong> <span class="base">(${say('baseWas')} ${baseCardinality})</span>`;
}

function elementText({ text }: Desk, { short, definition, comment }: ElementDefinition): Markup[] {
  // What a definition only repeats from its short text is not said twice.
  const told = [...new Set([short, definition === short ? undefined : definition, comment])];
  return told.flatMap((one) => (typeof one === 'string' ? [html`<p>${text(one)}</p>`] : []));
}

function typesOf(desk: Desk, { type = [], contentReference, max }: ElementDefinition): Markup[] {
  if (max === '0') return [];
  if (contentReference !== undefined) {
    return [html`${desk.say('sameAs')} <code>${contentReference.slice(contentReference.indexOf('#') + 1)}</code>`];
  }
  return joined(
    type.map((one) => typeOf(desk, one)),
    html` | `,
  );
}

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';

function typeOf({ link }: Desk, { code = '', profile = [], targetProfile = [] }: ElementDefinitionType): Markup {
  if (code.startsWith(SYSTEM_TYPE)) return html`<code>${code.slice(SYSTEM_TYPE.length).toLowerCase()}</code>`;
  const bar = html` | `;
  const named = link(code.includes(':') ? code : `http://hl7.org/fhir/StructureDefinition/${code}`, code);
  const shown =
    profile.length === 0
      ? named
      : html`${named}: ${joined(
          profile.map((one) => link(one)),
          bar,
        )}`;
  if (targetProfile.length === 0) return shown;
  return html`${shown}(${joined(
    targetProfile.map((one) => link(one)),
    bar,
  )})`;
}
