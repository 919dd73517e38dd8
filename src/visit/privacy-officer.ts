/** Who watches over privacy: the policy of the region names them. */
import { closureOfRequester } from '#consent';
import { type Refusal, refuse } from '#fhir';
import type { House, Visit } from './house.ts';

/** Whether the caller is one of the region's privacy officers now, in the role that they act in. */
export async function isPrivacyOfficer(house: House, { caller, now }: Visit): Promise<boolean> {
  const { privacyOfficers } = house.policy;
  if (privacyOfficers.length === 0) return false;
  const { directory } = await house.store.believed(caller.actor);
  const closure = closureOfRequester(caller.actor, directory, now.getTime());
  return privacyOfficers.some((reference) => closure.has(reference));
}

export const privacyOfficerOnly = (): Refusal =>
  refuse(403, {
    code: 'privacy-officer-only',
    type: 'forbidden',
    ja: 'これができるのは、地域の個人情報保護の担当者だけです。',
    en: 'this is for a privacy officer of the region only',
  });
