/** `kakehashi token`: an access token of a sandbox client, to try the gateway with curl. */
import { existsSync } from 'node:fs';
import { type Command, choice, readArgs, UsageError } from './command.ts';
import { readSandboxKeys, sandboxClients, sandboxToken } from './sandbox-client.ts';

/** The command for a sandbox whose keys lie in `keyFile`, running at `baseUrl`. */
export const tokenCommand = (keyFile: () => string, baseUrl: () => string): Command => ({
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
    choice(
      'client',
      client,
      sandboxClients().map(({ id }) => id),
    );
    if (!existsSync(keyFile())) {
      io.err(
        'sandbox がまだ始まっていません。先に npm start を実行してください。 / no sandbox was started yet; run `npm start` first\n',
      );
      return 1;
    }
    io.out(`${await sandboxToken(values.url ?? baseUrl(), client, readSandboxKeys(keyFile()))}\n`);
    return 0;
  },
});
