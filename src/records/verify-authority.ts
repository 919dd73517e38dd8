/** Who may say that somebody has the authority to consent for a person: an organization that holds the person's record. */
import type { Consent, RelatedPerson } from '@medplum/fhirtypes';
import { authoritiesOf, authorityRecordsOf, type Context, type Permit } from '#consent';
import { type Refusal, refuse } from '#fhir';
import { resourceOf } from '#store';
import type { House, Visit } from '#visit';

/** 403 for another: an office could otherwise make a proxy of its own, and have it consent. */
export async function checkVerifier(
  house: House,
  { caller }: Visit,
  permit: Permit,
  relative: RelatedPerson,
): Promise<Refusal | undefined> {
  if (authorityRecordsOf(relative).length === 0) return undefined;
  if (await holdsRecord(house, permit, caller.organization, relative.patient?.reference)) return undefined;
  return refuse(403, {
    code: 'authority-verifier',
    type: 'forbidden',
    ja: '代理の権限を確かめて記録できるのは、本人の基本情報を保有する機関だけです。書類をその機関へ示してください。',
    en: "only the organization that holds the person's record can verify an authority to consent for them; show it the document",
    expression: 'RelatedPerson.extension',
  });
}

/** Whether an organization holds a person's own record. */
export async function holdsRecord(
  house: House,
  permit: Permit,
  organization: string | null,
  patient = '',
): Promise<boolean> {
  const [held] = await house.store.readMany(permit, [patient]);
  return held !== undefined && held.custodian !== null && held.custodian === organization;
}

/** What authority the relatives have who gave a consent. */
export async function authorityOf(
  house: House,
  permit: Permit,
  { performer = [] }: Consent,
): Promise<Context['authority']> {
  const proxies = performer.flatMap(({ reference = '' }) =>
    reference.startsWith('RelatedPerson/') ? [reference] : [],
  );
  const rows = await house.store.readMany(permit, proxies);
  return Object.fromEntries(
    rows.map((row) => [`RelatedPerson/${row.id}`, authoritiesOf(resourceOf(row) as RelatedPerson)]),
  );
}
