/** The hospital or office that sends something of its own, as the directory has it. */
import type { Organization } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { type Refusal, refuse } from '#fhir';
import type { Placed } from '#records';
import { resourceOf, type Stored } from '#store';
import type { House, Visit } from '#visit';

export interface Sending {
  readonly row: Stored;
  readonly organization: Organization;
}

export async function sendingOrganization(
  house: House,
  { caller }: Visit,
  permit: Permit,
): Promise<Sending | undefined> {
  const [row] = caller.organization === null ? [] : await house.store.readMany(permit, [caller.organization]);
  return row && { row, organization: resourceOf(row) as Organization };
}

/** Its number of this system, where the directory has one. */
export const numberOf = (sending: Sending | undefined, system: string): string | undefined =>
  sending?.organization.identifier?.find((one) => one.system === system)?.value;

/** The sender itself is in the directory: what it says of itself would only be less. */
export const asInDirectory = (placed: Placed, { row }: Sending): Placed =>
  placed.entry.resource?.resourceType === 'Organization'
    ? { ...placed, reference: `Organization/${row.id}`, refersTo: row }
    : placed;

export const notAHospital = (what: 'SS-MIX2' | 'CDA'): Refusal =>
  refuse(403, {
    code: 'sender-not-a-hospital',
    type: 'forbidden',
    ja: `${what} を送れるのは、医療機関コードが登録されている医療機関だけです。`,
    en: `only an organization with a medical institution number in the directory can send ${what}`,
  });
