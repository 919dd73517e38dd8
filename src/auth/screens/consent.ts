/** The page on which a person decides what the app may have. */
import type { Bilingual } from '#fhir';
import { html, type Markup } from '#html';
import { buttons, choice, type Framing, type Screen, say, screen } from './frame.ts';

/** One scope in words, with the narrower ones that may be chosen in its place. */
export interface ScopeChoice {
  readonly scope: string;
  readonly words: Bilingual;
  readonly narrower: readonly { readonly scope: string; readonly words: Bilingual }[];
}

export interface ConsentAsked {
  readonly app: string;
  /** Who is signed in: on a shared terminal it may be whoever sat there before. */
  readonly person: string;
  readonly role: string;
  readonly purpose: Bilingual;
  /** Whether it is an emergency, which does not wait for a consent. */
  readonly breaksGlass: boolean;
  readonly patient: string | undefined;
  readonly scopes: readonly ScopeChoice[];
  /** What is granted with everything, such as who signed in. */
  readonly also: readonly Bilingual[];
  /** Whether the app asks to stay connected: a scope, in words. */
  readonly staying: readonly Omit<ScopeChoice, 'narrower'>[];
}

export function consentScreen(framing: Framing, asked: ConsentAsked): Screen {
  const { language } = framing;
  const { app, person, role, purpose, patient, also, staying } = asked;
  return screen(
    framing,
    { ja: `「${app}」に許すこと`, en: `What “${app}” may do` },
    html`<input type="hidden" name="step" value="consent">
<dl>
<dt>${say(language, 'サインイン中の人', 'Signed in')}</dt><dd>${person}</dd>
<dt>${say(language, '役割', 'Role')}</dt><dd>${role}</dd>
<dt>${say(language, '利用目的', 'Purpose')}</dt><dd>${purpose[language]}</dd>
${patient === undefined ? '' : html`<dt>${say(language, '対象の方', 'Whose records')}</dt><dd>${patient}</dd>`}
</dl>
${recordsAsked(framing, asked)}
${staying.map(({ scope, words }) => choice({ type: 'checkbox', name: 'scope', value: scope, checked: true }, words[language]))}
${also.length === 0 ? '' : html`<h2>${say(language, 'あわせて伝わること', 'Also told')}</h2><ul>${also.map((words) => html`<li>${words[language]}</li>`)}</ul>`}
${buttons(language, { ja: '許可する', en: 'Allow' })}`,
  );
}

/** An app that only wants to know who signs in asks for none. */
function recordsAsked(framing: Framing, { scopes, breaksGlass }: ConsentAsked): Markup | string {
  const { language } = framing;
  if (scopes.length === 0) return '';
  return html`<p class="note">${(breaksGlass ? EMERGENCY : CONSENTED)[language]}</p>
<fieldset><legend>${say(language, '記録', 'Records')}</legend>
${scopes.map((one) => scopeChoice(framing, one))}
</fieldset>`;
}

const CONSENTED: Bilingual = {
  ja: '本人の同意がある範囲を超えて見えることはありません。要らないものは、印を外してください。',
  en: 'Nothing is shown beyond what the person has consented to. Untick what is not needed.',
};
const EMERGENCY: Bilingual = {
  ja: '緊急時には、本人が同意していない記録も見えることがあります。使ったことは、理由とともに本人と管理者に示されます。要らないものは、印を外してください。',
  en: 'In an emergency, records may be shown that the person has not consented to. The use is shown, with its reason, to the person and to the administrator. Untick what is not needed.',
};

function scopeChoice({ language }: Framing, { scope, words, narrower }: ScopeChoice): Markup {
  const all = choice({ type: 'checkbox', name: 'scope', value: scope, checked: true }, words[language]);
  if (narrower.length === 0) return all;
  return html`${all}
<details><summary>${say(language, '一部だけにする', 'Only a part')}</summary>
<fieldset><legend>${say(language, '選んだものだけを許します（選ばなければ全部）', 'Only what is ticked is allowed (nothing ticked: all)')}</legend>
${narrower.map((one) => choice({ type: 'checkbox', name: 'narrow', value: one.scope }, one.words[language]))}
</fieldset></details>`;
}
