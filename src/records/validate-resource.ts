/** $validate: says what is wrong with a resource, or with storing, changing or deleting it, and does none of that. */
import type { Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { type Issue, isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { resourceOf, type Stored } from '#store';
import type { Places } from '#validation';
import {
  type Answer,
  bodyTypeDiffers,
  type House,
  holderOf,
  liesWithin,
  notFound,
  permitOfCaller,
  SERVED_TYPES,
  scopeMissing,
  typeNotServed,
  type Visit,
} from '#visit';
import { consentKept, differentId, endedConsent, notHolder } from './change-refusals.ts';
import { admit, checkHolder } from './create.ts';
import { readInstance } from './read-instance.ts';
import { readValidation, type ValidateMode, type ValidateRequest } from './read-validation.ts';
import { profilesOf } from './receive-document.ts';
import { isKept } from './type-rules.ts';

/** Said where there is nothing to say. */
export const NOTHING_WRONG: Issue = {
  severity: 'information',
  code: 'valid',
  type: 'informational',
  ja: '誤りは見つかりませんでした。',
  en: 'no fault was found',
};

/**
 * 200 with an OperationOutcome whenever something was validated, however faulty. 400 for a question that cannot be
 * understood; 404 for an instance that is hidden or absent alike.
 */
export async function validateResource(
  house: House,
  visit: Visit,
  request: ValidateRequest,
): Promise<Answer | Refusal> {
  const asked = readValidation(request);
  if (isRefusal(asked)) return asked;
  const { type, id } = request;
  const given = asked.resource;
  if (given !== undefined && given.resourceType !== type) return bodyTypeDiffers(type, given.resourceType);
  const instance = id === undefined ? undefined : await readInstance(house, visit, type, id);
  if (isRefusal(instance)) return instance;
  const resource = given ?? (instance && resourceOf(instance.shown));
  // Of a stored resource there is no text with lines that the caller has sent.
  const subject = { ...asked, ...instance, resource, given, positions: request.positions };
  const { issues, auditPatients: patients = [] } = await faultsOf(house, visit, subject);
  const items = given === undefined ? (instance?.items ?? []) : [];
  return outcomeAnswer(visit, issues, { interaction: '$validate', action: 'E', items, patients });
}

/** 200 with the findings, or with the word that there are none. */
export function outcomeAnswer(
  { language }: Visit,
  issues: readonly Issue[],
  rest: Pick<Answer, 'interaction' | 'action' | 'items' | 'patients'>,
): Answer {
  const outcome = toOperationOutcome(issues.length > 0 ? issues : [NOTHING_WRONG], language);
  return { ...rest, status: 200, body: JSON.stringify(outcome), headers: { 'Content-Language': language ?? 'ja' } };
}

interface Subject {
  readonly resource?: Resource | undefined;
  readonly given?: Resource | undefined;
  readonly stored?: Stored;
  readonly mode?: ValidateMode;
  readonly profiles: readonly string[];
  readonly positions?: Places | undefined;
}

/** What is to be said, and the patients of whom the audit keeps that it was asked. */
type Faults = Pick<Refusal, 'issues' | 'auditPatients'>;

async function faultsOf(house: House, visit: Visit, subject: Subject): Promise<Faults> {
  const { resource, given, stored, mode, profiles, positions } = subject;
  const differing = given !== undefined && stored !== undefined && mode !== 'create' ? [...idFault(given, stored)] : [];
  if (mode === 'delete') return { issues: [...differing, ...changeFaults(house, visit, stored, 'delete')] };
  if (resource === undefined) return { issues: differing };
  if (mode === 'create' || mode === 'update') {
    const barred = mode === 'create' ? createFaults(visit, resource) : changeFaults(house, visit, stored, 'update');
    differing.push(...barred);
    // Whoever may not write hears no more than what a validation says: what a write looks up is told to writers only.
    if (barred.length === 0) return writeFaults(house, visit, resource, { ...subject, differing });
  }
  const places = positions === undefined ? {} : { positions };
  return { issues: [...differing, ...(await house.check.validate(resource, { profiles, ...places }))] };
}

/** What is sent for an instance is about that instance: it carries its id. */
const idFault = (given: Resource, { type, id }: Stored): readonly Issue[] =>
  given.id === id ? [] : differentId({ type, id }, given).issues;

/** What a write of the resource would be refused for, or told. */
async function writeFaults(
  house: House,
  visit: Visit,
  resource: Resource,
  { mode, profiles, positions, differing }: Subject & { readonly differing: readonly Issue[] },
): Promise<Faults> {
  const asked = [...profiles, ...(resource.resourceType === 'Bundle' ? profilesOf(resource) : [])];
  const permit: Permit | Refusal = await permitOfCaller(house, visit, mode === 'create' ? 'collect' : 'correct');
  if (isRefusal(permit)) return permit;
  const checked = await admit(
    house,
    { ...visit, setting: { positions, profiles: asked, actions: [mode === 'create' ? 'create' : 'update'] } },
    permit,
    resource,
  );
  return { ...checked, issues: [...differing, ...checked.issues] };
}

function createFaults(visit: Visit, { resourceType: type }: Resource): readonly Issue[] {
  if (!SERVED_TYPES.includes(type)) return typeNotServed(type, SERVED_TYPES).issues;
  return covers(visit.caller.scopes, type, 'create') ? [] : scopeMissing(type, 'create').issues;
}

function changeFaults(
  house: House,
  visit: Visit,
  stored: Stored | undefined,
  action: 'update' | 'delete',
): readonly Issue[] {
  if (stored === undefined) return [];
  const { type, id } = stored;
  const isCovered = covers(visit.caller.scopes, type, action);
  // What may be read but lies outside the scopes for the change is not there to be changed.
  if (isCovered && !liesWithin(house, visit, action, stored)) return notFound(type, id).issues;
  const refusals = [
    isCovered ? undefined : scopeMissing(type, action),
    checkHolder(visit, { resourceType: type as Resource['resourceType'] }),
    stored.custodian === holderOf(visit) ? undefined : notHolder(type, id),
    action === 'update' ? endedConsent(stored) : undefined,
    action === 'delete' && isKept(type) ? consentKept() : undefined,
  ];
  return refusals.flatMap((refusal) => refusal?.issues ?? []);
}
