/** What is committed together with what came in: where it came from, and that it need not come again. */
import type { Sql } from '#database';
import type { Stored } from '#store';

/** A version that was made. */
export type Written = Pick<Stored, 'type' | 'id' | 'version'>;

/** Runs last in the transaction, with the versions that were made in it; throws to leave nothing behind. */
export type Also = (sql: Sql, written: readonly Written[]) => Promise<void>;
