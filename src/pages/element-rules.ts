/** What an element must hold: fixed values, bindings, bounds, slices and rules. */
import type { ElementDefinition, ElementDefinitionSlicing } from '@medplum/fhirtypes';
import { html, joined, type Markup } from '#html';
import type { Desk } from './desk.ts';
import { anchorOf, toAnchor } from './tables.ts';
import type { Word } from './words.ts';

/** Values whose name begins so, and what they do. */
const VALUES: readonly (readonly [prefix: string, word: Word])[] = [
  ['fixed', 'fixed'],
  ['pattern', 'pattern'],
  ['minValue', 'least'],
  ['maxValue', 'greatest'],
];

export function elementRules(desk: Desk, element: ElementDefinition, listed: ReadonlySet<string>): Markup[] {
  const { say } = desk;
  const told: (Markup | undefined)[] = [
    ...valuesOf(desk, element),
    element.maxLength === undefined ? undefined : html`${say('longest')}: ${element.maxLength}`,
    bindingOf(desk, element),
    element.slicing === undefined ? undefined : slicingOf(desk, element.slicing),
    rulesOf(desk, element, listed),
  ];
  return told.flatMap((one) => (one === undefined ? [] : [html`<p>${one}</p>`]));
}

function valuesOf(desk: Desk, element: ElementDefinition): Markup[] {
  return Object.entries(element).flatMap(([key, value]) => {
    const found = VALUES.find(([prefix]) => key.startsWith(prefix) && /^[A-Z]/.test(key.slice(prefix.length)));
    return found === undefined ? [] : [html`${desk.say(found[1])}: ${shownValue(desk, value)}`];
  });
}

/** A value in as few words as it takes; what is no code, coding or concept is shown as JSON. */
export function shownValue({ link, text }: Desk, value: unknown): Markup {
  if (typeof value === 'string' && value.includes(':')) return link(value, value);
  if (typeof value !== 'object' || value === null) return html`<code>${value}</code>`;
  const { coding, system, code, display, ...rest } = value as Record<string, unknown>;
  const codings = Array.isArray(coding) && Object.keys(rest).length === 0 ? (coding as unknown[]) : undefined;
  if (codings !== undefined && code === undefined) {
    return html`${joined(
      codings.map((one) => shownValue({ link, text } as Desk, one)),
      html`, `,
    )}`;
  }
  if (typeof code !== 'string' || Object.keys(rest).length > 0) return html`<code>${JSON.stringify(value)}</code>`;
  const named = typeof display === 'string' ? html` ${text(display)}` : undefined;
  return html`<code>${code}</code>${named}${typeof system === 'string' ? html` (${link(system)})` : undefined}`;
}

function bindingOf({ say, sayCode, link, text }: Desk, { binding }: ElementDefinition): Markup | undefined {
  if (binding === undefined) return undefined;
  const { strength, valueSet, description } = binding;
  const set = valueSet === undefined ? text(description) : link(valueSet);
  return html`${say('binding')}: ${set} – ${sayCode(strength)}`;
}

function slicingOf({ say }: Desk, { discriminator = [], rules, ordered }: ElementDefinitionSlicing): Markup {
  const by = joined(
    discriminator.map(({ type, path }) => html`${type} <code>${path}</code>`),
    html`, `,
  );
  const others = rules === undefined ? '' : say(rules);
  return html`${say('slicedBy')}: ${by} (${others}${ordered === true ? html`, ${say('ordered')}` : undefined})`;
}

function rulesOf(
  { say }: Desk,
  { constraint = [] }: ElementDefinition,
  listed: ReadonlySet<string>,
): Markup | undefined {
  const own = [...new Set(constraint.map(({ key = '' }) => key))].filter((key) => listed.has(key));
  if (own.length === 0) return undefined;
  return html`${say('rules')}: ${joined(
    own.map((key) => toAnchor(anchorOf('r', key), key)),
    html`, `,
  )}`;
}
