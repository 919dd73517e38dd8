/** Whether a person's consents cover everything, for everybody: the only thing about them that anybody may be told. */
import type { Consent } from '@medplum/fhirtypes';
import type { Context } from './context.ts';
import { effectivenessOf } from './effective.ts';
import { isInForce, readConsent } from './read-consent.ts';
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
  const whole = { directory: {}, authority: {}, lookup: () => undefined, ...context };
  const active = consents.filter(({ status }) => status === 'active');
  return (
    active.some((consent) => effectivenessOf(consent, patient, whole, at) === 'yes' && permitsAll(consent, at)) &&
    !active.some(refusesAnything)
  );
}

function permitsAll(consent: Consent, at: number): boolean {
  const read = readConsent(consent);
  if (!read.readable) return false;
  const { root } = read;
  const isPlain = Object.keys(root.criteria).length === 0 && root.children.length === 0;
  return root.effect === 'permit' && isPlain && isInForce(root, at);
}
