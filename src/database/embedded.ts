/** Starts a real PostgreSQL from npm on a data directory of its own: loopback only, random password, fsync on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type Engine, EngineRefused, engineFor } from './engine.ts';
import { recoverPredecessor, runningPort } from './predecessor.ts';

export interface EmbeddedServer {
  readonly url: string;
  /** Ends all connections and stops the server cleanly. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
const USER = 'kakehashi';
const SHARED_MEBIBYTES_MIN = 128;
const SHARED_MEBIBYTES_MAX = 2_048;

/**
 * Starts the server on `directory`, made by initdb when it is new. A server left by a killed gateway is stopped first;
 * a directory that another living gateway uses is refused.
 */
export async function startEmbedded(directory: string): Promise<EmbeddedServer> {
  // Others must be able to pass the folders above: the server runs as another user than root.
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const data = join(directory, 'postgres');
  const engine = await engineFor(directory);
  const password = await passwordOf(directory);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(engine, directory, data, password);
  await recoverPredecessor(data, (port) => urlOf(port, password));
  const port = await freePort();
  const log: string[] = [];
  const server = launch(engine, data, port, log);
  await ready(server, urlOf(port, password), log);
  return { url: urlOf(port, password), stop: () => stop(server) };
}

/** The server of a gateway that runs on `directory`, or its own one for the caller; only that is stopped by `stop`. */
export async function joinEmbedded(directory: string): Promise<EmbeddedServer & { readonly joined: boolean }> {
  const data = join(directory, 'postgres');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    throw new EngineRefused(
      `${directory} にデータベースがありません。KAKEHASHI_DATA_DIR を確かめてください。 / there is no database in ${directory}; check KAKEHASHI_DATA_DIR`,
    );
  }
  const port = await runningPort(data);
  if (port === undefined) return { ...(await startEmbedded(directory)), joined: false };
  return { url: urlOf(port, await passwordOf(directory)), joined: true, stop: async () => {} };
}

const urlOf = (port: number, password: string): string => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;

async function passwordOf(directory: string): Promise<string> {
  const file = join(directory, 'password');
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return (await readFile(file, 'utf8')).trim();
}

async function initialise(engine: Engine, directory: string, data: string, password: string): Promise<void> {
  // An initdb that was cut off leaves a half-made directory; it holds nothing yet.
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { mode: 0o700 });
  const passwordFile = join(directory, 'initdb-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await engine.own(data, passwordFile);
  try {
    await engine.run('initdb', [
      `--pgdata=${data}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** An eighth of the memory, as far as it helps: pages that were read once stay at hand. */
function sharedMebibytes(): number {
  const mebibytes = Math.floor(Math.min(totalmem(), process.constrainedMemory() || totalmem()) / 8 / 1_048_576);
  return Math.max(SHARED_MEBIBYTES_MIN, Math.min(SHARED_MEBIBYTES_MAX, mebibytes));
}

function launch(engine: Engine, data: string, port: number, log: string[]): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 64,
    jit: 'off',
    shared_buffers: `${sharedMebibytes()}MB`,
    // Most pages that are read are in the system's memory: handing that over to another process takes longer than reading.
    io_method: 'sync',
    // Fewer checkpoints: after each of them whole pages go into the log again.
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    // Filling each new piece of the log with zeroes first holds up every commit for a tenth of a second.
    wal_init_zero: 'off',
    // A commit is one call to the disk: written and made lasting at once.
    wal_sync_method: 'open_datasync',
  };
  // Detached, so that Ctrl-C in the terminal reaches the gateway only, which then finishes its open requests first.
  const server = spawn(
    engine.path('postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...engine.identity, cwd: data, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  server.stderr?.on('data', (chunk: Buffer) => {
    log.push(chunk.toString());
    if (log.length > 50) log.shift();
  });
  return server;
}

async function ready(server: ChildProcess, url: string, log: string[]): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let exited = false;
  server.once('exit', () => {
    exited = true;
  });
  while (Date.now() < deadline && !exited) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (!exited) server.kill('SIGQUIT');
  throw new Error(`the embedded PostgreSQL did not start:\n${log.join('')}`);
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
