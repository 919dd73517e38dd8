/** A batch of $validate requests: each answered by itself, in order. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Bundle, BundleEntry, BundleEntryRequest, Resource } from '@medplum/fhirtypes';
import type { DisclosedItem } from '#audit';
import { isRefusal, type Refusal, refuse, toOperationOutcome } from '#fhir';
import type { Places } from '#validation';
import type { Answer } from './answer.ts';
import type { House, Visit } from './house.ts';
import type { ValidateRequest } from './read-validation.ts';
import { typeNotServed } from './refusals.ts';
import { SERVED_TYPES } from './served-types.ts';
import { checkEntryList } from './transaction.ts';
import { validateResource } from './validate-resource.ts';

/** 200 with a batch-response: an OperationOutcome as `resource` of what ran, as `response.outcome` of what was refused. */
export async function validateBatch(
  house: House,
  visit: Visit,
  bundle: Bundle,
  positions?: Places,
): Promise<Answer | Refusal> {
  const odd = checkEntryList(house, bundle);
  if (odd) return odd;
  const entry: BundleEntry[] = [];
  const items: DisclosedItem[] = [];
  const patients: string[] = [];
  for (const [index, one] of (bundle.entry ?? []).entries()) {
    // Others are answered between two entries, however many there are.
    await otherWork();
    const answer = await answerOne(house, visit, index, { ...one, positions });
    if (isRefusal(answer)) {
      patients.push(...(answer.auditPatients ?? []));
      const outcome = toOperationOutcome(answer.issues, visit.language);
      entry.push({ response: { status: String(answer.status), outcome } });
    } else {
      items.push(...answer.items);
      entry.push({
        resource: JSON.parse(String(answer.body)) as Resource,
        response: { status: String(answer.status) },
      });
    }
  }
  const body: Bundle = { resourceType: 'Bundle', type: 'batch-response', entry };
  return { status: 200, body: JSON.stringify(body), interaction: 'batch', action: 'E', items, patients };
}

interface Entry extends BundleEntry {
  readonly positions?: Places | undefined;
}

async function answerOne(
  house: House,
  visit: Visit,
  index: number,
  { request, resource, positions }: Entry,
): Promise<Answer | Refusal> {
  const asked = readRequest(request);
  if (asked === undefined) return notAValidation(index);
  if (asked.id !== undefined && !SERVED_TYPES.includes(asked.type)) return typeNotServed(asked.type, SERVED_TYPES);
  const body = request?.method === 'GET' ? undefined : resource;
  return validateResource(house, visit, { ...asked, body, positions });
}

const VALIDATE = /^\/?([A-Z][A-Za-z]+)(?:\/([A-Za-z0-9\-.]{1,64}))?\/\$validate(?:\?(.*))?$/;

function readRequest(request: BundleEntryRequest | undefined): Omit<ValidateRequest, 'body'> | undefined {
  const { method, url } = request ?? {};
  const [, type, id, query = ''] = VALIDATE.exec(String(url ?? '')) ?? [];
  if (type === undefined || (method !== 'POST' && !(method === 'GET' && id !== undefined))) return undefined;
  return { type, query: new URLSearchParams(query), ...(id === undefined ? {} : { id }) };
}

const notAValidation = (index: number): Refusal =>
  refuse(400, {
    code: 'entry-not-a-validation',
    type: 'not-supported',
    expression: `Bundle.entry[${index}].request`,
    ja: 'batch の項目は検証だけです。request は POST で「型/$validate」か「型/id/$validate」（後者は GET も）と書いてください。',
    en: 'an entry of a batch must be a validation: POST `Type/$validate` or `Type/id/$validate` (the latter also GET)',
  });
