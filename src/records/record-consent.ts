/** Who may record a person's consent: the person, or an organization that already holds the person's record. */
import type { Consent } from '@medplum/fhirtypes';
import { type Permit, performersOf } from '#consent';
import { type Refusal, refuse } from '#fhir';
import type { House, Visit } from '#visit';
import { checkFamilyConsent } from './check-family-consent.ts';
import { holdsRecord } from './verify-authority.ts';

/**
 * An office that holds nothing about the person cannot give itself a permit: it would only have to claim one. It hands
 * the signed form to an organization that knows the person, which records it.
 */
export async function checkRecorder(
  house: House,
  { caller, now }: Visit,
  permit: Permit,
  consent: Consent,
): Promise<Refusal | undefined> {
  const family = await checkFamilyConsent(house, permit, consent, now);
  if (family) return family;
  const patient = consent.patient?.reference ?? '';
  if (caller.actor === patient) return givenByOther(consent, patient);
  if (await holdsRecord(house, permit, caller.organization, patient)) return undefined;
  return refuse(403, {
    code: 'consent-recorder',
    type: 'forbidden',
    ja: '同意を記録できるのは、本人か、本人の基本情報を保有する機関だけです。署名済みの同意書をその機関へ渡してください。',
    en: "only the person, or the organization that holds the person's record, can record a consent; hand the signed form to it",
    expression: 'Consent',
  });
}

/** A person gives their own word alone: a child could else consent in the name of a parent. */
function givenByOther(consent: Consent, person: string): Refusal | undefined {
  if (performersOf(consent, person).every((one) => one === person)) return undefined;
  return refuse(422, {
    code: 'consent-performer-other',
    type: 'business-rule',
    ja: '本人が自分で記録できるのは、本人が与える同意だけです。代理人の同意は、代理人が署名した書面を機関へ渡して記録してもらってください。',
    en: 'a person records what they consent to themself; hand the signed form of a proxy to an organization, which records it',
    expression: 'Consent.performer',
  });
}
