/** Puts a new consent in the place of an old one, at one moment: nobody ever sees both count, or neither (D5). */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import {
  admit,
  askAhead,
  changeWithin,
  checkSuperseding,
  draftOf,
  endedConsent,
  insertTold,
  inTransaction,
  itemOfWrite,
  readEvidence,
} from '#records';
import { resourceOf, type Stored } from '#store';
import {
  type Answer,
  aimOf,
  bodyTypeDiffers,
  type House,
  holderOf,
  permitOfCaller,
  scopeMissing,
  type Visit,
  within,
} from '#visit';

/** 201 with the new consent; the old one is `inactive` for good. 409 where it has ended, 422 where the new one may not stand for it. */
export async function supersedeConsent(
  house: House,
  visit: Visit,
  id: string,
  body?: Resource,
  ifMatch?: string,
): Promise<Answer | Refusal> {
  const asked = body?.resourceType === 'Consent' ? { consent: body } : readEvidence(body, ['consent', 'reason']);
  if (isRefusal(asked)) return asked;
  const { consent: next, reason } = { reason: undefined, ...asked };
  if (next?.resourceType !== 'Consent') return bodyTypeDiffers('Consent', next?.resourceType ?? '');
  for (const action of ['update', 'create'] as const)
    if (!covers(visit.caller.scopes, 'Consent', action)) return scopeMissing('Consent', action);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const aim = await aimOf(house, visit, ['update']);
  if (isRefusal(aim)) return aim;
  await askAhead(house, next);
  // The person may change what was recorded for them, as they may withdraw it.
  const [seen] = await house.store.readMany(permit, [`Consent/${id}`]);
  const mine = seen && (resourceOf(seen) as Consent).patient?.reference === visit.caller.actor;
  const holder = mine ? (seen.custodian ?? '') : holderOf(visit);
  return inTransaction(house, visit, async (writer) => {
    const ended: Stored[] = [];
    const answer = await changeWithin(
      house,
      visit,
      { writer, aim, target: { type: 'Consent', id, holder, ifMatch } },
      async (current) => {
        const before = resourceOf(current) as Consent;
        const refusal = endedConsent(current) ?? standsFor(before, next);
        if (refusal) return refusal;
        const checked = await admit(
          within(house, writer),
          { ...visit, setting: { actions: ['create'] } },
          permit,
          next,
        );
        if (isRefusal(checked)) return checked;
        const kept = await checkSuperseding(within(house, writer), visit, permit, { before, next });
        if (kept) return kept;
        const inactive = { resource: { ...before, status: 'inactive' as const }, custodian: current.custodian };
        ended.push(await writer.replace(current, inactive));
        const draft = { ...draftOf(checked), custodian: holderOf(visit) };
        const told = { act: 'supersede' as const, reason, ended, revised: current };
        return { stored: await insertTold(visit, writer, draft, { told }), checked };
      },
    );
    if (isRefusal(answer)) return answer;
    return { ...answer, status: 201, interaction: '$supersede', items: [...answer.items, ...ended.map(itemOfWrite)] };
  });
}

/** A new consent is of the same person, and counts at once: otherwise the old one would end in silence. */
function standsFor(old: Consent, { status, patient }: Consent): Refusal | undefined {
  if (status === 'active' && patient?.reference === old.patient?.reference) return undefined;
  const isOther = status === 'active';
  return refuse(422, {
    code: 'consent-stands-for-none',
    type: 'business-rule',
    ja: isOther
      ? '新しい同意は、もとの同意と同じ本人のものにしてください。'
      : '新しい同意は、署名などの証拠を付けて status を active にしてください。終わらせるだけなら $withdraw を使います。',
    en: isOther
      ? 'the new consent must be of the same person as the old one'
      : 'the new consent must be `active`, with its evidence; to end the old one alone, use `$withdraw`',
    expression: isOther ? 'Consent.patient' : 'Consent.status',
  });
}
