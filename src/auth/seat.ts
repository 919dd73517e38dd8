/** One person in front of one authorization request: what was asked, what was chosen so far, and what comes next. */
import type { InteractionResults, Provider } from 'oidc-provider';
import type { Sql } from '#database';
import type { Bilingual, Language } from '#fhir';
import type { ClientRecord } from './clients.ts';
import type { Arrived, Federation } from './federation.ts';
import type { LaunchContext, StartedLaunch } from './launches.ts';
import type { People } from './people/people.ts';
import type { Role, User } from './people/user.ts';
import type { RecordAuth } from './record.ts';
import type { UnderstandsQuery } from './registration.ts';
import type { Screen } from './screens/frame.ts';
import type { PatientChoice } from './screens/patient.ts';

/** Who asks for the list of people: a role, for one purpose. */
export interface RoleAsking {
  readonly clientId: string;
  readonly clientName: string;
  readonly user: string;
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly reason: string | null;
}

/** People whom a role may see, by a part of their name or by id. */
export type FindPatients = (
  asking: RoleAsking,
  by: { readonly name: string } | { readonly id: string },
) => Promise<readonly PatientChoice[]>;

/** What the steps work with. */
export interface Desk {
  readonly provider: Provider;
  readonly sql: Sql;
  readonly people: People;
  readonly fhirBase: string;
  readonly understands: UnderstandsQuery;
  readonly findPatients: FindPatients;
  readonly now: () => Date;
  readonly record: RecordAuth;
  /** The hospital's own issuer, where people may sign in there. */
  readonly federation: Federation | undefined;
}

/** What was chosen in the steps before, kept with the interaction and nowhere else. */
export interface Sitting {
  /** Whoever gave password and code, before the sign-in is complete; `since` is when the password was set that they gave. */
  readonly known?: {
    readonly user: string;
    readonly at: number;
    readonly factors: readonly string[];
    readonly since: string;
  };
  /** The second factor that was handed out to them, until it is confirmed. */
  readonly enrolment?: { readonly secret: string; readonly uri: string };
  /** Whoever is back from the hospital's own issuer. */
  readonly federated?: Arrived;
  readonly role?: { readonly id: string; readonly purpose: string; readonly reason: string | null };
  /** The id of the Patient. */
  readonly patient?: string;
}

export interface Seat {
  readonly uid: string;
  readonly language: Language;
  /** Where the forms of this request are sent. */
  readonly action: string;
  readonly fault?: Bilingual;
  readonly params: Readonly<Record<string, unknown>>;
  readonly client: ClientRecord;
  /** Who signed in; absent while nobody has, or the app asks for it anew. */
  readonly person: User | undefined;
  /** The uid of the session of this browser; null while nobody signed in. */
  readonly session: string | null;
  readonly launch: StartedLaunch | undefined;
  readonly sitting: Sitting;
}

/** What a step leads to. */
export type Next =
  | { readonly kind: 'show'; readonly screen: Screen; readonly sitting?: Sitting }
  | { readonly kind: 'again'; readonly sitting: Sitting }
  | { readonly kind: 'leave'; readonly location: string; readonly cookie: string }
  | { readonly kind: 'finish'; readonly result: InteractionResults; readonly scope?: string };

/** Once somebody signed in. */
export interface Seated extends Seat {
  readonly person: User;
}

/** Once they chose the role in which they act. */
export interface Acting extends Seated {
  readonly role: Role;
  readonly asking: RoleAsking;
}

/** One step: its page, and what is done with the form that comes back. */
export interface Step<S extends Seat> {
  readonly show: (desk: Desk, seat: S) => Promise<Screen>;
  readonly take: (desk: Desk, seat: S, form: URLSearchParams) => Promise<Next>;
}

export const openedContext = ({ launch }: Seat): LaunchContext => launch?.context ?? {};
