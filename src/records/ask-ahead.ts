/** Asks the terminology server before a transaction begins, since within it nothing waits for another server. */
import type { House } from '#visit';

/** Whatever is found is found again within the transaction, and refused there; here the answers are only fetched. */
export async function askAhead(house: House, resource: unknown): Promise<void> {
  if (house.terminologyServer !== undefined) await house.check.validate(resource);
}
