/** The refusals of keeping users that name one of them. */
import { type Refusal, refuse } from '#fhir';

export const userUnknown = (id: string): Refusal =>
  refuse(404, {
    type: 'not-found',
    code: 'user-unknown',
    ja: `利用者「${id}」はいません。`,
    en: `there is no user \`${id}\``,
  });

export const roleUnknown = (id: string): Refusal =>
  refuse(404, {
    type: 'not-found',
    code: 'role-unknown',
    ja: `この利用者に役割「${id}」はありません。`,
    en: `this user has no role \`${id}\``,
  });

export const loginTaken = (login: string): Refusal =>
  refuse(409, {
    type: 'duplicate',
    code: 'login-taken',
    ja: `ログイン名「${login}」は既に使われています。`,
    en: `the login name \`${login}\` is taken`,
    expression: '/login',
  });

export const secondFactorHeld = (): Refusal =>
  refuse(409, {
    type: 'conflict',
    code: 'second-factor-held',
    ja: '認証アプリは既に登録されています。端末をなくしたときは、管理者に連絡してください。',
    en: 'an authenticator app is enrolled already; if the device is lost, turn to an administrator',
  });

export const secondFactorCode = (): Refusal =>
  refuse(422, {
    type: 'invalid',
    code: 'second-factor-code',
    ja: 'コードが正しくありません。端末の時刻を合わせ、いま表示されている 6 桁を入力してください。',
    en: 'the code is not right: set the clock of the device, and type the six digits that it shows now',
    expression: '/code',
  });

export const passwordUnchanged = (): Refusal =>
  refuse(422, {
    type: 'invalid',
    code: 'password-unchanged',
    ja: '今と同じパスワードにはできません。',
    en: 'the new password is the present one',
    expression: '/password',
  });

export const userOvertaken = (): Refusal =>
  refuse(409, {
    type: 'conflict',
    code: 'user-overtaken',
    ja: 'この間に利用者の情報が変わりました。もう一度サインインしてください。',
    en: 'the user was changed meanwhile: sign in again',
  });

export const linkInvalid = (expression: '/issuer' | '/subject'): Refusal =>
  refuse(422, {
    type: 'invalid',
    code: 'link-invalid',
    ja: '発行者は http(s) の URL、利用者を指す値は1〜255文字で書いてください。',
    en: 'the issuer must be an http(s) URL, and the value that names the person 1 to 255 characters',
    expression,
  });

export const linkTaken = (): Refusal =>
  refuse(409, {
    type: 'duplicate',
    code: 'link-taken',
    ja: 'このアカウントは別の利用者に結び付いています。',
    en: 'this account is linked to another user',
    expression: '/subject',
  });

export const linkUnknown = (): Refusal =>
  refuse(404, {
    type: 'not-found',
    code: 'link-unknown',
    ja: 'このアカウントは、この利用者に結び付いていません。',
    en: 'this account is not linked to this user',
  });
