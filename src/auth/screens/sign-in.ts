/** The page on which a person signs in, and those on which a first sign-in is completed. */
import type { Language } from '#fhir';
import { html, type Markup } from '#html';
import { buttons, type Framing, type Screen, say, screen } from './frame.ts';

interface SigningIn {
  readonly app: string;
  readonly login: string;
  /** Where the hospital's own issuer is reached, and whether that is the only way in. */
  readonly elsewhere?: { readonly href: string; readonly only: boolean } | undefined;
}

/** Password and code on one page, so that no answer tells which of them was wrong. Recovery codes have letters, so every keyboard must offer them. */
export function signInScreen(framing: Framing, { app, login, elsewhere }: SigningIn): Screen {
  const { language } = framing;
  return screen(
    framing,
    { ja: 'サインイン', en: 'Sign in' },
    html`<p class="note">${say(language, `「${app}」がこのゲートウェイの記録を使おうとしています。`, `“${app}” asks to use records of this gateway.`)}</p>
<input type="hidden" name="step" value="sign-in">
${elsewhere && html`<p class="buttons"><a class="button" href="${elsewhere.href}">${say(language, '病院のアカウントでサインイン', 'Sign in with the account of the hospital')}</a></p>`}
${elsewhere?.only === true ? cancelling(language) : passwordFields(language, login)}`,
  );
}

const cancelling = (language: Language): Markup =>
  html`<div class="buttons"><button type="submit" class="plain" name="cancel" value="true">${say(language, 'やめる', 'Cancel')}</button></div>`;

const passwordFields = (language: Language, login: string): Markup =>
  html`<label for="login">${say(language, 'ログイン名', 'Login name')}</label>
<input id="login" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${login}"${login === '' ? html` autofocus` : ''}>
<label for="password">${say(language, 'パスワード', 'Password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<label for="code">${say(language, '確認コード（6桁。まだ登録していなければ空のまま）', 'One-time code (6 digits; leave empty until you have enrolled)')}</label>
<input id="code" name="code" type="text" autocapitalize="none" spellcheck="false" autocomplete="one-time-code">
${buttons(language, { ja: 'サインイン', en: 'Sign in' })}`;

/** The first second factor: a secret for the authenticator app, confirmed by a code that it makes. */
export function enrolScreen(framing: Framing, { secret, uri }: { secret: string; uri: string }): Screen {
  const { language } = framing;
  return screen(
    framing,
    { ja: '確認コードの登録', en: 'Enrol a second factor' },
    html`<input type="hidden" name="step" value="enrol">
<p>${say(
      language,
      '認証アプリに次の鍵を登録し、アプリが示す6桁のコードを入れてください。',
      'Enter this key into your authenticator app, then type the six digits that it shows.',
    )}</p>
<p><a href="${uri}">${say(language, '認証アプリで開く', 'Open in an authenticator app')}</a></p>
<p><code>${secret}</code></p>
<label for="code">${say(language, '確認コード', 'One-time code')}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required autofocus>
${buttons(language, { ja: '登録する', en: 'Enrol' })}`,
  );
}

/** Codes for the day on which the device is lost: shown once. */
export function recoveryScreen(framing: Framing, codes: readonly string[]): Screen {
  const { language } = framing;
  return screen(
    framing,
    { ja: '予備のコード', en: 'Recovery codes' },
    html`<input type="hidden" name="step" value="recovery">
<p>${say(
      language,
      '認証アプリを失くしたときは、確認コードの代わりに次のコードを一度ずつ使えます。もう表示されません。書き留めて、安全な場所に置いてください。',
      'If you lose your authenticator, each of these works once in place of a code. They are not shown again: write them down and keep them safe.',
    )}</p>
<ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
${buttons(language, { ja: '書き留めました', en: 'I have written them down' })}`,
    { shownOnce: true },
  );
}

/** A password of one's own in place of the one that was handed out. */
export function passwordScreen(framing: Framing): Screen {
  const { language } = framing;
  return screen(
    framing,
    { ja: '新しいパスワード', en: 'A new password' },
    html`<input type="hidden" name="step" value="password">
<p>${say(
      language,
      '渡されたパスワードの代わりに、自分だけのパスワードを決めてください（13文字以上。確認コードを登録済みなら8文字以上）。',
      'Choose a password of your own in place of the one you were given (13 characters or more; 8 with a second factor).',
    )}</p>
<label for="password">${say(language, '新しいパスワード', 'New password')}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="128" required autofocus>
<label for="again">${say(language, 'もう一度', 'Once more')}</label>
<input id="again" name="again" type="password" autocomplete="new-password" required>
${buttons(language, { ja: '決める', en: 'Set password' })}`,
  );
}
