/** When a decision may turn by time alone: until then, what was decided once holds for as long as nothing else changes. */
import type { Consent } from '@medplum/fhirtypes';
import type { Context } from './context.ts';
import { MAJORITY_AGE_YEARS } from './effective.ts';
import { comingOfAge, spanOf } from './time.ts';

export interface TimedInput {
  readonly consentsByPatient: ReadonlyMap<string, readonly Consent[]>;
  readonly context: Pick<Context, 'directory' | 'patients' | 'authority' | 'policy'>;
}

/**
 * The first moment after `at`, in milliseconds, at which a permit made from the same input may be another one; infinite
 * when there is none. INVARIANT: every date that stands anywhere in what is decided from counts, whatever it means there.
 */
export function nextTurningPoint({ consentsByPatient, context }: TimedInput, at: number): number {
  const { directory, patients, authority, policy } = context;
  const ages = [policy.minorConsentAge, MAJORITY_AGE_YEARS];
  const birthdays = Object.values(patients).flatMap(({ birthDate }) =>
    ages.flatMap((years) => comingOfAge(birthDate, years) ?? []),
  );
  let next = Infinity;
  for (const moments of [momentsIn(directory), momentsIn(policy), momentsIn(authority), birthdays]) {
    next = earliest(moments, at, next);
  }
  for (const consent of [...consentsByPatient.values()].flat()) next = earliest(momentsIn(consent), at, next);
  return next;
}

function earliest(moments: readonly number[], at: number, known: number): number {
  let next = known;
  for (const moment of moments) if (moment > at && moment < next) next = moment;
  return next;
}

// What decisions are made from is never changed in place: a change makes other objects.
const read = new WeakMap<object, readonly number[]>();

/** The first moment of each date in a value, and the first after it. */
function momentsIn(value: object): readonly number[] {
  const known = read.get(value);
  if (known) return known;
  const moments = new Set<number>();
  collect(value, moments);
  const found = [...moments];
  read.set(value, found);
  return found;
}

function collect(value: unknown, moments: Set<number>): void {
  if (typeof value === 'string') {
    const span = spanOf(value);
    if (span) moments.add(span.start).add(span.end + 1);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, moments);
  }
}
