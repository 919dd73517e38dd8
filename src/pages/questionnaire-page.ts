/** The page of a questionnaire: its questions in their order, with the answers to choose from. */
import type { Extension, Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { html, joined, type Markup } from '#html';
import { aboutOf } from './about.ts';
import type { Desk } from './desk.ts';
import { shownValue } from './element-rules.ts';
import { examplesOf } from './example-list.ts';
import { askedFields } from './form-fields.ts';
import { anchorOf, section, table } from './tables.ts';

interface Level {
  readonly item: QuestionnaireItem;
  readonly depth: number;
}

export function questionnairePage(desk: Desk, questionnaire: Questionnaire): Markup {
  const { say } = desk;
  const items = flat(questionnaire.item ?? [], 0);
  const linkIds = new Set(items.map(({ item }) => item.linkId ?? ''));
  return html`${aboutOf(desk, questionnaire, [[say('subject'), questionnaire.subjectType?.join(', ')]])}
${section('items', say('items'), itemTable(desk, items))}
${section('forms', say('forms'), askedFields(desk, questionnaire, linkIds))}
${section('examples', say('examples'), examplesOf(desk, questionnaire.id ?? ''))}`;
}

function itemTable(desk: Desk, items: readonly Level[]): Markup {
  const { say } = desk;
  const rows = items.map(({ item, depth }) => ({
    head: html`<code>${item.linkId}</code>`,
    anchor: anchorOf('q', item.linkId ?? ''),
    depth,
    cells: [
      wordsOf(desk, item),
      html`<code>${item.type}</code>`,
      html`<span class="count">${item.type === 'display' ? '' : `${item.required === true ? 1 : 0}..${item.repeats === true ? '*' : 1}`}</span>`,
      answersOf(desk, item),
      conditionsOf(desk, item),
    ],
  }));
  const heads = [say('key'), say('question'), say('type'), say('cardinality'), say('answers'), say('condition')];
  return table(say('items'), heads, rows);
}

const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';

/** The text in the language of the page, where the questionnaire has it. */
function wordsOf({ language, text }: Desk, item: QuestionnaireItem): Markup | undefined {
  const { _text } = item as { _text?: { extension?: readonly Extension[] } };
  const translated = (_text?.extension ?? [])
    .filter(({ url }) => url === TRANSLATION)
    .map(({ extension: parts = [] }) => ({
      lang: parts.find(({ url }) => url === 'lang')?.valueCode,
      content: parts.find(({ url }) => url === 'content')?.valueString,
    }))
    .find(({ lang }) => lang === language || lang?.startsWith(`${language}-`) === true);
  return text(translated?.content ?? item.text);
}

function answersOf(desk: Desk, { answerValueSet, answerOption = [] }: QuestionnaireItem): Markup | undefined {
  if (answerValueSet !== undefined) return desk.link(answerValueSet);
  if (answerOption.length === 0) return undefined;
  const options = answerOption.map((option) => {
    const value = Object.entries(option).find(([key]) => key.startsWith('value'))?.[1];
    return html`<li>${shownValue(desk, value)}</li>`;
  });
  return html`<ul>${options}</ul>`;
}

function conditionsOf(desk: Desk, { enableWhen = [], enableBehavior }: QuestionnaireItem): Markup[] {
  const conditions = enableWhen.map((one) => {
    const answer = Object.entries(one).find(([key]) => key.startsWith('answer'))?.[1];
    return html`<code>${one.question}</code> ${one.operator} ${shownValue(desk, answer)}`;
  });
  return joined(conditions, html` ${enableBehavior ?? 'any'} `);
}

const flat = (items: readonly QuestionnaireItem[], depth: number): Level[] =>
  items.flatMap((item) => [{ item, depth }, ...flat(item.item ?? [], depth + 1)]);
