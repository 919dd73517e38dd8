/** `kakehashi backup` and `kakehashi restore`: everything the house holds as one file, and back into an empty database. */
import { type Command, type ExitCode, type Io, readArgs, UsageError } from './command.ts';

/** The database that the settings name, else the data directory of the embedded one. */
interface Place {
  readonly databaseUrl: string | undefined;
  readonly home: string;
}

type FindPlace = (sandbox: boolean) => Promise<Place>;

const OPTIONS = {
  '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
  DATABASE_URL: ['既定は KAKEHASHI_DATA_DIR の内蔵データベース。', 'the embedded one of KAKEHASHI_DATA_DIR by default'],
} as const;

export const backupCommand = (find: FindPlace): Command => ({
  name: 'backup',
  usage: 'FILE [--sandbox]',
  ja: '動いている間でも、ある一時点の全データを FILE に書き出します。',
  en: 'Writes all data as of one moment to FILE, also while the gateway is running.',
  options: OPTIONS,
  async run(args, io) {
    const { file, sandbox } = readFileArgs(args);
    const { databaseUrl, home } = await find(sandbox);
    const { backup, joinEmbedded } = await import('#database');
    const server = databaseUrl === undefined ? await joinEmbedded(home) : undefined;
    // On a server that is ours alone the name of a gateway keeps one that starts meanwhile from stopping it.
    const applicationName = server?.joined === false ? 'kakehashi' : 'kakehashi-backup';
    try {
      return tellRows(io, file, await backup({ url: server?.url ?? databaseUrl ?? '', file, applicationName }));
    } finally {
      await server?.stop();
    }
  },
});

export const restoreCommand = (find: FindPlace): Command => ({
  name: 'restore',
  usage: 'FILE [--sandbox]',
  ja: 'backup で書き出した FILE を、空のデータベースに復元します。',
  en: 'Restores a FILE of backup into an empty database.',
  options: OPTIONS,
  async run(args, io) {
    const { file, sandbox } = readFileArgs(args);
    const { databaseUrl, home } = await find(sandbox);
    const { checkBackup, restore, startEmbedded } = await import('#database');
    const { houseMigrations: migrations } = await import('#upkeep');
    const { afterRestore: settle } = await import('#store');
    await checkBackup(file, migrations);
    const server = databaseUrl === undefined ? await startEmbedded(home) : undefined;
    try {
      const { rows, leftOut } = await restore({ url: server?.url ?? databaseUrl ?? '', file, migrations, settle });
      for (const table of leftOut) {
        io.err(
          `表 ${table} は架け橋のものではないため、復元していません / left out ${table}, which is not of the house\n`,
        );
      }
      return tellRows(io, file, rows);
    } finally {
      await server?.stop();
    }
  },
});

function readFileArgs(args: readonly string[]): { file: string; sandbox: boolean } {
  const { values, positionals } = readArgs(args, { sandbox: { type: 'boolean', default: false } });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('FILE');
  return { file, sandbox: values.sandbox };
}

function tellRows(io: Io, file: string, rows: Readonly<Record<string, number>>): ExitCode {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  io.out(`${file}: ${Object.keys(rows).length} tables, ${total} rows\n`);
  return 0;
}
