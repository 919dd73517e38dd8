/** A gateway as a process of its own, and what a test may do to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSandboxKeys, sandboxToken } from '../../src/cli/index.ts';
import { cleanEnvironment, MAIN, NODE } from '../cli/terminal.ts';

export interface RunningGateway {
  readonly url: string;
  readonly process: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Sends the signal and waits for the end; the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  /** Waits until the text stands on stdout. */
  saying(text: string): Promise<void>;
  token(client: string): Promise<string>;
}

/** A data directory that an unprivileged PostgreSQL can pass. */
export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kakehashi-life-'));
  chmodSync(directory, 0o711);
  return directory;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

/** The process id in the lock of the embedded server. */
export const serverPid = (directory: string, home = 'sandbox'): number =>
  Number(readFileSync(join(directory, home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Whether the process runs; one that ended and is not yet collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !/\) Z /.test(status);
}

/** Started and not yet ended; a test that fails leaves none behind. */
const alive = new Set<ChildProcess>();

/** Asks every gateway that a test left behind to end, and waits for it. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...alive].map(async (child) => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
}

/** Starts `serve` and waits until it listens; rejects with what it said when it ends before that. */
export async function startGatewayProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningGateway> {
  const port = environment['KAKEHASHI_PORT'] ?? String(await freePort());
  const child = spawn(NODE, [MAIN, 'serve', ...args], {
    env: cleanEnvironment({ ...environment, KAKEHASHI_PORT: port }),
  });
  alive.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    alive.delete(child);
    return code ?? signal ?? null;
  });
  const saying = async (text: string): Promise<void> => {
    while (!out.includes(text)) {
      const next = await Promise.race([once(child.stdout, 'data').then(() => 'data'), ended.then(() => 'ended')]);
      if (next === 'ended' && !out.includes(text))
        throw new Error(`the gateway ended before saying “${text}”:\n${out}${err}`);
    }
  };
  await saying('Ctrl-C stops it');
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    process: child,
    out: () => out,
    err: () => err,
    saying,
    end(signal) {
      child.kill(signal);
      return ended;
    },
    token: (client) =>
      sandboxToken(
        url,
        client,
        readSandboxKeys(join(environment['KAKEHASHI_DATA_DIR'] ?? '', 'sandbox', 'client-keys.json')),
      ),
  };
}
