/** The authorization server: grants and introspections a second over 32 connections, and what it costs to know a caller. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/database/index.ts';
import { type Figure, median } from './figure.ts';
import type { AuthJob, AuthMeasured } from './gateway/auth-load-process.ts';
import { type Child, startChild } from './gateway/child.ts';
import { malformedTimes } from './gateway/malformed.ts';

export interface AuthBench {
  readonly rounds: number;
  readonly seconds: number;
}

const CONNECTIONS = 32;

export async function measureAuth({ rounds, seconds }: AuthBench): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const gateway = startChild('auth-gateway-process.ts', [server.url, directory]);
  const load = startChild('auth-load-process.ts');
  const found: Figure[] = [];
  try {
    const prepared = await gateway.ask<Omit<AuthJob, 'act' | 'connections' | 'seconds'>>({ act: 'prepare' });
    for (const act of ['grant ES384', 'grant RS384', 'introspect by token', 'introspect by secret'] as const) {
      const measured = await repeat(rounds, () =>
        load.ask<AuthMeasured>({ ...prepared, act, connections: CONNECTIONS, seconds }),
      );
      found.push({ name: act, value: median(measured.map(({ perSecond }) => perSecond)), unit: 'requests/s' });
      found.push({ name: `${act}, p99`, value: median(measured.map(({ p99 }) => p99)), unit: 'ms' });
    }
    const times = await malformedTimes(prepared.url);
    found.push({ name: 'malformed request, slowest', value: Math.max(...times), unit: 'ms' });
    found.push({ name: 'malformed request, p50', value: median(times), unit: 'ms' });
    found.push(await known(gateway, 'a caller known, 32 at a time', CONNECTIONS));
    found.push(await known(gateway, 'a caller known, alone', 1));
    return found;
  } finally {
    await Promise.allSettled([load, gateway].map((child) => child.stop()));
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Microseconds for each caller, by its token, in the process of the gateway. */
async function known(gateway: Child, name: string, atOnce: number): Promise<Figure> {
  const value = await gateway.ask<number>({ act: 'authenticate', atOnce });
  return { name, value, unit: 'µs' };
}

async function repeat<T>(rounds: number, measure: () => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(await measure());
  return found;
}
