/** A backup while writes go on at a steady pace: what it takes, and whether the writes keep their pace. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startEmbedded } from '../../src/database/index.ts';
import { cleanEnvironment, MAIN, NODE } from '../cli/terminal.ts';
import { type PacedWrites, paceWrites } from '../process/paced-writes.ts';
import type { Figure } from './figure.ts';
import { startChild } from './gateway/child.ts';
import { recordText } from './gateway/records.ts';

const PER_SECOND = 250;
const MEGABYTE = 1_000_000;
const ALONE_MS = 5_000;

export async function measureBackup({ resources }: { readonly resources: number }): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const gateway = startChild('gateway-process.ts', [server.url, directory]);
  const file = join(directory, 'house.backup');
  try {
    await gateway.ask({ act: 'token' });
    await gateway.ask({ act: 'fill', first: 0, last: resources });
    const { url, token } = await gateway.ask<{ url: string; token: string }>({ act: 'token' });
    const writes = paceWrites(PER_SECOND, (n) => writeOne(url, token, n));
    const alone = await rateDuring(writes, wait(ALONE_MS));
    const made = backupIn(server.url, file);
    const meanwhile = await rateDuring(writes, made);
    await writes.stop();
    const { seconds, peakBytes } = await made;
    const { size } = await stat(file);
    return [
      { name: 'backup', value: seconds * 1_000, unit: 'ms' },
      { name: 'backup file', value: size / MEGABYTE, unit: 'MB' },
      { name: 'backup speed', value: resources / seconds, unit: 'resources/s' },
      { name: 'backup memory, peak', value: peakBytes / 1_048_576, unit: 'MiB' },
      {
        name: 'writes meanwhile',
        value: meanwhile,
        unit: 'writes/s',
        against: `paced at ${PER_SECOND}/s, without a backup ${Math.round(alone)}/s`,
        ratio: meanwhile / alone,
      },
    ];
  } finally {
    await gateway.stop();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function rateDuring({ acknowledged }: PacedWrites, work: Promise<unknown>): Promise<number> {
  const [begun, first] = [performance.now(), acknowledged.length];
  await work;
  return ((acknowledged.length - first) * 1_000) / (performance.now() - begun);
}

async function writeOne(url: string, token: string, n: number): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' };
  const response = await fetch(`${url}/fhir/Observation`, { method: 'POST', headers, body: recordText('gaf', n, 0) });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`a write is refused: ${response.status} ${text.slice(0, 500)}`);
}

/** The command as an operator calls it, and the most memory that its process held. */
function backupIn(databaseUrl: string, file: string): Promise<{ seconds: number; peakBytes: number }> {
  const begun = performance.now();
  const child = spawn(NODE, [MAIN, 'backup', file], {
    env: cleanEnvironment({ DATABASE_URL: databaseUrl }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakBytes = 0;
  const look = setInterval(async () => {
    const text = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakBytes = Math.max(peakBytes, Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1_024);
  }, 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(look);
      if (code === 0) resolve({ seconds: (performance.now() - begun) / 1_000, peakBytes });
      else reject(new Error(`the backup ended with ${code}`));
    });
  });
}
