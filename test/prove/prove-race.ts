/** The race of withdrawals over two gateway processes on a database of its own. */
import { rmSync } from 'node:fs';
import { dataDirectory, endAll, freePort, startGatewayProcess } from '../process/gateway.ts';
import { ownDatabase } from './own-database.ts';
import { raceWithdrawals } from './withdrawal-race.ts';

export const proveRace = ({ requests }: { requests: number }) =>
  ownDatabase(async (_, url) => {
    const directory = dataDirectory();
    const port = String(await freePort());
    const shared = {
      KAKEHASHI_DATA_DIR: directory,
      DATABASE_URL: url,
      KAKEHASHI_PUBLIC_URL: `http://127.0.0.1:${port}`,
    };
    try {
      const one = await startGatewayProcess(['--sandbox'], { ...shared, KAKEHASHI_PORT: port });
      const other = await startGatewayProcess(['--sandbox'], shared);
      const raced = await raceWithdrawals({ gateways: [one, other], requests });
      return { counted: raced, holds: raced.stale === 0 && raced.shownWhileGiven > 0 };
    } finally {
      await endAll();
      rmSync(directory, { recursive: true, force: true });
    }
  });
