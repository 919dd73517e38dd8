/** The second step: in which role a person acts, and for what. An emergency asks for its reason and for who it is, anew. */
import { type Bilingual, isWritten } from '#fhir';
import type { Role } from './people/user.ts';
import { roleScreen } from './screens/role.ts';
import type { Desk, Next, Seat, Seated, Step } from './seat.ts';
import { REFUSED } from './step-sign-in.ts';
import { BREAK_GLASS } from './token-life.ts';

const REASON_LENGTH_MIN = 5;
const REASON_LENGTH_MAX = 500;
const NOT_ONE_OF_YOURS: Bilingual = { ja: '役割と利用目的を選んでください。', en: 'Choose a role and a purpose.' };
const NO_REASON: Bilingual = {
  ja: `緊急時の理由を${REASON_LENGTH_MIN}文字以上で書いてください（記号や空白は数えません）。`,
  en: `Give the reason of the emergency in ${REASON_LENGTH_MIN} letters or digits or more.`,
};

export const roleStep: Step<Seated> = {
  show: async (_desk, seat) => {
    const { roles } = seat.person;
    return roleScreen(
      seat,
      roles,
      roles.some(({ purposes }) => purposes.includes(BREAK_GLASS)),
    );
  },
  take: async (desk, seat, form) => {
    const chosen = chosenOf(seat.person.roles, form.get('role') ?? '');
    // Whoever has no role has nothing to choose; the page says who can help.
    if (seat.person.roles.length === 0) return { kind: 'show', screen: await roleStep.show(desk, seat) };
    if (chosen === undefined) return fault(desk, seat, NOT_ONE_OF_YOURS);
    if (chosen.purpose !== BREAK_GLASS) return take(seat, { ...chosen, reason: null });
    const reason = [...(form.get('reason') ?? '').trim()].slice(0, REASON_LENGTH_MAX);
    if (reason.filter(isWritten).length < REASON_LENGTH_MIN) return fault(desk, seat, NO_REASON);
    if (!(await isStillThere(desk, seat, form))) return fault(desk, seat, REFUSED);
    return take(seat, { ...chosen, reason: reason.join('') });
  },
};

/** The one role and purpose of a person who has no choice, so that no page asks for it. */
export function onlyChoice(roles: readonly Role[]): Seat['sitting']['role'] {
  const [role, ...others] = roles;
  if (role === undefined || others.length > 0) return undefined;
  const [purpose, ...more] = role.purposes;
  if (!purpose || more.length > 0 || purpose === BREAK_GLASS) return undefined;
  return { id: role.id, purpose, reason: null };
}

function chosenOf(roles: readonly Role[], value: string): { id: string; purpose: string } | undefined {
  const [id, purpose = ''] = value.split(' ');
  const role = roles.find((one) => one.id === id);
  return role?.purposes.includes(purpose) ? { id: role.id, purpose } : undefined;
}

const take = ({ sitting }: Seat, role: NonNullable<Seat['sitting']['role']>): Next => ({
  kind: 'again',
  sitting: { ...sitting, role },
});

/** Breaking the glass needs the person themselves at this moment, not a session that somebody left open. */
async function isStillThere({ people }: Desk, { person }: Seated, form: URLSearchParams): Promise<boolean> {
  const [password, code] = [form.get('password') ?? '', form.get('code') ?? ''];
  return (await people.signIn({ login: person.login, password, code })).kind === 'ok';
}

const fault = async (desk: Desk, seat: Seated, said: Bilingual): Promise<Next> => ({
  kind: 'show',
  screen: await roleStep.show(desk, { ...seat, fault: said }),
});
