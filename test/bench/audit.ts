/** What the audit costs: the whole gateway beside the same without its audit, on one database, in turns. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/database/index.ts';
import { type Figure, median } from './figure.ts';
import { type Child, startChild } from './gateway/child.ts';
import type { Job } from './gateway/load-process.ts';
import { AS_SERVED, fill, type GatewayBench, measure } from './gateway.ts';

const ACTS: readonly Job['act'][] = ['read', 'search', 'create', 'mixed'];

export async function measureAudit(options: GatewayBench): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  // Both have the clients that the first registers.
  const start = (...more: string[]): Child =>
    startChild('gateway-process.ts', [server.url, directory, ...more], AS_SERVED);
  const whole = start();
  await whole.ask({ act: 'token' });
  await fill({ gateway: whole, databaseUrl: server.url }, 0, options.resources);
  const load = startChild('load-process.ts');
  let bare: Child | undefined;
  try {
    const found: Figure[] = [];
    const acts = ACTS.filter((act) => options.acts?.includes(act) !== false);
    const rates = new Map(acts.map((act) => [act, { whole: [] as number[], bare: [] as number[] }]));
    bare = start('audit');
    for (let round = -1; round < options.rounds; round += 1) {
      for (const act of acts) {
        for (const [kind, gateway] of [['whole', whole] as const, ['bare', bare] as const]) {
          const { perSecond } = await measure({ ...options, gateway, load }, act);
          // The first round warms both up.
          if (round >= 0) rates.get(act)?.[kind].push(perSecond);
        }
      }
    }
    for (const [act, { whole: ours, bare: without }] of rates) {
      const against = `the same without its audit, ${Math.round(median(without))}/s`;
      found.push({
        name: act,
        value: median(ours),
        unit: 'requests/s',
        against,
        ratio: median(ours) / median(without),
      });
    }
    return found;
  } finally {
    await Promise.allSettled([load, whole, bare].map((child) => child?.stop()));
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
