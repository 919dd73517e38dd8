/** Whether a person's consents cover everything, for everybody: the only thing about them that anybody may be told. */
import type { Consent } from '@medplum/fhirtypes';
import type { Context } from './context.ts';
import { effectivenessOf } from './effective.ts';
import { readConsent } from './read-consent.ts';
import { refusesAnything } from './undo-refusal.ts';

/**
 * True where one in force permits without any condition and none that is active denies anything. Whoever asks is told the
 * same; in doubt it is not total. `at` is in milliseconds.
 */
export function isConsentTotal(
  consents: readonly Consent[],
  patient: string,
  context: Pick<Context, 'patients' | 'policy'>,
  at: number,
): boolean {
  const { patients, policy } = context;
  // A proxy's consent is in doubt here: nobody's authority is looked up.
  const known = { patients, policy, authority: {} };
  const active = consents.filter(({ status }) => status === 'active');
  return (
    active.some((consent) => effectivenessOf(consent, patient, known, at) === 'yes' && permitsAll(consent)) &&
    !active.some(refusesAnything)
  );
}

function permitsAll(consent: Consent): boolean {
  const read = readConsent(consent);
  if (!read.readable) return false;
  const { effect, criteria, children } = read.root;
  return effect === 'permit' && Object.keys(criteria).length === 0 && children.length === 0;
}
