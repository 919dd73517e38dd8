/** Fills an empty house with the sandbox region. A house that holds anything else is never touched. */
import { hasError } from '#fhir';
import type { House } from '#visit';
import { type RegionFile, readRegion } from './sandbox-region.ts';

const MODE = 'mode';
const FIXED_TIME = new Date('2026-11-01T00:00:00Z');

/** The database belongs to another kind of house than the one that was started on it. */
export class WrongHouse extends Error {
  override name = 'WrongHouse';
}

/**
 * Marks an empty database as a sandbox or as the real house, and refuses the other kind ever after. Returns how many
 * resources were loaded; 0 from the second start on.
 */
export async function loadSandbox(house: House): Promise<number> {
  const mode = await house.store.note(MODE);
  if (mode === 'sandbox' && !(await house.store.isEmpty())) return 0;
  if (mode === 'real' || !(await house.store.isEmpty())) {
    throw new WrongHouse(
      'このデータベースには sandbox 以外のデータがあります。sandbox は空のデータベースでだけ始められます。 / ' +
        'this database holds data that is not of the sandbox; a sandbox starts on an empty database only',
    );
  }
  await house.store.setNote(MODE, 'sandbox');
  const parts = readRegion();
  for (const { resources } of parts) for (const resource of resources) check(house, resource);
  return house.store.write(FIXED_TIME, async (writer) => {
    let loaded = 0;
    for (const { custodian, resources } of parts) {
      for (const resource of resources) {
        await writer.insert({ resource, custodian }, resource.id);
        loaded += 1;
      }
    }
    return loaded;
  });
}

/** Whether the database was filled as a sandbox. */
export const isSandbox = async (house: House): Promise<boolean> => (await house.store.note(MODE)) === 'sandbox';

/** Marks the database as the real house. Refuses one that was ever a sandbox. */
export async function markReal(house: House): Promise<void> {
  if ((await house.store.note(MODE)) === 'sandbox') {
    throw new WrongHouse(
      'このデータベースは sandbox のものです。本番には別のデータベースを使ってください。 / ' +
        'this database belongs to a sandbox; use another one for the real house',
    );
  }
  await house.store.setNote(MODE, 'real');
}

function check(house: House, resource: RegionFile['resources'][number]): void {
  const issues = house.validator.validate(resource);
  if (!hasError(issues)) return;
  const [first] = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  throw new Error(
    `defect: the sandbox's ${resource.resourceType}/${resource.id} is not valid: ${first?.expression} ${first?.en}`,
  );
}
