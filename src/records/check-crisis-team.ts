/** A crisis team is put in force by its plan alone: what people allow for a crisis must not be opened by writing the team. */
import { isDeepStrictEqual } from 'node:util';
import type { CareTeam } from '@medplum/fhirtypes';
import { type Refusal, refuse, spanOf } from '#fhir';

/** LOINC: event-focused care team. */
export const EVENT_FOCUSED = 'LA27975-4';

export const isCrisisTeam = ({ category = [] }: CareTeam): boolean =>
  category.some(({ coding }) => coding?.some(({ code }) => code === EVENT_FOCUSED));

/** What an activation gives: for how long, and to whom. */
const GIVEN = ['status', 'period', 'participant', 'subject', 'category'] as const;

/**
 * 422 `crisis-team-by-plan` for a write that would put such a team in force, lengthen or widen what is in force, or make of it
 * a usual team, which is in force always. It may end what is in force.
 */
export function checkCrisisTeam(before: CareTeam | undefined, next: CareTeam, now: Date): Refusal | undefined {
  const was = before !== undefined && isCrisisTeam(before);
  if (!was && !isCrisisTeam(next)) return undefined;
  const isSame = was && GIVEN.every((name) => isDeepStrictEqual(before[name], next[name]));
  const staysOne = !was || (isCrisisTeam(next) && isDeepStrictEqual(before.subject, next.subject));
  if (isSame || (staysOne && !mayBeInForce(next, now))) return undefined;
  return refuse(422, {
    code: 'crisis-team-by-plan',
    type: 'business-rule',
    ja: 'クライシスのときのチームは、クライシスプランの発動（$activate-crisis-plan）でだけ有効になります。有効な間は、期間も参加者も書き換えられず、ふだんのチームに変えることもできません。',
    en: 'a crisis team is put in force by `$activate-crisis-plan` alone; while it is, neither its period nor its participants can be rewritten, and it never becomes a usual team',
    expression: 'CareTeam',
  });
}

/** Now or later, as far as the directory believes it. */
function mayBeInForce({ status = 'active', period }: CareTeam, now: Date): boolean {
  const end = period?.end === undefined ? Infinity : (spanOf(period.end)?.high ?? Infinity);
  return status === 'active' && end >= now.getTime();
}
