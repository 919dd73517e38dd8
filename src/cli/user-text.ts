/** A user in words for the terminal. */
import type { Role, User, UserWithPassword } from '#auth';
import type { Shown } from './errand.ts';

export const userShown = (user: User): Shown => ({ json: user, text: textOf(user) });

export const passwordShown = (made: UserWithPassword): Shown => ({
  json: made,
  text: `${textOf(made.user)}\n    最初のパスワード（表示はこの一度だけ） / first password, shown this once: ${made.oneTimePassword}`,
});

function textOf(user: User): string {
  const { id, login, name, fhirUser, secondFactor, recoveryCodesLeft, mustChangePassword, roles } = user;
  const device = secondFactor
    ? `あり（回復コード残り ${recoveryCodesLeft}） / enrolled, ${recoveryCodesLeft} recovery codes left`
    : 'なし / none';
  return [
    `${login} ${name} (${fhirUser}) ${id}`,
    `    状態 / state: ${stateOf(user)}`,
    `    第二要素 / second factor: ${device}`,
    ...(mustChangePassword
      ? ['    パスワードは次のサインインで変更 / the password is changed at the next sign-in']
      : []),
    ...roles.map(roleText),
  ].join('\n');
}

function stateOf({ disabled, lockedUntil }: User): string {
  if (disabled) return '停止中 / disabled';
  return lockedUntil === null ? '有効 / active' : `ロック ${lockedUntil.toISOString()} まで / locked until then`;
}

const roleText = ({ id, name, actor, organization, purposes }: Role): string =>
  `    役割 / role ${id}: ${name} ${[actor, organization].filter(Boolean).join(' @ ')} [${purposes.join(', ')}]`;
