/**
 * What a record that speaks of others is about must be there for the caller, or the record is not there either. Of several
 * things one is enough: the record tells of that one, and the others are masked in it. To hide it whole would take from what
 * may be seen where it comes from, because somebody did something else in the same act.
 */
import { ABOUT_TYPES, type Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { ownedBy, showsOwnOnly } from './owned-by.ts';

export interface About {
  /** The row is of one of these: others are about nothing. */
  readonly types?: readonly string[] | undefined;
  /** The condition that another row is there for the caller, but for what that one is about. */
  readonly there: (alias: string) => string;
}

/**
 * So many records may be about each other in a row: a message about a task about a list about a plan. What lies further is
 * not there, and what is about itself in a circle neither.
 */
const STEPS_MAX = 4;

/** Whether a row of one of these types may be about others. */
export const mayBeAbout = (types?: readonly string[]): boolean =>
  types?.some((type) => ABOUT_TYPES.includes(type)) !== false;

/** Whether what may be about others is visible as itself only where the caller's organization holds it. */
const isOwnAnyway = (permit: Permit): boolean =>
  showsOwnOnly(permit) && !permit.nonPatientTypes.some((type) => ABOUT_TYPES.includes(type));

/**
 * The condition that of what the row `alias`, which is visible as itself, is about something is there now. What the caller's
 * organization holds is there.
 */
export function aboutSql(permit: Permit, alias: string, bind: Bindings, { types, there }: About): string {
  if (!mayBeAbout(types) || isOwnAnyway(permit)) return 'true';
  const [led, named, target] = [`${alias}_led`, `${alias}_named`, `${alias}_about`];
  return `(${alias}.about IS NULL OR ${ownedBy(permit, alias, bind)} OR EXISTS (WITH RECURSIVE ${led}(about, steps) AS (
    SELECT ${alias}.about, 0 UNION
    SELECT CASE WHEN ${ownedBy(permit, target, bind)} THEN NULL ELSE ${target}.about END, ${led}.steps + 1
      FROM ${led}, unnest(${led}.about) AS ${named}(ref), resource ${target} WHERE ${led}.steps < ${STEPS_MAX}
        AND ${target}.type = split_part(${named}.ref, '/', 1) AND ${target}.id = uuid_of(split_part(${named}.ref, '/', 2))
        AND ${target}.until_tx IS NULL AND NOT ${target}.deleted AND ${there(target)})
    SELECT 1 FROM ${led} WHERE ${led}.about IS NULL))`;
}
