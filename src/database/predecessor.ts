/** Recovers a data directory from a predecessor that was killed: its server is stopped, a stale lock is removed. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { EngineRefused } from './engine.ts';

const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** Leaves `data` with no server on it, or refuses because another living gateway is connected to that server. */
export async function recoverPredecessor(data: string, urlOf: (port: number) => string): Promise<void> {
  const lockFile = join(data, 'postmaster.pid');
  const lock = await readLock(lockFile);
  const pid = Number(lock[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (!(await isServer(pid))) {
    // The number may by now belong to another program, which PostgreSQL would take for a living server.
    await rm(lockFile, { force: true });
    return;
  }
  if (await hasOtherGateway(urlOf(Number(lock[3])))) {
    throw new EngineRefused(
      `別の gateway が ${data} を使っています。それを止めるか、KAKEHASHI_DATA_DIR を別の場所にしてください。 / ` +
        `another gateway is using ${data}: stop it, or set KAKEHASHI_DATA_DIR to another directory`,
    );
  }
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (await isServer(pid)) {
    if (Date.now() > deadline) throw new Error(`the server left on ${data} (process ${pid}) does not stop`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  // One that was killed leaves its lock, and counts as alive until whoever started it has heard of its end. A lock of another
  // is that of a server which has been started meanwhile.
  if ((await readLock(lockFile))[0] === lock[0]) await rm(lockFile, { force: true });
}

const readLock = async (file: string): Promise<string[]> => (await readFile(file, 'utf8').catch(() => '')).split('\n');

/** The port of the server that runs on `data`; undefined when none does. */
export async function runningPort(data: string): Promise<number | undefined> {
  const [pid, , , port] = await readLock(join(data, 'postmaster.pid'));
  return Number(pid) > 0 && (await isServer(Number(pid))) ? Number(port) : undefined;
}

async function isServer(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Without /proc (macOS) a living process counts as the server.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}

async function hasOtherGateway(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'kakehashi' AND pid <> pg_backend_pid() LIMIT 1`,
    );
    return rows.length > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
