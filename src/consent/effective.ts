/** Whether a consent counts now: fully, by its denials only, or not at all (§2.4). */
import type { Consent } from '@medplum/fhirtypes';
import type { Authority, Context } from './context.ts';
import { periodOf } from './criteria.ts';
import { type Json, localReference, objectsOf } from './json.ts';
import { isPrivacyConsent } from './read-consent.ts';
import { contains, inPeriod, isYounger, spanOf } from './time.ts';

export type Effectiveness = 'yes' | 'deny-only' | 'no';

/** The age at which parental authority ends (D8). */
export const MAJORITY_AGE_YEARS = 18;

/** Decides how much of a consent counts for a person (`Patient/x`) at a moment in milliseconds. */
export function effectivenessOf(
  consent: Consent,
  patient: string,
  context: Pick<Context, 'authority' | 'patients' | 'policy'>,
  at: number,
): Effectiveness {
  const json = consent as unknown as Json;
  const of = localReference(objectsOf(json['patient'])[0]?.['reference']);
  if (json['status'] !== 'active' || !isPrivacyConsent(json) || of !== patient || !isInRootPeriod(json, at))
    return 'no';
  const birthDate = context.patients[patient]?.birthDate;
  const performers = performersOf(consent, patient);
  const isAuthorized = performers.some((performer) => actsFor(performer, patient, context, at));
  const byPatient = performers.includes(patient);
  if (!byPatient && !isAuthorized) return 'no';
  const isMinorAlone = !isAuthorized && isYounger(birthDate, context.policy.minorConsentAge, at);
  return isMinorAlone || isRefuted(json) ? 'deny-only' : 'yes';
}

/** Who gave a consent; where nobody is named, the person. */
export function performersOf(consent: Consent, patient: string): readonly (string | undefined)[] {
  const named = objectsOf((consent as unknown as Json)['performer']).map(({ reference }) => localReference(reference));
  return named.length > 0 ? named : [patient];
}

/** A root period that cannot be read does not end a consent: it makes it uninterpretable, which refuses. */
function isInRootPeriod(consent: Json, at: number): boolean {
  const period = periodOf(objectsOf(consent['provision'])[0]?.['period']);
  return period === undefined || period === 'unreadable' || contains(period, at);
}

/** Whether somebody may act for a person (`Patient/x`) at a moment in milliseconds, by a verified authority. */
export const actsFor = (
  proxy: string | undefined,
  patient: string,
  context: Pick<Context, 'authority' | 'patients'>,
  at: number,
): boolean =>
  authoritiesOf(proxy, context).some((authority) =>
    isInAuthority(authority, { patient, birthDate: context.patients[patient]?.birthDate, at }),
  );

function authoritiesOf(performer: string | undefined, context: Pick<Context, 'authority'>): readonly Authority[] {
  const found = context.authority[performer ?? ''];
  return found === undefined ? [] : Array.isArray(found) ? found : [found as Authority];
}

function isInAuthority(
  authority: Authority,
  { patient, birthDate, at }: { patient: string; birthDate: string | undefined; at: number },
): boolean {
  if (authority.patient !== patient || authority.verified !== true) return false;
  if (!inPeriod(authority.period && { ...authority.period }, at)) return false;
  return authority.kind === 'parental'
    ? isYounger(birthDate, MAJORITY_AGE_YEARS, at)
    : authority.kind === 'guardian-of-adult';
}

/** Whether the latest verification says no; where two cannot be put in order, a no outweighs. */
export function isRefuted(consent: Json): boolean {
  const verifications = objectsOf(consent['verification']).map(({ verified, verificationDate }) => ({
    verified: verified === true,
    ...(spanOf(verificationDate) ?? { start: Infinity, end: Infinity }),
  }));
  return verifications.some(({ verified, end }) => !verified && !verifications.some((other) => other.start > end));
}
