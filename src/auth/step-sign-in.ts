/** The first step: who it is, by a password and a one-time code; then what a first sign-in still lacks. */
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import type { Framing, Screen } from './screens/frame.ts';
import { enrolScreen, passwordScreen, recoveryScreen, signInScreen } from './screens/sign-in.ts';
import type { Desk, Next, Seat, Sitting, Step } from './seat.ts';
import { FEDERATED_FAULTS, leavingUrl } from './step-federated.ts';

/** One text for every reason: what was wrong, and whether anyone has this name, is not told. */
export const REFUSED: Bilingual = {
  ja: 'ログイン名、パスワード、確認コードのいずれかが正しくないか、一時的に使えません。しばらくしてから、もう一度お試しください。',
  en: 'The login name, password or code is not right, or cannot be used for now. Wait a little and try again.',
};
const DIFFERENT: Bilingual = { ja: '二つのパスワードが違います。', en: 'The two passwords differ.' };

export const signInStep: Step<Seat> = {
  show: async (desk, seat) => {
    if ((await stillKnown(desk, seat)) === undefined) return showSignIn(desk, seat);
    const { enrolment } = seat.sitting;
    return enrolment === undefined ? passwordScreen(seat) : enrolScreen(seat, enrolment);
  },
  take: async (desk, seat, form) => {
    const known = await stillKnown(desk, seat);
    if (known === undefined) return takeSignIn(desk, seat, form);
    const wanted = await desk.people.nextStep(known.user);
    if (wanted === undefined) return { kind: 'again', sitting: {} };
    if (wanted === 'ok') return signedIn(known);
    return wanted === 'enrol' ? takeEnrolment(desk, seat, known, form) : takePassword(desk, seat, known, form);
  },
};

/** Whoever is known by what still opens the account: a reset, or a device or password set elsewhere meanwhile, ends it. */
async function stillKnown({ people }: Desk, { sitting: { known } }: Seat): Promise<Sitting['known']> {
  if (known === undefined) return undefined;
  const user = await people.findUser(known.user);
  const isSame =
    user?.passwordChangedAt.toISOString() === known.since && user.secondFactor === known.factors.includes('otp');
  return isSame ? known : undefined;
}

const text = (form: URLSearchParams, name: string): string => form.get(name) ?? '';

function showSignIn(
  { federation }: Desk,
  seat: Seat & Framing,
  login = String(seat.params['login_hint'] ?? ''),
): Screen {
  const { federated } = seat.sitting;
  const fault = seat.fault ?? (federated && 'fault' in federated ? FEDERATED_FAULTS[federated.fault] : undefined);
  const elsewhere = federation && { href: leavingUrl(seat), only: federation.only };
  return signInScreen({ ...seat, fault }, { app: seat.client.name, login, elsewhere });
}

async function takeSignIn(desk: Desk, seat: Seat, form: URLSearchParams): Promise<Next> {
  if (desk.federation?.only === true) return { kind: 'show', screen: showSignIn(desk, { ...seat, fault: REFUSED }) };
  const login = text(form, 'login');
  const code = text(form, 'code');
  const answer = await desk.people.signIn({ login, password: text(form, 'password'), code });
  if (!('user' in answer)) return { kind: 'show', screen: showSignIn(desk, { ...seat, fault: REFUSED }, login) };
  const known = {
    user: answer.user.id,
    at: Math.floor(desk.now().getTime() / 1000),
    factors: answer.user.secondFactor ? ['pwd', 'otp'] : ['pwd'],
    since: answer.user.passwordChangedAt.toISOString(),
  };
  if (answer.kind === 'ok') return signedIn(known);
  const enrolment = answer.kind === 'enrol' ? await desk.people.enrolTotp(known.user) : undefined;
  return { kind: 'again', sitting: isRefusal(enrolment) || enrolment === undefined ? { known } : { known, enrolment } };
}

type Known = NonNullable<Sitting['known']>;

async function takeEnrolment(desk: Desk, seat: Seat, known: Known, form: URLSearchParams): Promise<Next> {
  const confirmed = await desk.people.confirmTotp(known.user, text(form, 'code'));
  if (isRefusal(confirmed))
    return { kind: 'show', screen: await signInStep.show(desk, { ...seat, fault: faultOf(confirmed) }) };
  return {
    kind: 'show',
    screen: recoveryScreen(seat, confirmed.recoveryCodes),
    sitting: { known: { ...known, factors: ['pwd', 'otp'] } },
  };
}

async function takePassword(desk: Desk, seat: Seat, known: Known, form: URLSearchParams): Promise<Next> {
  // The page before this one, on which the recovery codes were shown, was only left.
  if (text(form, 'step') !== 'password') return onward(desk, known);
  if (text(form, 'password') !== text(form, 'again'))
    return { kind: 'show', screen: passwordScreen({ ...seat, fault: DIFFERENT }) };
  const changed = await desk.people.changePassword(known.user, text(form, 'password'));
  if (isRefusal(changed)) return { kind: 'show', screen: passwordScreen({ ...seat, fault: faultOf(changed) }) };
  return onward(desk, known);
}

const onward = async ({ people }: Desk, known: Known): Promise<Next> =>
  (await people.nextStep(known.user)) === 'ok' ? signedIn(known) : { kind: 'again', sitting: { known } };

function signedIn({ user, at, factors }: Known): Next {
  return { kind: 'finish', result: { login: { accountId: user, ts: at, amr: [...factors] } } };
}

const faultOf = ({ issues }: Refusal): Bilingual => ({
  ja: issues.map(({ ja }) => ja).join(' '),
  en: issues.map(({ en }) => en).join(' '),
});
