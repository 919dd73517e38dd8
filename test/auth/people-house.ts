/** People on a database of their own, with a clock that a test sets, and all that is told to the audit. */
import { createPeople, type People, type SignInEvent, totpCode, type User } from '../../src/auth/index.ts';
import type { Database } from '../../src/database/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';

export const START = new Date('2026-04-01T00:00:00.000Z');
export const PASSWORD = 'けやき並木を歩く火曜日の朝';

export interface Desk {
  readonly people: People;
  readonly events: SignInEvent[];
  now: Date;
  /** Lets time pass. */
  pass(seconds: number): void;
}

export function openDesk(database: Database, more: Partial<Parameters<typeof createPeople>[0]> = {}): Desk {
  const events: SignInEvent[] = [];
  const desk: Desk = {
    events,
    now: START,
    pass: (seconds) => {
      desk.now = new Date(desk.now.getTime() + seconds * 1_000);
    },
    people: createPeople({
      database,
      now: () => desk.now,
      onSignIn: (event) => void events.push(event),
      ...more,
    }),
  };
  return desk;
}

export function taken<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(value.issues.map(({ code, en }) => `${code}: ${en}`).join('; '));
  return value;
}

export const codesOf = (value: unknown): [number, ...string[]] | unknown =>
  isRefusal(value)
    ? [value.status, ...value.issues.map(({ code, expression = '' }) => `${code} ${expression}`.trim())]
    : value;

export const COORDINATOR = {
  actor: 'PractitionerRole/hikari-1',
  organization: 'Organization/hikari',
  purposes: ['COC', 'TREAT'],
  name: '相談支援専門員（ひかり）',
};

/** A user with one role, who has just been added. */
export async function added(desk: Desk, login: string): Promise<{ user: User; oneTimePassword: string }> {
  const input = { login, name: '田中 美咲', fhirUser: 'Practitioner/tanaka', roles: [COORDINATOR] };
  return taken(await desk.people.addUser(input));
}

export interface Settled {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** A user with a device and a password of their own. The code that confirmed the device is half a minute old. */
export async function settled(desk: Desk, login: string, password = PASSWORD): Promise<Settled> {
  const { user } = await added(desk, login);
  const { secret } = taken(await desk.people.enrolTotp(user.id));
  const { recoveryCodes } = taken(await desk.people.confirmTotp(user.id, totpCode(secret, desk.now)));
  taken(await desk.people.changePassword(user.id, password));
  desk.pass(30);
  return { id: user.id, login, password, secret, recoveryCodes };
}
