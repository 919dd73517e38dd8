/** 情報連携: a Communication goes out only when the person's consent lets each of its recipients have it. */
import type { Communication } from '@medplum/fhirtypes';
import { aboutOf, factsOf, sees } from '#consent';
import { isRefusal, type Refusal, refuseAll } from '#fhir';
import { EVERYTHING, type House, permitFrom, type Visit } from '#visit';
import { type Known, NOTHING_KNOWN } from './known.ts';

const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const COORDINATION = 'COC';

/**
 * Decides for each recipient outside the sender's organization, for the purpose that the message names (else coordination). A
 * recipient who may see nothing of what it is about would not be shown it either; `known` is what comes in the same transaction.
 */
export async function checkRecipients(
  house: House,
  visit: Visit,
  {
    communication,
    known = NOTHING_KNOWN,
  }: { readonly communication: Communication; readonly known?: Known | undefined },
): Promise<Refusal | undefined> {
  const facts = factsOf(communication, visit.caller.organization ?? undefined);
  const purpose = purposeOf(communication);
  const about = aboutOf(communication);
  const isStored = about.length > 0 && !about.some((reference) => known.has(reference));
  const refused: number[] = [];
  for (const [index, { reference }] of (communication.recipient ?? []).entries()) {
    if (
      reference === undefined ||
      reference === visit.caller.organization ||
      reference === communication.subject?.reference
    )
      continue;
    const permit = await permitFrom(house, {
      actor: reference,
      purpose,
      reason: null,
      action: 'disclose',
      now: visit.now,
      reach: EVERYTHING,
      referable: EVERYTHING,
      own: reference.startsWith('Organization/') ? [reference] : [],
    });
    const isSeen =
      !isRefusal(permit) &&
      sees(permit, facts) &&
      (!isStored || (await house.store.readMany(permit, about)).length > 0);
    if (!isSeen) refused.push(index);
  }
  if (refused.length === 0) return undefined;
  const refusal = refuseAll(
    422,
    refused.map((index) => ({
      severity: 'error',
      code: 'recipient-not-permitted',
      type: 'forbidden',
      expression: `Communication.recipient[${index}]`,
      ja: `この宛先へ送ることは、本人の同意の範囲に含まれていません（目的: ${purpose}）。同意を確認してください。`,
      en: `the consent in force does not let this recipient have the message (purpose \`${purpose}\`)`,
    })),
    'recipient-not-permitted',
  );
  return { ...refusal, auditPatients: facts.patients };
}

const purposeOf = ({ reasonCode }: Communication): string =>
  (reasonCode ?? []).flatMap(({ coding }) => coding ?? []).find(({ system }) => system === ACT_REASON)?.code ??
  COORDINATION;
