/** $findings: the faults with which the current version of a resource was stored. */
import { isRefusal, type Refusal } from '#fhir';
import { type Answer, type House, holderOf, notFound, type Visit } from '#visit';
import { readInstance } from './read-instance.ts';
import { outcomeAnswer } from './validate-resource.ts';

/** 200 with an OperationOutcome, under the permit of reading the resource; 404 where there is none to be seen. */
export async function showFindings(house: House, visit: Visit, type: string, id: string): Promise<Answer | Refusal> {
  const instance = await readInstance(house, visit, type, id);
  if (isRefusal(instance)) return instance;
  const { stored, shown, items } = instance;
  // A finding may quote a reference that is masked for this reader: then the findings are for the holder alone.
  if (shown.text !== stored.text && stored.custodian !== holderOf(visit)) return notFound(type, id);
  return outcomeAnswer(visit, await house.store.findings(stored), { interaction: '$findings', action: 'R', items });
}
