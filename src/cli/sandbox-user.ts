/** The people of the sandbox region who sign in, and `kakehashi sandbox-user`, by which a person can sign in as one of them. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { People, UserInput } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import { type Command, readArgs, UsageError } from './command.ts';

/** What a person of the sandbox would know and hold. Made at the first start, kept beside the sandbox's data only. */
interface SandboxSecret {
  readonly password: string;
  /** The secret of the authenticator app, in base 32. */
  readonly totpSecret: string;
}

/** By login. */
type SandboxSecrets = Readonly<Record<string, SandboxSecret>>;

const USERS = new URL('../../examples/sandbox/users.json', import.meta.url);
const PASSWORD_BYTES = 15;
const STEP_MS = 30_000;

const sandboxUsers = (): UserInput[] => JSON.parse(readFileSync(USERS, 'utf8')) as UserInput[];

/** Adds the region's users with fresh passwords and devices, which go into `secretFile`; does nothing when they are there. */
export async function registerSandboxUsers(people: People, secretFile: string): Promise<void> {
  const known = new Map((await people.listUsers()).map((user) => [user.login, user]));
  if (existsSync(secretFile) && sandboxUsers().every(({ login }) => known.has(login))) return;
  const { totpCode } = await import('#auth');
  const secrets: Record<string, SandboxSecret> = {};
  for (const input of sandboxUsers()) {
    const held = known.get(input.login);
    const { user } = taken(held === undefined ? await people.addUser(input) : await people.resetSecondFactor(held.id));
    const { secret: totpSecret } = taken(await people.enrolTotp(user.id));
    // Confirmed by the code before this one, so that the present one still opens.
    taken(await people.confirmTotp(user.id, totpCode(totpSecret, new Date(Date.now() - STEP_MS))));
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    taken(await people.changePassword(user.id, password));
    secrets[input.login] = { password, totpSecret };
  }
  await writeFile(secretFile, JSON.stringify(secrets), { mode: 0o600 });
}

export const readSandboxSecrets = (secretFile: string): SandboxSecrets =>
  JSON.parse(readFileSync(secretFile, 'utf8')) as SandboxSecrets;

/** The command for a sandbox, whose file is looked up when the command runs. */
export const sandboxUserCommand = (secretFile: () => Promise<string>): Command => ({
  name: 'sandbox-user',
  usage: 'LOGIN',
  ja: `sandbox の利用者として手でサインインするための、パスワードと今のコードを出します。LOGIN: ${loginsShown()}`,
  en: 'Prints the password and the present code of a user of the sandbox, to sign in by hand. A code opens once.',
  options: {},
  async run(args, io) {
    const [login, ...rest] = readArgs(args, {}).positionals;
    if (login === undefined || rest.length > 0) throw new UsageError('LOGIN');
    if (!sandboxUsers().some((user) => user.login === login)) throw new UsageError(`LOGIN ${login}: ${loginsShown()}`);
    const file = await secretFile();
    const secret = existsSync(file) ? readSandboxSecrets(file)[login] : undefined;
    if (secret === undefined) {
      io.err(
        'sandbox がまだ始まっていません。先に npm start を実行してください。 / no sandbox was started yet; run `npm start` first\n',
      );
      return 1;
    }
    const { totpCode } = await import('#auth');
    const now = new Date();
    const secondsLeft = Math.ceil((STEP_MS - (now.getTime() % STEP_MS)) / 1_000);
    io.out(`パスワード / password: ${secret.password}\n`);
    io.out(`コード / code: ${totpCode(secret.totpSecret, now)}（あと ${secondsLeft} 秒 / ${secondsLeft} s left）\n`);
    return 0;
  },
});

const loginsShown = (): string =>
  sandboxUsers()
    .map(({ login }) => login)
    .join(', ');

function taken<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(`defect: a user of the sandbox is refused: ${value.issues[0]?.en}`);
  return value;
}
