/** Withdraws a consent at once. The person may, and who recorded it; what it permitted is closed to the very next request. */
import type { Consent, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import {
  changeWithin,
  checkEvidence,
  checkWithdrawal,
  type Evidence,
  inTransaction,
  isEnded,
  readEvidence,
  replaceTold,
  type Told,
} from '#records';
import { resourceOf } from '#store';
import { type Answer, aimOf, type House, holderOf, permitOfCaller, scopeMissing, type Visit, within } from '#visit';
import { actThatEnded } from './act-that-ended.ts';

/**
 * 200 with the consent, `inactive`. Neither a reason nor a signed request is asked for where it closes; where one is given,
 * the Provenance holds it. 422 `refusal-evidence-needed` for a refusal, but to the person; 422 with its place for evidence
 * that no consent could hold; 409 `consent-superseded` for one in whose place another counts.
 */
export async function withdrawConsent(
  house: House,
  visit: Visit,
  id: string,
  body?: Resource,
): Promise<Answer | Refusal> {
  const said = readEvidence(body, ['reason', 'source', 'signature', 'witness']);
  if (isRefusal(said)) return said;
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const [consent] = await house.store.readMany(permit, [`Consent/${id}`]);
  const mine = consent && (resourceOf(consent) as Consent).patient?.reference === visit.caller.actor;
  // Whoever comes by themselves needs no scope for it; an app that somebody uses does nothing that they did not allow it.
  const isFree = mine && visit.caller.user === null;
  if (!isFree && !covers(visit.caller.scopes, 'Consent', 'update')) return scopeMissing('Consent', 'update');
  const aim = isFree ? { permits: [permit], actions: [] } : await aimOf(house, visit, ['update']);
  if (isRefusal(aim)) return aim;
  const holder = mine ? (consent.custodian ?? '') : holderOf(visit);
  const told = { act: 'withdraw' as const, reason: said.reason, ...restingOn(said) };
  return inTransaction(house, visit, (writer) =>
    changeWithin(house, visit, { writer, aim, target: { type: 'Consent', id, holder } }, async (current) => {
      const resource = resourceOf(current) as Consent;
      // Withdrawn twice is withdrawn: the second finds nothing left to do.
      if (isEnded(resource))
        return (await actThatEnded(house, permit, resource)) === 'supersede'
          ? supersededAlready()
          : { stored: current };
      const inside = within(house, writer);
      const refusal =
        (await checkEvidence(inside, permit, resource, said)) ?? (await checkWithdrawal(inside, visit, resource, said));
      if (refusal) return refusal;
      const draft = { resource: { ...resource, status: 'inactive' as const }, custodian: current.custodian };
      return { stored: await replaceTold(visit, writer, { current, draft, told }) };
    }),
  );
}

/** Who withdraws the old one means what counts in its place: an answer that it is ended would let that go on unseen. */
const supersededAlready = (): Refusal =>
  refuse(409, {
    code: 'consent-superseded',
    type: 'conflict',
    ja: 'この同意は新しい同意に置きかえられています。いまの同意（$consent-status にあります）を撤回してください。',
    en: 'another consent took the place of this one; withdraw that one, which `$consent-status` tells',
    expression: 'Consent.status',
  });

/** What the act rests on, in the words of a Provenance. */
function restingOn({
  source,
  copy,
  signature,
  signatureNumber: identifier,
  witness,
}: Evidence): Pick<Told, 'sources' | 'signature' | 'witness'> {
  return {
    sources: [
      ...(source ? [source] : copy?.title ? [{ display: copy.title }] : []),
      ...(identifier ? [{ identifier }] : []),
    ],
    ...(signature ? { signature } : {}),
    ...(witness ? { witness } : {}),
  };
}
