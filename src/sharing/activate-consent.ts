/** Makes a pending consent count, once there is evidence that the person gave it. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, toJapanTime } from '#fhir';
import { changeWithin, inTransaction, notPending, readEvidence, replaceBy, withEvidence } from '#records';
import { type Answer, aimOf, type House, permitOfCaller, scopeMissing, type Visit } from '#visit';

const PENDING = ['proposed', 'draft'];

/** 200 with the active consent. 409 for one that is not pending, 412 for another version than `ifMatch` names; 422 where the evidence is missing. */
export async function activateConsent(
  house: House,
  visit: Visit,
  id: string,
  body?: Resource,
  ifMatch?: string,
): Promise<Answer | Refusal> {
  const said = readEvidence(body, ['source', 'signature', 'witness', 'dateTime', 'reason']);
  if (isRefusal(said)) return said;
  if (!covers(visit.caller.scopes, 'Consent', 'update')) return scopeMissing('Consent', 'update');
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const aim = await aimOf(house, visit, ['update']);
  if (isRefusal(aim)) return aim;
  const evidence = { ...said, dateTime: said.dateTime ?? toJapanTime(visit.now) };
  const told = { act: 'activate' as const, reason: said.reason };
  return inTransaction(house, visit, async (writer) => {
    const answer = await changeWithin(
      house,
      visit,
      { writer, aim, target: { type: 'Consent', id, ifMatch } },
      (current) =>
        replaceBy(house, visit, { writer, permit, current, told }, (before) => {
          const { status } = before as Consent;
          if (!PENDING.includes(status ?? '')) return notPending(id, status);
          return { ...withEvidence(before as Consent, evidence), status: 'active' };
        }),
    );
    return isRefusal(answer) ? answer : { ...answer, interaction: '$activate' };
  });
}
