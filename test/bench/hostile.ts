/** What ordinary requests feel of hostile searches that go on beside them. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase, startEmbedded } from '../../src/database/index.ts';
import { HOSTILE, type Hostile } from '../http/hostile-search.ts';
import type { Figure } from './figure.ts';
import { type Child, startChild } from './gateway/child.ts';
import type { Job, Measured } from './gateway/load-process.ts';

export interface HostileBench {
  readonly resources: number;
  readonly seconds: number;
}

const CONNECTIONS = 8;
const ATTACKERS = 8;
const ACTS = ['read', 'search'] as const;

/** Within the limit, and as heavy as it lets them be: they may take until they are given up. */
const ADMITTED: readonly Pick<Hostile, 'path' | 'form' | 'lenient'>[] = [
  { path: '/fhir/Observation?_content=a,b,c' },
  { path: `/fhir/Observation?${Array.from({ length: 30 }, (_, i) => `code:not=x${i}`).join('&')}` },
  { path: `/fhir/Patient?${Array.from({ length: 30 }, (_, i) => `name:contains=${i},a,b`).join('&')}` },
  {
    path: `/fhir/Observation?${Array.from({ length: 25 }, (_, i) => `subject:Patient.name:contains=${i},a`).join('&')}`,
  },
  {
    path: `/fhir/Patient?${Array.from({ length: 15 }, (_, i) => `_has:Observation:patient:code:not=x${i}`).join('&')}`,
  },
];

export async function measureHostile({ resources, seconds }: HostileBench): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kakehashi-bench-'));
  await chmod(directory, 0o711);
  const server = await startEmbedded(join(directory, 'data'));
  const gateway = startChild('gateway-process.ts', [server.url, directory]);
  const load = startChild('load-process.ts');
  try {
    await gateway.ask({ act: 'token' });
    await gateway.ask({ act: 'fill', first: 0, last: resources });
    const database = openDatabase(server.url, { connectionsMax: 1 });
    await database.query('VACUUM ANALYZE');
    await database.close();
    return await figures({ gateway, load, resources, seconds });
  } finally {
    await Promise.allSettled([load, gateway].map((child) => child.stop()));
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Bench extends HostileBench {
  readonly gateway: Child;
  readonly load: Child;
}

async function figures(bench: Bench): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const act of ACTS) await ordinary(bench, act);
  for (const act of ACTS) {
    const alone = await ordinary(bench, act);
    found.push(...(await beside(bench, act, alone, ['refused', HOSTILE])));
    found.push(...(await beside(bench, act, alone, ['admitted', ADMITTED])));
  }
  return found;
}

async function ordinary({ gateway, load, resources, seconds }: Bench, act: Job['act']): Promise<Measured> {
  const access = await accessOf(gateway);
  return load.ask<Measured>({ act, ...access, connections: CONNECTIONS, seconds, resources } satisfies Job);
}

async function beside(
  bench: Bench,
  act: Job['act'],
  alone: Measured,
  [kind, searches]: readonly [string, typeof ADMITTED],
): Promise<Figure[]> {
  const attack = await startAttack(bench.gateway, searches);
  const under = await ordinary(bench, act);
  const statuses = await attack.stop();
  const figure = (part: 'p50' | 'p99'): Figure => ({
    name: `${act} ${part}, ${kind} hostile`,
    value: under[part],
    unit: 'ms',
    against: `alone ${alone[part].toFixed(1)} ms`,
    ratio: under[part] / alone[part],
  });
  const answered = [...statuses].map(
    ([status, value]): Figure => ({
      name: `${kind} hostile beside ${act}: ${status}`,
      value,
      unit: 'requests',
    }),
  );
  return [figure('p50'), figure('p99'), { name: `${act} errors`, value: under.errors, unit: 'requests' }, ...answered];
}

/** So many attackers, each sending the next search as soon as it is answered. */
async function startAttack(gateway: Child, searches: typeof ADMITTED) {
  const { url, token } = await accessOf(gateway);
  const statuses = new Map<number, number>();
  let going = true;
  let next = 0;
  const attacker = async () => {
    while (going) {
      const { path, form, lenient } = searches[next++ % searches.length] ?? { path: '/fhir' };
      const response = await fetch(`${url}${path}`, {
        headers: {
          Authorization: `Bearer ${token}`,
          ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
          ...(lenient === true ? { Prefer: 'handling=lenient' } : {}),
        },
        ...(form === undefined ? {} : { method: 'POST', body: form }),
      });
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  const attackers = Array.from({ length: ATTACKERS }, attacker);
  await wait(500);
  return {
    stop: async () => {
      going = false;
      await Promise.all(attackers);
      return statuses;
    },
  };
}

const accessOf = (gateway: Child) => gateway.ask<{ url: string; token: string }>({ act: 'token' });
