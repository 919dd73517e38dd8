/** A person's refusal stays until they take it back: who recorded it ends it on their evidence alone. */
import type { Consent } from '@medplum/fhirtypes';
import { hasEvidence, mayEndAlone, mayUndo, opensByEnding, type Permit, refusesAnything } from '#consent';
import { isWritten, type Refusal, refuse } from '#fhir';
import type { House, Visit } from '#visit';
import type { Evidence } from './read-evidence.ts';
import { authorityOf } from './verify-authority.ts';

/**
 * 422 `refusal-evidence-needed` where an end would open something without the evidence of who wants it, and
 * `refusal-by-a-proxy` where a child alone would end what was refused for them.
 */
export async function checkWithdrawal(
  house: House,
  { caller, now }: Visit,
  consent: Consent,
  said: Evidence,
): Promise<Refusal | undefined> {
  const person = consent.patient?.reference ?? '';
  const isPerson = caller.actor === person;
  if (!isPerson && isEvidence(said, consent)) return undefined;
  const { consents, patients } = await house.store.consentsAbout(person);
  const { policy } = house;
  if (isPerson && mayEndAlone(consent, { patients, policy }, now.getTime())) return undefined;
  if (!opensByEnding(consent, consents, policy)) return undefined;
  return isPerson ? byProxy() : evidenceNeeded();
}

/** The same of another consent in its place; and 422 `refusal-of-the-person` where it is given by who may not undo it. */
export async function checkSuperseding(
  house: House,
  { caller, now }: Visit,
  permit: Permit,
  { before, next }: { readonly before: Consent; readonly next: Consent },
): Promise<Refusal | undefined> {
  const person = before.patient?.reference ?? '';
  if (before.status !== 'active' || !refusesAnything(before)) return undefined;
  const [authority, { patients }] = await Promise.all([
    authorityOf(house, permit, next),
    house.store.consentsAbout(person),
  ]);
  const { policy } = house;
  if (!mayUndo(before, next, { authority, patients, policy }, now.getTime()))
    return mayEndAlone(before, { patients, policy }, now.getTime()) ? notTheirs() : byProxy();
  return caller.actor === person || hasEvidence(next) ? undefined : evidenceNeeded();
}

/** Somebody else can find it, and it is of who gave the consent. */
function isEvidence(said: Evidence, { patient, performer = [] }: Consent): boolean {
  const { source, copy, signature, signatureNumber, witness } = said;
  if (source?.reference !== undefined || witness?.reference !== undefined) return true;
  if (isWritten(source?.identifier?.value) || isWritten(signatureNumber?.value)) return true;
  if (isWritten(copy?.title) && (copy?.data ?? copy?.url) !== undefined) return true;
  const who = signature?.who?.reference;
  return who !== undefined && [patient, ...performer].some((one) => one?.reference === who);
}

const evidenceNeeded = (): Refusal =>
  refuse(422, {
    code: 'refusal-evidence-needed',
    type: 'business-rule',
    ja: '本人が拒んだことを含む同意です。終わらせるには、本人の申し出の証拠を示してください。署名された書面（source）、電子署名（signature）、立会人（witness）のどれか。',
    en: 'the consent holds what the person refused; to end it, give the evidence that they want so: a signed form (`source`), an electronic signature (`signature`), or a witness (`witness`)',
    expression: 'Consent',
  });

const byProxy = (): Refusal =>
  refuse(422, {
    code: 'refusal-by-a-proxy',
    type: 'business-rule',
    ja: '親などの代理人が子どものために拒んだことは、自分で同意できる年齢になるまで、本人だけでは終わらせられません。権限を確かめた代理人の同意が要ります。',
    en: 'what a proxy refused for a child is not ended by the child alone before the age of consent; it takes the consent of a proxy of verified authority',
    expression: 'Consent.performer',
  });

const notTheirs = (): Refusal =>
  refuse(422, {
    code: 'refusal-of-the-person',
    type: 'business-rule',
    ja: '本人が拒んだことは、本人の同意でだけ替えられます。権限を確かめた代理人が替えられるのは、代理人が拒んだことだけです。',
    en: 'what the person refused gives way to their own consent alone; a proxy of verified authority can replace what a proxy refused',
    expression: 'Consent.performer',
  });
