/** What a password must be: long rather than motley (design J2, and NIST SP 800-63B for the list of common ones). */
import type { Issue } from '#fhir';
import { COMMON_PASSWORDS } from './common-passwords.ts';

export interface PasswordOwner {
  readonly login: string;
  readonly secondFactor: boolean;
}

export const LENGTH_MIN_ALONE = 13;
const LENGTH_MIN_WITH_SECOND_FACTOR = 8;
const LENGTH_MAX = 128;
/** Normalizing lengthens some characters eighteen times, so what is far too long is not even normalized. */
const UNITS_MAX = 1_024;

/** What a password must not be, as issues; none when it is good. No issue repeats a part of it. */
export function passwordIssues(password: string, { login, secondFactor }: PasswordOwner): Issue[] {
  const length = passwordLength(password);
  if (length > LENGTH_MAX) {
    const ja = `パスワードは ${LENGTH_MAX} 文字までにしてください。`;
    return [issue('password-long', ja, `the password may have ${LENGTH_MAX} characters at most`)];
  }
  const least = secondFactor ? LENGTH_MIN_WITH_SECOND_FACTOR : LENGTH_MIN_ALONE;
  if (length < least) {
    const ja = `パスワードは ${least} 文字以上にしてください。`;
    return [issue('password-short', ja, `the password must have ${least} characters or more`)];
  }
  const plain = password.normalize('NFKC').toLowerCase();
  const unit = plain.replace(/^(.+?)\1*$/su, '$1');
  if ([plain, unit].includes(login)) {
    const ja = 'ログイン名をパスワードにはできません。';
    return [issue('password-login', ja, 'the password must not be the login name')];
  }
  if ([...unit].length === 1 || COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(unit)) {
    const ja = 'このパスワードは、よく使われていて見破られやすいため使えません。';
    return [issue('password-common', ja, 'the password is one of those that everyone tries first')];
  }
  return [];
}

/** Its length in characters after normalization; infinite for what no one can have as a password. */
export const passwordLength = (password: string): number =>
  password.length > UNITS_MAX ? Number.POSITIVE_INFINITY : [...password.normalize('NFKC')].length;

/** Whether it can be anyone's password, so that it is worth hashing. */
export const isPossiblePassword = (password: string): boolean => passwordLength(password) <= LENGTH_MAX;

const issue = (code: string, ja: string, en: string): Issue => ({
  severity: 'error',
  type: 'invalid',
  code,
  ja,
  en,
  expression: '/password',
});
