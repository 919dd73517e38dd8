/** The gateway of the bench in its own process: the whole house, with nothing switched off but the audit, where that is asked for. */
import { join } from 'node:path';
import { readSandboxKeys, registerSandboxClients, sandboxToken } from '../../../src/cli/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { isRefusal } from '../../../src/fhir/index.ts';
import { createLog, startGateway } from '../../../src/http/index.ts';
import { loadSandbox, openHouse } from '../../../src/upkeep/index.ts';
import { serveParent } from './child.ts';
import { fill } from './fill.ts';
import { profile } from './profile.ts';

export type Asked =
  | { act: 'token' }
  | { act: 'memory' }
  | { act: 'profile'; file: string }
  | { act: 'fill'; first: number; last: number };

const [databaseUrl = '', directory = '', without = ''] = process.argv.slice(2);
const database = openDatabase(databaseUrl);
const house = await openHouse({
  database,
  packages: [],
  limits: { bundleEntriesMax: 5_000, searchCountMax: 500, searchCostMax: 1_000 },
});
if (isRefusal(house)) throw new Error(house.issues[0]?.en);
await loadSandbox(house);
const nothing = async (): Promise<void> => undefined;
const gateway = await startGateway({
  house: without === 'audit' ? { ...house, audit: { record: nothing, recordIn: nothing } } : house,
  log: createLog('silent'),
  host: '127.0.0.1',
  port: 0,
  bodyBytesMax: 50_000_000,
});
const keyFile = join(directory, 'keys.json');
await registerSandboxClients(gateway.auth, keyFile);

serveParent<Asked>(
  async (asked) => {
    if (asked.act === 'token')
      return { url: gateway.url, token: await sandboxToken(gateway.url, 'hospital-ehr', readSandboxKeys(keyFile)) };
    if (asked.act === 'fill') return fill(house.store, asked.first, asked.last);
    if (asked.act === 'profile') return profile(asked.file);
    return process.memoryUsage().rss;
  },
  async () => {
    await gateway.stop();
    await database.close();
  },
);
