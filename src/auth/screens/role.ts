/** The page on which a person says in which role and for which purpose they act. */
import type { Bilingual, Language } from '#fhir';
import { html, type Markup } from '#html';
import { buttons, choice, type Framing, type Screen, say, screen } from './frame.ts';
import { purposeWords } from './purpose-words.ts';

export interface RoleChoice {
  readonly id: string;
  readonly name: string;
  readonly purposes: readonly string[];
}

const TITLE: Bilingual = { ja: '役割と利用目的', en: 'Role and purpose' };

/** The value of a choice is `ROLE PURPOSE`. An emergency asks for its reason and for a sign-in at this moment. */
export function roleScreen(framing: Framing, roles: readonly RoleChoice[], breaksGlass: boolean): Screen {
  const { language } = framing;
  const [firstRole] = roles;
  if (firstRole === undefined) return screen(framing, TITLE, noRole(language));
  const first = `${firstRole.id} ${firstRole.purposes[0]}`;
  return screen(
    framing,
    TITLE,
    html`<input type="hidden" name="step" value="role">
<p>${say(language, 'どの役割で、何のために記録を使うかを選んでください。この選択は記録に残ります。', 'Choose in which role and for what purpose you use the records. The choice is recorded.')}</p>
${roles.map(
  ({ id, name, purposes }) => html`<fieldset><legend>${name}</legend>
${purposes.map((purpose) => choice({ type: 'radio', name: 'role', value: `${id} ${purpose}`, checked: `${id} ${purpose}` === first }, purposeWords(purpose)[language]))}
</fieldset>`,
)}
${
  breaksGlass
    ? html`<fieldset><legend>${say(language, '緊急時（同意によらない利用）を選ぶ場合', 'If you choose the emergency')}</legend>
<p class="note">${say(language, '理由は本人と管理者に示されます。パスワードと確認コードをもう一度入れてください。', 'The reason is shown to the person and to the administrator. Enter your password and code again.')}</p>
<label for="reason">${say(language, '理由', 'Reason')}</label>
<textarea id="reason" name="reason" rows="3" maxlength="500"></textarea>
<label for="password">${say(language, 'パスワード', 'Password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password">
<label for="code">${say(language, '確認コード', 'One-time code')}</label>
<input id="code" name="code" type="text" autocapitalize="none" spellcheck="false" autocomplete="one-time-code">
</fieldset>`
    : ''
}
${buttons(language, { ja: '次へ', en: 'Next' })}`,
  );
}

/** Nobody acts without a role, and nobody gives themselves one. */
const noRole = (language: Language): Markup => html`<input type="hidden" name="step" value="role">
<p role="alert">${say(
  language,
  'あなたには、まだ役割がありません。役割がないと記録は使えません。管理者に役割を付けてもらってから、アプリでもう一度はじめてください。',
  'You have no role yet, and records are used in a role only. Ask the administrator to give you one, then start again in the app.',
)}</p>
${buttons(language)}`;
