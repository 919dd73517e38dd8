/** Decides whether a person may come in. Whoever may not is never told why, nor can tell it from the time it takes. */
import { type Attempt, claim, clear, giveBack, writeInVain } from './attempt.ts';
import { LOGIN_PATTERN } from './check-input.ts';
import type { PeopleNeeds, SignInReason } from './needs.ts';
import { recoveryDigest } from './one-time.ts';
import { isOutdated } from './password-hash.ts';
import { isPossiblePassword, LENGTH_MIN_ALONE, passwordLength } from './password-rule.ts';
import { isTotpCode, totpStep } from './totp.ts';
import { findUser, normalLogin, type User } from './user.ts';

export interface SignInInput {
  readonly login: string;
  readonly password: string;
  /** Six digits of the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
}

/**
 * `ok`: in. `enrol`, `change-password`: proven, but a device or a password of their own comes first. `code-needed`: no
 * code was given and without one this goes no further, which is so for wrong and unknown names and passwords too.
 * `refused`: anything else, without a reason.
 */
export type SignIn =
  | { readonly kind: 'ok' | 'enrol' | 'change-password'; readonly user: User }
  | { readonly kind: 'code-needed' | 'refused' };

/** What comes next for a user who has proven who they are. */
export type NextStep = 'ok' | 'enrol' | 'change-password';

const ONE_TIME_PASSWORD_DAYS_MAX = 7;
const DAY_MS = 86_400_000;
/** Anything else is nobody's, and some of it could not even be looked for. */
const LOGIN = new RegExp(LOGIN_PATTERN, 'u');

export async function signIn(needs: PeopleNeeds, input: SignInInput): Promise<SignIn> {
  const { database, hasher, now } = needs;
  const code = input.code === undefined || input.code.trim() === '' ? undefined : input.code;
  const login = LOGIN.test(input.login.trim()) ? normalLogin(input.login) : '';
  const attempt = await claim(database, login, now());
  const password = isPossiblePassword(input.password) ? input.password : '';
  // For nobody, too: else the time would tell who is somebody.
  const right = await hasher.verify(password, attempt?.passwordHash);
  const { reason, ...verdict } = judge(attempt, { right, code, now: now() });
  const user = attempt && (await open(needs, { ...attempt, ...verdict, password: input.password }));
  if (user === undefined) {
    if (attempt !== undefined && reason === 'code-missing') await giveBack(database, attempt.id);
    else if (!verdict.opens) await writeInVain(database);
    const kind = code === undefined ? 'code-needed' : 'refused';
    const failed = verdict.recovery === undefined ? 'overtaken' : 'code-wrong';
    await needs.onSignIn({ kind, userId: attempt?.id ?? null, reason: reason ?? failed });
    return { kind };
  }
  const kind = nextStep(user, needs.secondFactorRequired);
  await needs.onSignIn({ kind, userId: user.id, reason: verdict.recovery === undefined ? null : 'recovery-code' });
  return { kind, user };
}

/** What stands between a user who has proven who they are, and their work. */
export const nextStep = (user: User, secondFactorRequired: boolean): NextStep => {
  if (secondFactorRequired && !user.secondFactor) return 'enrol';
  return user.mustChangePassword ? 'change-password' : 'ok';
};

interface Shown {
  readonly right: boolean;
  readonly code: string | undefined;
  readonly now: Date;
}

interface Verdict {
  readonly opens: boolean;
  readonly reason?: SignInReason;
  readonly step?: number;
  readonly recovery?: string;
}

function judge(attempt: Attempt | undefined, { right, code, now }: Shown): Verdict {
  const refused = (reason: SignInReason): Verdict => ({ opens: false, reason });
  if (attempt === undefined) return refused('login-unknown');
  if (attempt.disabled) return refused('disabled');
  if (!attempt.claimed) return refused('locked'); // also with the right password: else the lock would confirm a guess
  if (!right) return refused('password-wrong');
  if (attempt.mustChangePassword && isTooOld(attempt.passwordChangedAt, now)) {
    return refused('one-time-password-expired');
  }
  if (attempt.totpSecret === null) return { opens: true };
  if (code === undefined) return refused('code-missing');
  if (!isTotpCode(code)) return { opens: true, recovery: recoveryDigest(code) };
  const step = totpStep(attempt.totpSecret, code, now);
  return step === undefined ? refused('code-wrong') : { opens: true, step };
}

const isTooOld = (since: Date, now: Date): boolean =>
  now.getTime() - since.getTime() > ONE_TIME_PASSWORD_DAYS_MAX * DAY_MS;

interface Proven extends Attempt, Verdict {
  readonly password: string;
}

/** The user as they are once in; undefined where they are not. */
async function open(needs: PeopleNeeds, proven: Proven): Promise<User | undefined> {
  if (!proven.opens || !(await clear(needs.database, proven))) return undefined;
  await keepRule(needs, proven);
  return findUser(needs.database, proven.id);
}

/** The one moment at which the password is known: its hash is renewed, and one that is too short alone must go. */
async function keepRule({ database, hasher }: PeopleNeeds, { id, password, passwordHash }: Proven): Promise<void> {
  if (passwordLength(password) < LENGTH_MIN_ALONE) {
    await database.query(
      'UPDATE auth_user SET must_change_password = true WHERE id = $1 AND totp_secret IS NULL AND password_hash = $2',
      [id, passwordHash],
    );
  }
  if (isOutdated(passwordHash)) {
    await database.query('UPDATE auth_user SET password_hash = $2 WHERE id = $1 AND password_hash = $3', [
      id,
      await hasher.hash(password),
      passwordHash,
    ]);
  }
}
