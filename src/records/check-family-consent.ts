/** What a person's consent opens about their family needs the family member's own written consent besides. */
import type { Consent } from '@medplum/fhirtypes';
import { type FamilyEvidence, type FamilyOpening, familyOpeningsOf, isFamilyWord, type Permit } from '#consent';
import { type Bilingual, type Issue, isWritten, parseReference, type Refusal, refuseAll } from '#fhir';
import { resourceOf } from '#store';
import type { House } from '#visit';

/**
 * 422 with each place that opens information about family without it. The consent of one member opens nothing about
 * another, so what is opened is named. A consent that does not count yet may still lack it.
 */
export async function checkFamilyConsent(
  house: House,
  permit: Permit,
  consent: Consent,
  now: Date,
): Promise<Refusal | undefined> {
  if (consent.status !== 'active') return undefined;
  const faults: Issue[] = [];
  for (const opening of familyOpeningsOf(consent)) {
    const words = await faultIn(house, permit, opening, (theirs, one) =>
      isFamilyWord(theirs, one, consent, now.getTime()),
    );
    if (words !== undefined) faults.push({ ...FAULT, ...words, expression: opening.place });
  }
  return faults.length === 0 ? undefined : refuseAll(422, faults, FAULT.code);
}

async function faultIn(
  house: House,
  permit: Permit,
  { evidence, data }: FamilyOpening,
  isGiven: (theirs: Consent, evidence: FamilyEvidence) => boolean,
): Promise<Bilingual | undefined> {
  if (evidence.length === 0) return WORDS.none;
  for (const one of evidence) if (!(await isTheirs(house, permit, one, isGiven))) return WORDS.notTheirs;
  const members = evidence.map(({ member }) => member);
  const isLimited = data.every(({ meaning, reference }) =>
    reference.startsWith('RelatedPerson/')
      ? members.includes(reference) && (meaning === 'instance' || meaning === 'dependents')
      : // The contacts in a Patient are of several members.
        meaning === 'instance' && !reference.startsWith('Patient/'),
  );
  return data.length > 0 && isLimited ? undefined : WORDS.unlimited;
}

/** A form is what it is; a consent must be the member's own, and in force. */
async function isTheirs(
  house: House,
  permit: Permit,
  evidence: FamilyEvidence,
  isGiven: (theirs: Consent, evidence: FamilyEvidence) => boolean,
): Promise<boolean> {
  const { reference, number } = evidence;
  if (reference === undefined) return isWritten(number);
  if (!reference.startsWith('Consent/')) return parseReference(reference) !== undefined;
  const [stored] = await house.store.readMany(permit, [reference]);
  if (stored === undefined || stored.deleted) return false;
  return isGiven(resourceOf(stored) as Consent, evidence);
}

const FAULT = { severity: 'error', code: 'family-consent-needed', type: 'business-rule' } as const;

const WORDS = {
  none: {
    ja: '家族の情報を見せる規定には、家族本人の書面の同意（拡張 family-consent）が要ります。同意を取って示すか、区分を選んで family を外すか、family を拒む例外を入れてください。',
    en: "a provision that opens information about family needs the family member's own written consent (extension `family-consent`); name it, list categories without `family`, or add an exception that denies `family`",
  },
  notTheirs: {
    ja: '示された家族の同意は、その家族本人の有効な同意ではありません。家族本人の同意書か、有効な同意を示してください。',
    en: "the consent that is named is not the family member's own, or is not in force; name theirs, or their signed form",
  },
  unlimited: {
    ja: '同意した家族についての記録だけを見せるよう、規定の data で限ってください。同意した家族は dependents か instance、ほかの記録は instance で示します。',
    en: 'limit the provision by `data` to what is about the members who consented: a member by `dependents` or `instance`, any other record by `instance`',
  },
} as const satisfies Record<string, Bilingual>;
