/** The pages of the launch simulator. */
import {
  type ClientRecord,
  choice,
  notice,
  SANDBOX_FAULTS,
  type SandboxLaunch,
  type Screen,
  say,
  screen,
  type User,
} from '#auth';
import type { Bilingual, Language, Refusal } from '#fhir';
import { html, type Markup } from '#html';
import type { RegionPeople } from '#upkeep';
import { type LaunchForm, OTHER_APP } from './sandbox-choice.ts';

interface Choices extends RegionPeople {
  readonly apps: readonly ClientRecord[];
  readonly users: readonly User[];
  readonly form: LaunchForm;
  readonly refusal?: Refusal | undefined;
  readonly action: string;
}

const TITLE: Bilingual = { ja: '電子カルテからの起動（sandbox）', en: 'Launch from an EHR (sandbox)' };

/** Everything on one page, which works without a script. */
export function launchScreen(language: Language, { form, refusal, action, ...choices }: Choices): Screen {
  const nameOf = (id: string) => choices.patients.find((one) => one.id === id)?.name ?? '—';
  const fields = [
    appField(language, choices.apps, form),
    select(language, form, {
      name: 'user',
      label: { ja: '画面の前の人', en: 'Who is at the screen' },
      none: { ja: 'サインインした人', en: 'Whoever signs in' },
      options: choices.users.map(({ login, name, roles }) => [
        login,
        `${login} — ${name}（${roles.map((role) => role.name).join('、')}）`,
      ]),
    }),
    select(language, form, {
      name: 'patient',
      label: { ja: '開いている人', en: 'Whose record is open' },
      none: { ja: 'なし', en: 'Nobody' },
      options: choices.patients.map(({ id, name }) => [id, name]),
    }),
    select(language, form, {
      name: 'encounter',
      label: { ja: '入院・受診', en: 'Stay or visit' },
      none: { ja: 'なし', en: 'None' },
      options: choices.encounters.map(({ id, patient, title }) => [id, `${nameOf(patient)} ${title}〜`]),
    }),
    select(language, form, {
      name: 'pathway',
      label: { ja: '地域連携パス', en: 'Liaison pathway (CarePlan)' },
      none: { ja: 'なし', en: 'None' },
      options: choices.pathways.map(({ id, title }) => [id, title]),
    }),
    select(language, form, {
      name: 'error',
      label: { ja: 'わざと起こす誤り', en: 'What goes wrong on purpose' },
      none: { ja: 'なし', en: 'Nothing' },
      options: Object.entries(SANDBOX_FAULTS).map(([name, { happens }]) => [name, happens[language]]),
    }),
  ];
  return screen(
    { language, action: `${action}?lang=${language}`, fault: refusal && faultOf(refusal) },
    TITLE,
    html`<p class="note">${say(language, '電子カルテの代わりに、アプリを選んだ内容で起動します。記録はすべて架空です。', 'Starts an app as an EHR would, with what you choose. All records are fictitious.')}</p>
${fields}
<div class="buttons"><button type="submit">${say(language, '起動の準備', 'Prepare the launch')}</button></div>`,
  );
}

function appField(language: Language, apps: readonly ClientRecord[], form: LaunchForm): Markup {
  const chosen = form['client'] ?? (form['appUrl'] !== undefined || apps.length === 0 ? OTHER_APP : apps[0]?.id);
  const other = say(
    language,
    'ほかのアプリ（公開クライアントとしてその場で登録）',
    'Another app (registered on the spot as a public client)',
  );
  const label = (name: string, text: string) =>
    html`<label for="${name}">${text}</label><input id="${name}" name="${name}" type="text" inputmode="url" autocapitalize="none" spellcheck="false" value="${form[name] ?? ''}">`;
  return html`<fieldset><legend>${say(language, 'アプリ', 'App')}</legend>
${apps.map(({ id, name }) => choice({ type: 'radio', name: 'client', value: id, checked: id === chosen }, html`${name} <code>${id}</code>`))}
${choice({ type: 'radio', name: 'client', value: OTHER_APP, checked: chosen === OTHER_APP }, other)}
${label('appUrl', say(language, 'アプリを起動する URL（launch URL）', 'Launch URL of the other app'))}
${label('redirectUri', say(language, 'code を受け取る URL（redirect URI）', 'Redirect URI of the other app'))}
</fieldset>`;
}

interface Selection {
  readonly name: string;
  readonly label: Bilingual;
  readonly none: Bilingual;
  readonly options: readonly (readonly [value: string, words: string])[];
}

function select(language: Language, form: LaunchForm, { name, label, none, options }: Selection): Markup {
  const option = (value: string, words: string) =>
    html`<option value="${value}"${form[name] === value ? html` selected` : ''}>${words}</option>`;
  return html`<label for="${name}">${label[language]}</label>
<select id="${name}" name="${name}"><option value="">${none[language]}</option>${options.map(([value, words]) => option(value, words))}</select>`;
}

const faultOf = ({ issues }: Refusal): Bilingual => ({
  ja: issues.map(({ ja }) => ja).join(' '),
  en: issues.map(({ en, expression }) => (en.startsWith('`') ? en : `${expression ?? ''} ${en}`).trim()).join(' '),
});

interface Launched {
  readonly launched: SandboxLaunch;
  readonly form: LaunchForm;
  readonly user: User | undefined;
  /** The address that does all this at once. */
  readonly again: string;
}

/** The launch is prepared: the way to the app, how to sign in, and what the app is to do about what goes wrong. */
export function launchedScreen(language: Language, { launched, form, user, again }: Launched): Screen {
  const fault = Object.entries(SANDBOX_FAULTS).find(([name]) => name === form['error'])?.[1];
  return notice(
    language,
    200,
    { ja: '起動できます', en: 'Ready to launch' },
    html`<p class="buttons"><a class="button" href="${launched.url}">${say(language, 'アプリを開く', 'Open the app')}</a></p>
<p>${say(language, 'クライアント ID', 'Client id')} <code>${launched.client}</code></p>
<p class="note">${say(language, 'この launch は5分間、一度だけ使えます。', 'The launch is good for five minutes, once.')}</p>
${fault === undefined ? '' : html`<h2>${say(language, 'わざと起こす誤り', 'What goes wrong on purpose')}</h2><p>${fault.happens[language]}</p><p>${say(language, 'アプリがすべきこと：', 'What the app should do: ')}${fault.mend[language]}</p>`}
<h2>${say(language, 'サインイン', 'Signing in')}</h2>
${
  user === undefined
    ? html`<p>${say(language, 'sandbox のどの利用者としてでも、サインインできます。', 'Sign in as any user of the sandbox.')}</p>`
    : html`<p>${say(language, '次の利用者としてサインインしてください：', 'Sign in as ')}<code>${user.login}</code>（${user.name}）</p>
<p><a href="code?login=${encodeURIComponent(user.login)}&amp;lang=${language}" target="_blank" rel="noopener">${say(language, 'パスワードと今の確認コード（別のタブ）', 'Password and present one-time code (new tab)')}</a></p>`
}
<h2>${say(language, '同じことを一つのアドレスで', 'The same as one address')}</h2>
<p><code>${again}</code></p>`,
  );
}

interface Code {
  readonly login: string;
  readonly given?: { readonly password: string; readonly code: string };
}

/** What a person would know and hold. A code opens once, and lasts half a minute. */
export function codeScreen(language: Language, { login, given }: Code): Screen {
  const title: Bilingual = { ja: 'パスワードと確認コード', en: 'Password and one-time code' };
  if (given === undefined) {
    return notice(
      language,
      404,
      title,
      html`<p>${say(language, 'この利用者のものはここにありません。次のコマンドが出します：', 'It is not known here. This command prints it: ')}<code>npm run -s kakehashi -- sandbox-user LOGIN</code></p>`,
    );
  }
  return notice(
    language,
    200,
    title,
    html`<dl>
<dt>${say(language, 'ログイン名', 'Login name')}</dt><dd><code>${login}</code></dd>
<dt>${say(language, 'パスワード', 'Password')}</dt><dd><code>${given.password}</code></dd>
<dt>${say(language, '今の確認コード', 'Present one-time code')}</dt><dd><code>${given.code}</code></dd>
</dl>
<p class="note">${say(language, 'コードは一度だけ使えます。次のコードは30秒以内に変わります。', 'A code opens once; within half a minute there is another: load this page again.')}</p>`,
  );
}
