/** Who may record a person's consent: the person, or an organization that already holds the person's record. */
import type { Consent } from '@medplum/fhirtypes';
import { isInterpretable, type Permit } from '#consent';
import { parseReference, type Refusal, refuse } from '#fhir';
import { checkFamilyConsent } from './check-family-consent.ts';
import type { House, Visit } from './house.ts';
import { holdsRecord } from './verify-authority.ts';

/**
 * An office that holds nothing about the person cannot give itself a permit: it would only have to claim one. It hands
 * the signed form to an organization that knows the person, which records it.
 */
export async function checkRecorder(
  house: House,
  { caller }: Visit,
  permit: Permit,
  consent: Consent,
): Promise<Refusal | undefined> {
  const unread = uninterpretable(consent);
  if (unread) return unread;
  const family = await checkFamilyConsent(house, permit, consent);
  if (family) return family;
  const patient = consent.patient?.reference ?? '';
  if (caller.actor === patient) return undefined;
  if (await holdsRecord(house, permit, caller.organization, patient)) return undefined;
  return refuse(403, {
    code: 'consent-recorder',
    type: 'forbidden',
    ja: '同意を記録できるのは、本人か、本人の基本情報を保有する機関だけです。署名済みの同意書をその機関へ渡してください。',
    en: "only the person, or the organization that holds the person's record, can record a consent; hand the signed form to it",
    expression: 'Consent',
  });
}

/** What no decision could read would close everything about the person: it is refused before it is stored. */
function uninterpretable(consent: Consent): Refusal | undefined {
  const references = [consent.patient, ...(consent.performer ?? [])].map((one) => one?.reference ?? '');
  const plain = references.every((reference) => parseReference(reference) && !reference.includes('/_history/'));
  if (plain && isInterpretable(consent)) return undefined;
  return refuse(422, {
    code: 'consent-uninterpretable',
    type: 'business-rule',
    ja: 'この同意は判断に使えません。本人と同意者は版のない参照（Patient/…）で、条項の相手は登録済みの参照で、入れ子は5段までで書いてください。',
    en: 'no decision can be made on this consent: name patient and performers by plain references, recipients by literal references, and nest provisions at most five deep',
    expression: 'Consent.provision',
  });
}
