/** `kakehashi heads save|check`: signed heads of the audit as a file, to be given to partners and taken back from them. */
import { writeFile } from 'node:fs/promises';
import { isRefusal } from '#fhir';
import type { HeadVerdict } from '#sharing';
import type { Command } from './command.ts';
import { type Errand, errand, wordsOf } from './errand.ts';
import { findAuditKey } from './read-audit-key.ts';
import { readHeads } from './read-heads.ts';

/** The database that the settings name, else the data directory of the embedded one; and by what heads are signed. */
interface AuditPlace {
  readonly databaseUrl: string | undefined;
  readonly home: string;
  readonly auditKeyFile: string;
}

export const headsCommands = (find: (sandbox: boolean) => Promise<AuditPlace>): Command[] =>
  [SAVE, CHECK].map((one) => errand(find, one));

const SAVE: Errand<AuditPlace> = {
  name: 'heads save',
  usage: 'FILE',
  ja: '監査の署名（tree head）をファイルに書きます。相手の機関に預けると、あとで書き換えが分かります。',
  en: 'Writes the signed heads of the audit into a file. A partner who keeps it lets you show later that nothing was changed.',
  options: {},
  takes: {},
  interaction: '$audit-heads',
  action: 'R',
  read: (given) => {
    const [file = ''] = wordsOf(given, 'FILE');
    return {
      about: '',
      run: async (database) => {
        const { headsOf } = await import('#audit');
        const { headsFile } = await import('#sharing');
        const heads = await headsOf(database, {});
        await writeFile(file, `${JSON.stringify(headsFile(heads), null, 2)}\n`, { flag: 'wx' });
        return [{ json: { heads: heads.length }, text: `${heads.length} 件 / ${heads.length} heads` }];
      },
    };
  },
};

const CHECK: Errand<AuditPlace> = {
  name: 'heads check',
  usage: 'FILE',
  ja: '署名のファイルを確かめます。相手の機関のものは預かり、自分のものは今の監査と比べます。',
  en: 'Judges a file of heads: those of a partner are kept, those of this house are held against the audit as it is.',
  options: {},
  takes: {},
  interaction: '$audit-heads',
  action: 'U',
  read: async (given) => {
    const [file = ''] = wordsOf(given, 'FILE');
    const read = await readHeads(file);
    if (isRefusal(read)) return read;
    return {
      about: '',
      run: async (database, { auditKeyFile }) => {
        const { judgeHeads } = await import('#sharing');
        const key = await findAuditKey(auditKeyFile);
        if (isRefusal(key)) return key;
        const verdicts = await judgeHeads({ database, key }, read, new Date());
        return verdicts.map((one) => ({
          json: one,
          text: textOf(one),
          isFault: one.expression !== undefined,
        }));
      },
    };
  },
};

function textOf({ house, size, verdict, fingerprint, expression, ja, en }: HeadVerdict): string {
  const line = `${house} ${size} ${verdict}  (${fingerprint.slice(0, 16)})`;
  return expression === undefined ? line : `${line}\n    ${expression}\n    ${ja}\n    ${en}`;
}
