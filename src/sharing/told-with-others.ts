/** What is told of records that are seen only with others: with what they are about, or with what they hold. */
import { ABOUT_TYPES, type Permit } from '#consent';
import type { Stored } from '#store';
import type { House } from '#visit';
import type { Told } from './explained-view.ts';

export interface ToldOf {
  readonly row: Stored;
  readonly told: Told;
}

/**
 * The same, where what a party would be permitted by itself is hidden with all that it speaks of. The store is asked as the
 * party would ask it, whatever the person may see of that.
 */
export async function toldWithOthers(house: House, permit: Permit, all: readonly ToldOf[]): Promise<Told[]> {
  const asked = all.filter(({ row, told }) => told.permit && reasonOf(row) !== undefined);
  const seen = await house.store.readMany(
    permit,
    asked.map(({ row }) => nameOf(row)),
  );
  const names = new Set(seen.map(nameOf));
  const hidden = new Set(asked.filter(({ row }) => !names.has(nameOf(row))));
  return all.map((one) =>
    hidden.has(one) ? { permit: false, reason: reasonOf(one.row) ?? '', places: [], obligations: [] } : one.told,
  );
}

/** Why such a record is hidden with others; of any other none. */
function reasonOf({ type, members }: Stored): string | undefined {
  if (ABOUT_TYPES.includes(type)) return 'ABOUT_HIDDEN';
  return type === 'Composition' || members.length > 0 ? 'CONTENT_HIDDEN' : undefined;
}

const nameOf = ({ type, id }: Stored): string => `${type}/${id}`;
