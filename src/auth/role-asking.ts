/** The chosen role as one who asks. */
import type { RoleAsking, Seat } from './seat.ts';

/** The same for the audit, as far as it was chosen. */
export function recordedRole(seat: Seat) {
  const asking = askingOf(seat);
  if (asking === undefined) return { user: seat.person?.id ?? null };
  const { user, actor, organization, purpose, reason } = asking;
  return { user, actor, organization, purpose, purposeReason: reason };
}

/** Who asks for what purpose, as chosen in the step before; nothing while nothing is chosen. */
export function askingOf({ client, person, sitting }: Seat): RoleAsking | undefined {
  const role = person?.roles.find(({ id }) => id === sitting.role?.id);
  if (person === undefined || role === undefined || sitting.role === undefined) return undefined;
  return {
    clientId: client.id,
    clientName: client.name,
    user: person.id,
    actor: role.actor,
    organization: role.organization,
    purpose: sitting.role.purpose,
    reason: sitting.role.reason,
  };
}
