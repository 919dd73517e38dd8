/** `kakehashi catalogue`: writes the page of every issue code of the house. */
import { writeFile } from 'node:fs/promises';
import { type Command, readArgs, UsageError } from './command.ts';

export const catalogue: Command = {
  name: 'catalogue',
  usage: 'OUT.html',
  ja: '指摘と拒否のすべて（何が、何を求め、どう直すか）の一覧を HTML で書き出します。',
  en: 'Writes a page of every finding and refusal: what is wrong, what is expected, how to mend it.',
  options: {},
  async run(args, io) {
    const [out, ...rest] = readArgs(args, {}).positionals;
    if (out === undefined || rest.length > 0) throw new UsageError('OUT.html');
    const { cataloguePage } = await import('#validation');
    const { ISSUE_KINDS } = await import('#catalogue');
    await writeFile(out, cataloguePage(ISSUE_KINDS));
    io.out(`${out}\n`);
    return 0;
  },
};
