/** What is committed together with what came in: where it came from, and that it need not come again. */
import type { Sql } from '#database';
import type { Stored } from '#store';

/** Runs last in the transaction, with the versions that were made in it; throws to leave nothing behind. */
export type Also = (sql: Sql, written: readonly Stored[]) => Promise<void>;
