/** Drafts a サービス等利用計画案 from the records that the office may see, and stores it as the office's own draft. */
import type { Bundle, Organization, PractitionerRole, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, japanDay, type Refusal } from '#fhir';
import { draftForm, type FhirOutcome, loadMapping, toFhir } from '#mapping';
import { entriesHolder, itemOfWrite, place, storePlaced } from '#records';
import { resourceOf } from '#store';
import {
  type Answer,
  disclosedItems,
  entryOf,
  type House,
  InputRefused,
  invalid,
  maskReferences,
  notFound,
  permitOf,
  readableRecords,
  scopeMissing,
  settle,
  type Visit,
} from '#visit';

const SOURCES = ['CarePlan', 'Goal', 'ServiceRequest'];

/** 201 with a collection of the draft CarePlan and its Goals. */
export async function draftServicePlan(house: House, visit: Visit, patientId: string): Promise<Answer | Refusal> {
  for (const type of ['CarePlan', 'Goal'])
    if (!covers(visit.caller.scopes, type, 'create')) return scopeMissing(type, 'create');
  const { organization } = visit.caller;
  if (organization === null)
    return invalid(
      'Patient',
      'office-missing',
      '計画案を作れるのは相談支援事業所です。',
      'only an office can draft a plan',
    );
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const [readable, searchable] = [await permitOf(house, visit, ['read']), await permitOf(house, visit, ['search'])];
  if (isRefusal(readable)) return readable;
  if (isRefusal(searchable)) return searchable;
  const patient = await house.store.read(readable, 'Patient', patientId);
  if (!patient || patient.deleted) return notFound('Patient', patientId);
  const records = await readableRecords(house, searchable, patientId, SOURCES);
  if (isRefusal(records)) return records;
  const role = await house.store.readMany(permit, [visit.caller.actor, organization]);
  const author = role.map(resourceOf);
  const [person = patient, ...sources] = await maskReferences(house, visit, [patient, ...records.rows]);
  const draft = await draftOf(visit, [resourceOf(person), ...author], sources.map(resourceOf));
  if (isRefusal(draft)) return draft;
  const items = await disclosedItems(house, visit, permit, [patient, ...records.rows]);
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const entries = draft.map((resource) => ({ resource, fullUrl: `urn:uuid:${resource.id}` }));
      const placed = await place(writer, entriesHolder(house, visit), entries);
      const stored = await storePlaced(house, visit, { writer, permit, placed });
      if (isRefusal(stored)) throw new InputRefused(stored);
      const rows = [...stored.values()];
      const body: Bundle = {
        resourceType: 'Bundle',
        type: 'collection',
        entry: rows.map((row) => ({ fullUrl: `${visit.base}/${row.type}/${row.id}`, resource: resourceOf(row) })),
      };
      const answer: Answer = {
        status: 201,
        body: JSON.stringify(body),
        interaction: '$draft-service-plan',
        action: 'C',
        items: [...items, ...rows.map(itemOfWrite)],
      };
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

/** The CarePlan and Goals, with references to the person and the office as they rest here. */
async function draftOf(
  visit: Visit,
  context: readonly Resource[],
  records: readonly Resource[],
): Promise<Resource[] | Refusal> {
  const mapping = loadMapping('service-plan-draft');
  if (isRefusal(mapping)) return mapping;
  const office = context.find((resource): resource is Organization => resource.resourceType === 'Organization');
  const role = context.find((resource): resource is PractitionerRole => resource.resourceType === 'PractitionerRole');
  const patient = context.find(({ resourceType }) => resourceType === 'Patient');
  const form = draftForm(mapping, [...(patient ? [patient] : []), ...records], {
    'F01-05': office?.name ?? '',
    'F03-02': japanDay(visit.now),
  });
  const base: Bundle = { resourceType: 'Bundle', type: 'collection', entry: context.map((resource) => ({ resource })) };
  let number = 0;
  const ids = { patient: patient?.id, office: office?.id, planner: role?.id };
  const known = Object.fromEntries(
    Object.entries(ids).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const outcome: FhirOutcome | Refusal = toFhir(
    mapping,
    { ...form, ids: known },
    {
      base,
      ids: () => {
        number += 1;
        return `draft-${number}`;
      },
    },
  );
  if (isRefusal(outcome)) return outcome;
  return (outcome.output.entry ?? [])
    .flatMap(({ resource }) => resource ?? [])
    .filter(({ resourceType }) => resourceType === 'CarePlan' || resourceType === 'Goal');
}
