/** `kakehashi token`: an access token of a sandbox client, to try the gateway with curl. */
import { existsSync } from 'node:fs';
import { type Command, readArgs, UsageError } from './command.ts';
import { readSandboxKeys, sandboxClients, sandboxToken } from './sandbox-client.ts';

/** Where a sandbox keeps the keys of its clients, and where it listens. */
interface Sandbox {
  readonly keyFile: string;
  readonly baseUrl: string;
}

/** The command for a sandbox, which is looked up when the command runs. */
export const tokenCommand = (sandbox: () => Promise<Sandbox>): Command => ({
  name: 'token',
  usage: 'CLIENT [--url URL]',
  ja: `動いている sandbox のアクセストークンを一つ出します（5分間有効）。CLIENT: ${sandboxClients()
    .map(({ id }) => id)
    .join(', ')}`,
  en: 'Prints an access token of a client of the running sandbox, valid for five minutes.',
  options: { '--url URL': ['gateway の場所。', 'where the gateway is'] },
  async run(args, io) {
    const { values, positionals } = readArgs(args, { url: { type: 'string' } });
    const [client, ...rest] = positionals;
    if (client === undefined || rest.length > 0) throw new UsageError('CLIENT');
    const known = sandboxClients().map(({ id }) => id);
    if (!known.includes(client)) throw new UsageError(`CLIENT ${client}: ${known.join(' | ')}`);
    const { keyFile, baseUrl } = await sandbox();
    if (!existsSync(keyFile)) {
      io.err(
        'sandbox がまだ始まっていません。先に npm start を実行してください。 / no sandbox was started yet; run `npm start` first\n',
      );
      return 1;
    }
    const url = values.url ?? baseUrl;
    try {
      io.out(`${await sandboxToken(url, client, readSandboxKeys(keyFile))}\n`);
      return 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      io.err(
        `${url} からトークンを受け取れません（${reason}）。sandbox が動いているか、場所が正しいかを確かめてください。 / ` +
          `no token from ${url} (${reason}); check that the sandbox is running there\n`,
      );
      return 1;
    }
  },
});
