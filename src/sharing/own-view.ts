/** What a person may see of themself: what is told to them, and to the privacy officer, of others' view is told of this. */
import type { Permit } from '#consent';
import { compartmentCondition, compartmentTypes, isRefusal, type Refusal } from '#fhir';
import type { Stored } from '#store';
import {
  type House,
  holdsAllOf,
  isPrivacyOfficer,
  notFound,
  operationTooLarge,
  permitOfPerson,
  scopeMissing,
  type Visit,
} from '#visit';

export interface OwnView {
  /** `Patient/x`. */
  readonly person: string;
  /** Shows what the person may see of themself, as far as the token's scopes reach. */
  readonly permit: Permit;
  readonly record: Stored;
}

const RECORDS_MAX = 5_000;

/** For the person, and for the privacy officer; everybody else hears the answer of an unknown id. 403 `scope-missing`. */
export async function ownViewOf(house: House, visit: Visit, id: string): Promise<OwnView | Refusal> {
  const person = `Patient/${id}`;
  if (visit.caller.actor !== person && !(await isPrivacyOfficer(house, visit))) return notFound('Patient', id);
  // What is told of decisions is told of the consents that decide.
  if (!holdsAllOf(house, visit.caller, { type: 'Consent', action: 'read', person }))
    return scopeMissing('Consent', 'read');
  const permit = await permitOfPerson(house, visit, person);
  if (isRefusal(permit)) return permit;
  const record = await house.store.read(permit, 'Patient', id);
  return record === undefined || record.deleted ? notFound('Patient', id) : { person, permit, record };
}

/** All records about the person, page by page; 400 where there are more than can be told of. */
export async function ownRecords(house: House, { person, permit, record }: OwnView): Promise<Stored[] | Refusal> {
  const types = compartmentTypes('Patient').filter((type) => house.servedTypes.includes(type));
  const condition = compartmentCondition(house.parameters, { type: 'Patient', id: record.id }, types);
  const rows: Stored[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await house.store.search(permit, {
      types,
      condition,
      includes: [],
      revincludes: [],
      count: house.limits.searchCountMax,
      sort: [],
      total: false,
      summaryCount: false,
      used: [],
      ignored: [],
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (isRefusal(page)) return page;
    rows.push(...page.rows);
    if (rows.length > RECORDS_MAX) return tooMany();
    cursor = page.next;
  }
  // What only names the person as an author or a recipient is about somebody else.
  return rows.filter(({ facts }) => facts.patients.includes(person));
}

const tooMany = (): Refusal =>
  operationTooLarge({
    ja: `記録が ${RECORDS_MAX} 件を超えるため、まとめて数えられません。resource で一件ずつ尋ねてください。`,
    en: `there are more than ${RECORDS_MAX} records to count; ask about one of them with \`resource\``,
  });
