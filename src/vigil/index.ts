/** Who watches over emergencies: alarm, notice and review of each, and the spool that bridges a failing audit. */
import { type Migration, readMigrations } from '#database';

/** The tables of this room, for `migrate`. */
export const vigilMigrations: Migration[] = readMigrations('vigil', new URL('./migrations/', import.meta.url));

export { alarmSender } from './alarm-address.ts';
export type { Alarm, AlarmWays } from './alarms.ts';
export { showsByBreakGlass } from './looks.ts';
export {
  type Asker,
  decideReview,
  listReviews,
  lookKey,
  REVIEW_OUTCOMES,
  type Review,
  type ReviewOutcome,
  reviewsAbout,
  reviewsByLook,
} from './reviews.ts';
/** The folder must be there; it belongs to the gateways of one machine. */
export { openSpool, type Spool } from './spool.ts';
export { createVigil, type Vigil } from './vigil.ts';
