/** The chosen role as one who asks. */
import type { Acting, Seat } from './seat.ts';

/** The same for the audit, as far as it was chosen. */
export function recordedRole(seat: Seat) {
  const acting = actingOf(seat);
  if (acting === undefined) return { user: seat.person?.id ?? null };
  const { user, actor, organization, purpose, reason } = acting.asking;
  return { user, actor, organization, purpose, purposeReason: reason };
}

/** Who asks for what purpose, as chosen in the step before; nothing while nothing is chosen, or where the role is gone. */
export function actingOf(seat: Seat): Acting | undefined {
  const {
    client,
    person,
    sitting: { role: chosen },
  } = seat;
  if (person === undefined || chosen === undefined) return undefined;
  const role = person.roles.find(({ id }) => id === chosen.id);
  if (role === undefined) return undefined;
  const asking = {
    clientId: client.id,
    clientName: client.name,
    user: person.id,
    actor: role.actor,
    organization: role.organization,
    purpose: chosen.purpose,
    reason: chosen.reason,
  };
  return { ...seat, person, role, asking };
}
