/** $findings: the faults with which the current version of a resource was stored. */
import { covers } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import type { Answer } from './answer.ts';
import { disclosedItems } from './disclosed-items.ts';
import { type House, holderOf, type Visit } from './house.ts';
import { maskReferences } from './mask-references.ts';
import { notFound, scopeMissing } from './refusals.ts';
import { outcomeAnswer } from './validate-resource.ts';
import { permitOf } from './visit-permit.ts';

/** 200 with an OperationOutcome, under the permit of reading the resource; 404 where there is none to be seen. */
export async function showFindings(house: House, visit: Visit, type: string, id: string): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, type, 'read')) return scopeMissing(type, 'read');
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const stored = await house.store.read(permit, type, id);
  if (stored === undefined || stored.deleted) return notFound(type, id);
  const [shown = stored] = await maskReferences(house, visit, [stored]);
  // A finding may quote a reference that is masked for this reader: then the findings are for the holder alone.
  if (shown.text !== stored.text && stored.custodian !== holderOf(visit)) return notFound(type, id);
  const items = await disclosedItems(house, visit, permit, [stored]);
  return outcomeAnswer(visit, await house.store.findings(stored), { interaction: '$findings', action: 'R', items });
}
