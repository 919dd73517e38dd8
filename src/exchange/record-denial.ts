/**
 * Records that a record which exists was refused, with the reason of the decision: for the privacy officer and the person. It
 * is done when the answer has been given, so that what is hidden takes no longer than what does not exist.
 */
import { newRecordId } from '#audit';
import { factsOf, groundOf } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { refusalEntryOf } from './answer.ts';
import type { House, Visit } from './house.ts';
import { permitOf } from './visit-permit.ts';

const PERMITS: readonly string[] = ['NON_PATIENT', 'OWN_RECORD'];

export async function recordDenial(house: House, visit: Visit, refusal: Refusal, interaction: string): Promise<void> {
  if (refusal.auditTarget === undefined) return;
  const held = await house.store.held(refusal.auditTarget);
  const permit = held && (await permitOf(house, visit));
  if (held === undefined || permit === undefined || isRefusal(permit)) return;
  const { resource, version, custodian } = held;
  const ground = groundOf(permit, resource, custodian);
  // What only the token's scopes leave out was not refused by a decision.
  if (ground.visible || PERMITS.includes(ground.reason) || ground.reason.endsWith('_PERMIT')) return;
  await house.audit.record({
    ...refusalEntryOf(visit, refusal, interaction),
    id: newRecordId(),
    patients: [],
    denied: {
      reference: `${refusal.auditTarget}/_history/${version}`,
      patients: factsOf(resource, custodian).patients,
      reason: ground.reason,
    },
  });
}
