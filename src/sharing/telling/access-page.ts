/** Who could see what, as a page that can be read aloud from top to bottom. */
import { purposeWords } from '#auth';
import { type Bilingual, type Language, spanOf, toJapanTime } from '#fhir';
import { html, type Markup } from '#html';
import type { AccessTable, DecidingGround, ExplainedDecision, PartyAccess } from './access.ts';
import { ACTIONS, OBLIGATIONS, REASONS, wordsOf } from './code-words.ts';
import { type Page, page } from './page.ts';

const WORDS = {
  decisionTitle: { ja: 'この記録を見られるか', en: 'Can this record be seen?' },
  tableTitle: { ja: 'わたしの記録をだれが見られるか', en: 'Who could see my records' },
  yes: { ja: '見られます', en: 'Yes' },
  no: { ja: '見られません', en: 'No' },
  who: { ja: 'だれが', en: 'Who' },
  what: { ja: '何を', en: 'What' },
  why: { ja: '何のために', en: 'What for' },
  how: { ja: '何をするか', en: 'To do what' },
  when: { ja: 'いつの時点で', en: 'At what time' },
  reason: { ja: '理由', en: 'Reason' },
  ground: { ja: 'もとになった決まり', en: 'What decides it' },
  besides: { ja: 'そのときにすること', en: 'What is done then' },
  rules: { ja: '法律と地域の決まり', en: 'Law and rules of the region' },
  holds: {
    ja: 'この機関は、あなたの記録を自分で持っています。自分の記録は、いつも見られます。',
    en: 'This organization holds records of yours itself, and can always see those.',
  },
  category: { ja: '情報の区分', en: 'Category' },
  caption: { ja: '見られる記録の数（すべての数）', en: 'Records that could be seen (of all)' },
  emergency: {
    ja: '「緊急時」の列は、緊急開示の理由を書いたときに見られる数です。見たことは、あなたに知らされます。',
    en: 'The column of emergencies counts what could be seen when a reason is given; you are then told of it.',
  },
  nobody: { ja: '今のところ、ほかに見られる人はいません。', en: 'At the moment nobody else could see anything.' },
} as const satisfies Record<string, Bilingual>;

export function decisionPage(told: ExplainedDecision, language: Language): Page {
  const say = (text: Bilingual) => text[language];
  const rows: readonly [Bilingual, string][] = [
    [WORDS.who, told.party.name],
    [WORDS.what, told.resource],
    [WORDS.why, say(purposeWords(told.purpose))],
    [WORDS.how, say(wordsOf(ACTIONS, told.action))],
    [WORDS.when, minuteOf(told.time)],
    [WORDS.reason, say(wordsOf(REASONS, told.reason))],
  ];
  return page(say(WORDS.decisionTitle), language, [
    html`<p><strong>${say(told.permit ? WORDS.yes : WORDS.no)}</strong></p>
<dl>${rows.map(([name, value]) => html`<dt>${say(name)}</dt><dd>${value}</dd>`)}</dl>
`,
    groundList(WORDS.ground, told.grounds, language),
    told.obligations.length === 0
      ? html``
      : html`<h2>${say(WORDS.besides)}</h2>
<ul>${told.obligations.map((code) => html`<li>${say(wordsOf(OBLIGATIONS, code))}</li>`)}</ul>
`,
  ]);
}

export function tablePage(told: AccessTable, language: Language): Page {
  const say = (text: Bilingual) => text[language];
  const emergency = told.purposes.includes('BTG') ? html`<p>${say(WORDS.emergency)}</p>` : html``;
  return page(say(WORDS.tableTitle), language, [
    html`<p>${say(WORDS.when)}: ${minuteOf(told.time)}</p>
${emergency}`,
    ...(told.parties.length === 0 ? [html`<p>${say(WORDS.nobody)}</p>`] : []),
    ...told.parties.map((party) => partySection(told, party, language)),
    groundList(WORDS.rules, told.rules, language),
  ]);
}

function partySection(told: AccessTable, { party, holds, cells, grounds }: PartyAccess, language: Language): Markup {
  const categories = [...new Set(cells.map(({ category }) => category))];
  const count = (purpose: string, category: string) => {
    const cell = cells.find((one) => one.purpose === purpose && one.category === category);
    return cell === undefined ? '' : `${cell.visible} (${cell.total})`;
  };
  return html`<section><h2>${party.name}</h2>
${holds ? html`<p>${WORDS.holds[language]}</p>` : ''}
<table><caption>${WORDS.caption[language]}</caption>
<thead><tr><th scope="col">${WORDS.category[language]}</th>${told.purposes.map((code) => html`<th scope="col">${purposeWords(code)[language]}</th>`)}</tr></thead>
<tbody>${categories.map(
    (code) =>
      html`<tr><th scope="row">${told.category(code)[language]}</th>${told.purposes.map((purpose) => html`<td>${count(purpose, code)}</td>`)}</tr>
`,
  )}</tbody></table>
${groundList(WORDS.ground, grounds, language, 'h3')}</section>
`;
}

function groundList(
  title: Bilingual,
  grounds: readonly DecidingGround[],
  language: Language,
  level: 'h2' | 'h3' = 'h2',
): Markup {
  if (grounds.length === 0) return html``;
  const heading = level === 'h2' ? html`<h2>${title[language]}</h2>` : html`<h3>${title[language]}</h3>`;
  return html`${heading}
<ul>${grounds.map(({ words, place, consent }) => html`<li>${words[language]} <small>${dayOf(consent?.date)} ${place}</small></li>`)}</ul>
`;
}

const minuteOf = (time: string): string => time.slice(0, 16).replace('T', ' ');

function dayOf(date: string | undefined): string {
  const span = date === undefined ? undefined : spanOf(date);
  return span === undefined ? '' : toJapanTime(new Date(span.low)).slice(0, 10);
}
