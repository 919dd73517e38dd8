/** Finds the command and runs it; turns what goes wrong into one of four exit codes. */
import { type Command, type ExitCode, helpOf, type Io, UsageError } from './command.ts';

/** Runs the arguments after the program's name. */
export async function runCommandLine(commands: readonly Command[], args: readonly string[], io: Io): Promise<ExitCode> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word));
  if (!command) {
    const asked = args.length === 0 || args[0] === '--help' || args[0] === 'help';
    (asked ? io.out : io.err)(overview(commands));
    return asked ? 0 : 2;
  }
  const rest = args.slice(command.name.split(' ').length);
  if (rest.includes('--help')) {
    io.out(helpOf(command));
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    return tellError(command, error, io);
  }
}

const NAME_WIDTH = 24;

function overview(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ name, ja, en }) => `  ${name.padEnd(NAME_WIDTH)} ${ja}\n  ${' '.repeat(NAME_WIDTH)} ${en}`,
  );
  return ['kakehashi COMMAND [--help]', '', ...rows, ''].join('\n');
}

const FILE_FAULTS = ['ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR', 'EPERM', 'EROFS', 'ENOSPC', 'ENAMETOOLONG'];
/** Errors that say in their own words what the person at the terminal can do. */
const SPOKEN = [
  'SettingsRefused',
  'WrongHouse',
  'MigrationRefused',
  'StartRefused',
  'TlsRefused',
  'EngineRefused',
  'DatabaseUnreachable',
  'BackupRefused',
];

function tellError(command: Command, error: unknown, io: Io): ExitCode {
  if (error instanceof UsageError) {
    io.err(`使い方が違います / wrong usage: ${error.message}\n\n${helpOf(command)}`);
    return 2;
  }
  const { code, path, name, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && FILE_FAULTS.includes(code)) {
    io.err(`ファイルを読み書きできません / cannot read or write the file: ${path} (${code})\n`);
    return 1;
  }
  if (code === 'EEXIST') {
    const ja = `ファイル「${path}」はもうあります。上書きしないので、別の名前を指定してください。`;
    io.err(`${ja} / there is a file \`${path}\` already, and it is not written over: give another name\n`);
    return 1;
  }
  if (SPOKEN.includes(name)) {
    io.err(`${message}\n`);
    return name === 'SettingsRefused' ? 2 : 1;
  }
  io.err(`こちらの不具合です / this is our fault: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 3;
}
