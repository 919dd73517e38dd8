/** Who may read the record of disclosures of a person, and as whom: the person, a proxy, or who holds the person's record. */
import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { actsFor, authoritiesOf, type Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { type House, notFound, permitOf, permitOfPerson, permitOfProxy, type Visit } from '#visit';

export interface DisclosureReader {
  readonly as: 'person' | 'proxy' | 'holder';
  readonly permit: Permit;
  readonly patient: Stored;
  /** Of a proxy: shows what is not refused to them. */
  readonly allowed?: Permit;
}

/** 404 as for an unknown person for everybody else. */
export async function disclosureReader(house: House, visit: Visit, id: string): Promise<DisclosureReader | Refusal> {
  if (visit.caller.actor.startsWith('RelatedPerson/')) return proxyOf(house, visit, id);
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const patient = await house.store.read(permit, 'Patient', id);
  const isSelf = visit.caller.actor === `Patient/${id}`;
  if (!patient || !(isSelf || permit.own.includes(patient.custodian ?? ''))) return notFound('Patient', id);
  return { as: isSelf ? 'person' : 'holder', permit, patient };
}

/** A guardian or parent whose authority was verified reads what the person does, but for what would tell of a report. */
async function proxyOf(house: House, visit: Visit, id: string): Promise<DisclosureReader | Refusal> {
  const { caller, now } = visit;
  const person = `Patient/${id}`;
  const permit = await permitOfPerson(house, visit, person);
  if (isRefusal(permit)) return permit;
  const allowed = await permitOfProxy(house, visit);
  if (isRefusal(allowed)) return allowed;
  // Whom the person shows nothing is told of no disclosures either.
  if ((await house.store.readMany(allowed, [person])).length === 0) return notFound('Patient', id);
  const rows = await house.store.readMany(permit, [person, caller.actor]);
  const patient = rows.find(({ type }) => type === 'Patient');
  const relative = rows.find(({ type }) => type === 'RelatedPerson');
  if (patient === undefined || relative === undefined) return notFound('Patient', id);
  const { birthDate } = resourceOf(patient) as Patient;
  const context = {
    authority: { [caller.actor]: authoritiesOf(resourceOf(relative) as RelatedPerson) },
    patients: { [person]: birthDate === undefined ? {} : { birthDate } },
  };
  return actsFor(caller.actor, person, context, now.getTime())
    ? { as: 'proxy', permit, patient, allowed }
    : notFound('Patient', id);
}
