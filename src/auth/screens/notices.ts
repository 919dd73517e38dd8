/** Pages that only say something. */
import type { Language } from '#fhir';
import { html, type Markup } from '#html';
import { notice, onward, type Screen, say } from './frame.ts';

/** The request is over, was never made, or belongs to another browser. */
export const gone = (language: Language): Screen =>
  notice(
    language,
    400,
    { ja: 'この手続きは終わっています', en: 'This request is over' },
    html`<p role="alert">${say(language, '時間が経ったか、すでに済んでいます。アプリに戻って、もう一度はじめてください。', 'It has expired or was finished. Go back to the app and start again.')}</p>`,
  );

/** The launch was for another person than the one who signed in, who can sign out at `signOutAt`. */
export const otherPerson = (language: Language, signOutAt: string): Screen =>
  notice(
    language,
    403,
    { ja: '別の人のための起動です', en: 'This launch is for somebody else' },
    html`<p role="alert">${say(language, 'サインインした人と、アプリを起動した人が違います。いったんサインアウトして、もう一度起動してください。', 'Whoever signed in is not who launched the app. Sign out and launch it again.')}</p>
<p class="buttons"><a class="button" href="${signOutAt}">${say(language, 'サインアウトする', 'Sign out')}</a></p>`,
  );

/** What a browser sees that came to the authorization server by mistake: the code of the error and its reason. */
export const refused = (language: Language, error: string): Screen =>
  notice(
    language,
    400,
    { ja: 'この要求は受け付けられませんでした', en: 'This request was not accepted' },
    html`<p role="alert"><code>${error}</code></p>
<p>${say(language, 'アプリの提供元に、この画面を見せてください。', 'Show this page to whoever provides the app.')}</p>`,
  );

/** Whether somebody wants to sign out. `form` is the library's, which its button belongs to. */
export const signingOut = (language: Language, form: Markup): Screen =>
  notice(
    language,
    200,
    { ja: 'サインアウト', en: 'Sign out' },
    html`<p>${say(language, 'このゲートウェイからサインアウトしますか。つないでいたアプリも、続けて使えなくなります。', 'Do you want to sign out of this gateway? Apps that you connected stop working.')}</p>
${form}
<div class="buttons"><button type="submit" form="op.logoutForm" name="logout" value="yes">${say(language, 'サインアウトする', 'Sign out')}</button>
<button type="submit" form="op.logoutForm" class="plain">${say(language, 'このままにする', 'Stay signed in')}</button></div>`,
  );

export const signedOut = (language: Language): Screen =>
  notice(
    language,
    200,
    { ja: 'サインアウトしました', en: 'Signed out' },
    html`<p role="status">${say(language, 'この画面は閉じてかまいません。', 'You may close this page.')}</p>`,
  );

export const staying = (language: Language): Screen =>
  notice(
    language,
    200,
    { ja: 'サインインしたままです', en: 'You are still signed in' },
    html`<p role="status">${say(language, 'この画面は閉じてかまいません。', 'You may close this page.')}</p>`,
  );

/** Somebody else has signed in where a person was: their sitting ends first. `action` and `secret` are the library's. */
export const changing = (language: Language, { action, secret }: { action: string; secret: string }): Screen =>
  notice(
    language,
    200,
    { ja: '別の人としてサインインします', en: 'Signing in as somebody else' },
    html`<p role="status">${say(language, 'この端末でサインインしていた人は、サインアウトします。', 'Whoever was signed in at this terminal is signed out.')}</p>
<form method="post" action="${action}" accept-charset="utf-8">
<input type="hidden" name="xsrf" value="${secret}">
<input type="hidden" name="logout" value="yes">
<div class="buttons"><button type="submit" autofocus>${say(language, '続ける', 'Go on')}</button></div>
</form>`,
  );

/** Too many have come from there in this minute. */
export const tooOften = (language: Language, seconds: number): Screen =>
  notice(
    language,
    429,
    { ja: 'しばらくお待ちください', en: 'Please wait a little' },
    html`<p role="alert">${say(language, `短い間に何度も試されました。${seconds}秒たってから、もう一度お試しください。`, `There were too many tries in a short time. Try again in ${seconds} seconds.`)}</p>`,
  );

/** Between the last answer and what comes next: a form's own redirect may not lead to the app, nor to where it leads on. */
export const goingOn = (language: Language, to: string): Screen =>
  onward(language, { ja: '続けます', en: 'Going on' }, to);
