/**
 * Records that a record which exists was refused, with the reason of the decision: for the privacy officer and the person. It
 * is done when the answer has been given, so that what is hidden takes no longer than what does not exist.
 */
import type { Resource } from '@medplum/fhirtypes';
import { type DeniedItem, newRecordId } from '#audit';
import { aboutOf, factsOf, type Ground, groundOf, type Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import { refusalEntryOf } from './answer.ts';
import type { House, Visit } from './house.ts';
import { permitOf } from './visit-permit.ts';

const PERMITS: readonly string[] = ['NON_PATIENT', 'OWN_RECORD'];

export async function recordDenial(house: House, visit: Visit, refusal: Refusal, interaction: string): Promise<void> {
  if (refusal.auditTarget === undefined) return;
  const denied = (await deniedBy(house, visit, refusal.auditTarget)) ?? NOTHING;
  const entry = refusalEntryOf(visit, refusal, interaction);
  await house.audit.record({ ...entry, id: newRecordId(), items: [], patients: [], denied });
}

/** Recorded where nothing was refused too: how many records there are must not tell whether something is there. */
const NOTHING: DeniedItem = { patients: [], reason: 'NOT_THERE', reference: '' };

async function deniedBy(house: House, visit: Visit, target: string): Promise<DeniedItem | undefined> {
  const held = await house.store.held(target);
  const permit = held && (await permitOf(house, visit));
  if (held === undefined || permit === undefined || isRefusal(permit)) return undefined;
  const { resource, version, custodian } = held;
  const ground = groundOf(permit, resource, custodian);
  const refused = isRefused(ground)
    ? ground
    : ground.reason === 'OWN_RECORD'
      ? undefined
      : await refusedAbout(house, permit, resource);
  if (refused === undefined) return undefined;
  const { reason } = refused;
  const { patients } = factsOf(resource, custodian);
  return { reference: `${target}/_history/${version}`, patients, reason };
}

/** What only the token's scopes leave out was not refused by a decision. */
const isRefused = ({ visible, reason }: Ground): boolean =>
  !visible && !PERMITS.includes(reason) && !reason.endsWith('_PERMIT');

/** The first refusal of what a record speaks of, where all of that which is there is refused: then the record is hidden by it. */
async function refusedAbout(house: House, permit: Permit, resource: Resource): Promise<Ground | undefined> {
  const targets = await Promise.all(aboutOf(resource).map((reference) => house.store.held(reference)));
  const grounds = targets.flatMap((held) => (held ? [groundOf(permit, held.resource, held.custodian)] : []));
  return grounds.every(isRefused) ? grounds[0] : undefined;
}
