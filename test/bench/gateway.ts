/** The whole gateway beside the bare floor, each in its own process, on one database with so many stored resources. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openDatabase, startEmbedded } from '../../src/database/index.ts';
import { type Figure, median } from './figure.ts';
import { type Child, startChild } from './gateway/child.ts';
import type { Job, Measured } from './gateway/load-process.ts';
import { measureTransactions } from './gateway/transactions.ts';

export interface GatewayBench {
  readonly resources: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Which of the acts; absent for all. */
  readonly acts?: readonly string[] | undefined;
  /** A folder for a `.cpuprofile` of the gateway during each act. */
  readonly profiles?: string | undefined;
}

const CONNECTIONS = 32;
/** As `main.ts` sets it. */
export const AS_SERVED = ['--max-semi-space-size=16'];
/** At more, searching is measured at so many too. */
const USUAL = 100_000;
const MEBIBYTE = 1_048_576;
/** At rest V8 gives back what starting took, some fifteen seconds later. */
const REST_MS = 30_000;

export async function measureGateway(options: GatewayBench): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const gateway = startChild('gateway-process.ts', [server.url, directory], AS_SERVED);
  const floor = startChild('floor-process.ts', [server.url]);
  const load = startChild('load-process.ts');
  try {
    return await figures({ gateway, floor, load, databaseUrl: server.url, ...options });
  } finally {
    await Promise.allSettled([load, floor, gateway].map((child) => child.stop()));
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

type Measuring = Pick<Bench, 'gateway' | 'load' | 'seconds' | 'resources'>;

interface Bench extends GatewayBench {
  readonly gateway: Child;
  readonly floor: Child;
  readonly load: Child;
  readonly databaseUrl: string;
}

async function figures(bench: Bench): Promise<Figure[]> {
  const { gateway, floor, resources, acts, profiles } = bench;
  await gateway.ask({ act: 'token' });
  await setTimeout(REST_MS);
  const idle = (await gateway.ask<number>({ act: 'memory' })) / MEBIBYTE;
  const before = resources > USUAL ? await searchBefore(bench) : undefined;
  const started = performance.now();
  const first = before === undefined ? 0 : USUAL;
  await fill(bench, first, resources);
  const filled = ((resources - first) * 1_000) / (performance.now() - started);
  const { url: floorUrl } = await floor.ask<{ url: string }>({});
  const found: Figure[] = [
    { name: 'idle memory', value: idle, unit: 'MiB' },
    { name: 'fill', value: filled, unit: 'resources/s' },
  ];
  const measures: Readonly<Record<string, () => Promise<Figure[]>>> = {
    read: () => beside(bench, 'read', floorUrl),
    search: () => beside(bench, 'search', floorUrl),
    create: () => beside(bench, 'create', floorUrl),
    mixed: () => mixed(bench),
    transaction: async () => measureTransactions(await tokenOf(gateway)),
  };
  for (const [act, run] of Object.entries(measures)) {
    if (acts !== undefined && !acts.includes(act)) continue;
    const ends = profiles === undefined ? undefined : { act: 'profile', file: join(profiles, `${act}.cpuprofile`) };
    if (ends) await gateway.ask(ends);
    found.push(...(await run()));
    if (ends) await gateway.ask(ends);
  }
  const grown = found.find(({ name }) => name === 'search p50');
  if (before !== undefined && grown !== undefined) {
    const against = `at ${USUAL.toLocaleString('en')} resources, ${before.toFixed(1)} ms`;
    found.push({ name: 'search p50, grown', value: grown.value, unit: 'ms', against, ratio: grown.value / before });
  }
  return found;
}

/** The p50 of a search while there are only so many resources. */
async function searchBefore(bench: Bench): Promise<number> {
  await fill(bench, 0, USUAL);
  const rounds: Measured[] = [];
  for (let round = -1; round < bench.rounds; round += 1) {
    const measured = await measure({ ...bench, resources: USUAL }, 'search');
    if (round >= 0) rounds.push(measured);
  }
  return median(rounds.map(({ p50 }) => p50));
}

export async function fill(
  { gateway, databaseUrl }: Pick<Bench, 'gateway' | 'databaseUrl'>,
  first: number,
  last: number,
): Promise<void> {
  await gateway.ask({ act: 'fill', first, last });
  const database = openDatabase(databaseUrl, { connectionsMax: 1, statementTimeoutMs: 600_000 });
  await database.query('VACUUM ANALYZE');
  await database.close();
}

const tokenOf = (gateway: Child) => gateway.ask<{ url: string; token: string }>({ act: 'token' });

/** Takes turns between the gateway and the floor, so that a noisy machine is noisy for both. */
async function beside(bench: Bench, act: Job['act'], floorUrl: string): Promise<Figure[]> {
  const ours: Measured[] = [];
  const floors: Measured[] = [];
  for (let round = -1; round < bench.rounds; round += 1) {
    const mine = await measure(bench, act);
    const bare = await measure(bench, act, floorUrl);
    // The first round warms both up.
    if (round < 0) continue;
    ours.push(mine);
    floors.push(bare);
  }
  const value = median(ours.map(({ perSecond }) => perSecond));
  const bare = median(floors.map(({ perSecond }) => perSecond));
  const against = `bare statement behind node:http, ${Math.round(bare)}/s`;
  return [{ name: act, value, unit: 'requests/s', against, ratio: value / bare }, ...times(act, ours)];
}

async function mixed(bench: Bench): Promise<Figure[]> {
  const rounds: Measured[] = [];
  for (let round = -1; round < bench.rounds; round += 1) {
    const measured = await measure(bench, 'mixed');
    if (round >= 0) rounds.push(measured);
  }
  const value = median(rounds.map(({ perSecond }) => perSecond));
  return [{ name: 'mixed, nine types', value, unit: 'requests/s' }, ...times('mixed', rounds)];
}

export async function measure(
  { gateway, load, seconds, resources }: Measuring,
  act: Job['act'],
  url?: string,
): Promise<Measured> {
  const ours = await tokenOf(gateway);
  const job: Job = {
    act,
    ...ours,
    ...(url === undefined ? {} : { url }),
    connections: CONNECTIONS,
    seconds,
    resources,
  };
  const measured = await load.ask<Measured>(job);
  if (measured.firstError !== undefined) process.stderr.write(`${act}: ${measured.firstError}\n`);
  return measured;
}

const times = (act: string, rounds: readonly Measured[]): Figure[] => [
  { name: `${act} p50`, value: median(rounds.map(({ p50 }) => p50)), unit: 'ms' },
  { name: `${act} p99`, value: median(rounds.map(({ p99 }) => p99)), unit: 'ms' },
  { name: `${act} errors`, value: rounds.reduce((sum, { errors }) => sum + errors, 0), unit: 'requests' },
];
