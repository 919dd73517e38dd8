/** Evidence that a consent does not hold itself, such as of its withdrawal, is checked like what one holds. */
import type { Consent } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { hasError, type Refusal, refuseAll } from '#fhir';
import type { House } from '#visit';
import { wrongReferences } from './check-resource.ts';
import { type Evidence, withEvidence } from './read-evidence.ts';

/** 422 with the places in the consent that would hold it: of another form than R4's, or leading to nothing that is known. */
export async function checkEvidence(
  house: House,
  permit: Permit,
  { patient, scope, category, policyRule }: Consent,
  said: Evidence,
): Promise<Refusal | undefined> {
  const bare = {
    resourceType: 'Consent',
    status: 'active',
    scope,
    category,
    policyRule,
    ...(patient ? { patient } : {}),
  } as Consent;
  const held = withEvidence(bare, said);
  const [own, issues] = await Promise.all([house.check.validate(bare), house.check.validate(held)]);
  // What is wrong with the consent itself must not keep anybody from ending it.
  const before = new Set(own.map(({ code, expression }) => `${code} ${expression}`));
  const faults = issues.filter(({ code, expression }) => !before.has(`${code} ${expression}`));
  if (hasError(faults)) return refuseAll(422, faults, 'invalid');
  return wrongReferences(house, permit, held, { known: new Set([patient?.reference ?? '']) });
}
