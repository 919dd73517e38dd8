/** What a person's consent opens about their family needs the family member's own written consent besides. */
import type { Consent } from '@medplum/fhirtypes';
import {
  type FamilyEvidence,
  type FamilyOpening,
  familyOpeningsOf,
  hasEvidence,
  type Permit,
  permitsAtRoot,
} from '#consent';
import { type Bilingual, type Issue, type Refusal, refuseAll } from '#fhir';
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
    const words = await faultIn(house, permit, opening, (given) => permitsNow(given, consent, now));
    if (words !== undefined) faults.push({ ...FAULT, ...words, expression: opening.place });
  }
  return faults.length === 0 ? undefined : refuseAll(422, faults, FAULT.code);
}

async function faultIn(
  house: House,
  permit: Permit,
  { evidence, data }: FamilyOpening,
  isGiven: (theirs: Consent) => boolean,
): Promise<Bilingual | undefined> {
  if (evidence.length === 0) return WORDS.none;
  for (const one of evidence) if (!(await isTheirs(house, permit, one, isGiven))) return WORDS.notTheirs;
  const members = evidence.map(({ member }) => member);
  const isLimited = data.every(({ meaning, reference }) =>
    reference.startsWith('RelatedPerson/')
      ? members.includes(reference) && (meaning === 'instance' || meaning === 'dependents')
      : meaning === 'instance',
  );
  return data.length > 0 && isLimited ? undefined : WORDS.unlimited;
}

/** Theirs permits as a whole, now, about the same person, and has evidence of its own: a refusal of theirs is no consent. */
const permitsNow = (theirs: Consent, { patient }: Consent, now: Date): boolean =>
  theirs.patient?.reference === patient?.reference && hasEvidence(theirs) && permitsAtRoot(theirs, now.getTime());

/** A form is what it is; a consent must be the member's own, and in force. */
async function isTheirs(
  house: House,
  permit: Permit,
  { member, reference }: FamilyEvidence,
  isGiven: (theirs: Consent) => boolean,
): Promise<boolean> {
  if (reference === undefined || !reference.startsWith('Consent/')) return true;
  const [stored] = await house.store.readMany(permit, [reference]);
  if (stored === undefined || stored.deleted) return false;
  const theirs = resourceOf(stored) as Consent;
  const isOwn = theirs.performer?.some(({ reference: who }) => who === member) === true;
  return theirs.status === 'active' && isOwn && isGiven(theirs);
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
