/** The fields of the offices' forms that go into a profile or a questionnaire, each with its element. */
import type { Questionnaire, StructureDefinition } from '@medplum/fhirtypes';
import { html, type Markup } from '#html';
import type { Desk } from './desk.ts';
import type { Elements } from './elements.ts';
import type { Field, Form, Home } from './publication.ts';
import { anchorOf, table, toAnchor } from './tables.ts';

interface Placed {
  readonly form: Form;
  readonly field: Field;
  readonly home: Home;
}

/** The fields that go into a profile; undefined when there are none. */
export function formFields(desk: Desk, { id, url }: StructureDefinition, elements: Elements): Markup | undefined {
  const said = new Set(elements.differential.map((one) => one.id));
  const whole = new Set(elements.snapshot.map((one) => one.id));
  const place = ({ element, questionnaire, question }: Home): Markup => {
    const prefix = said.has(element) ? 'd' : whole.has(element) ? 'e' : undefined;
    const shown = prefix === undefined ? html`<code>${element}</code>` : toAnchor(anchorOf(prefix, element), element);
    return html`${shown}${questionnaire === undefined ? undefined : html` – ${toQuestion(desk, questionnaire, question)}`}`;
  };
  return fieldTable(desk, ({ profile }) => profile === id || profile === url, place);
}

/** The fields that a questionnaire asks for. */
export function askedFields(desk: Desk, { id }: Questionnaire, linkIds: ReadonlySet<string>): Markup | undefined {
  const place = ({ question = '' }: Home): Markup =>
    linkIds.has(question) ? toAnchor(anchorOf('q', question), question) : html`<code>${question}</code>`;
  return fieldTable(desk, ({ questionnaire }) => id !== undefined && questionnaire === id, place);
}

function fieldTable(desk: Desk, wanted: (home: Home) => boolean, place: (home: Home) => Markup): Markup | undefined {
  const { say, text, language, publication } = desk;
  const placed = publication.forms.flatMap((form) =>
    form.fields.flatMap((field) => field.homes.filter(wanted).map((home): Placed => ({ form, field, home }))),
  );
  if (placed.length === 0) return undefined;
  const rows = placed.map(({ form, field, home }) => ({
    head: html`${form.id} <span lang="ja">${form.title}</span>`,
    cells: [
      html`<code>${field.id}</code> <span lang="ja">${field.label}</span>${language === 'en' ? html` (${text(field.en)})` : undefined}`,
      html`<span class="count">${field.cardinality}</span>`,
      place(home),
      text(home.note?.[language]),
    ],
  }));
  return table(say('forms'), [say('form'), say('field'), say('cardinality'), say('element'), say('note')], rows);
}

function toQuestion({ names, pageLink }: Desk, questionnaire: string, question: string | undefined): Markup {
  const found = names.byId('Questionnaire', questionnaire);
  const shown = html`<code>${question}</code>`;
  return found === undefined ? shown : html`${pageLink(found)} ${shown}`;
}
