/** Puts the room together: keys, registry, people, provider and the routes that are open. */
import type { Database } from '#database';
import type { Refusal } from '#fhir';
import { type Addresses, addressesOf, FEDERATED, LAUNCH } from './addresses.ts';
import { type Authenticated, authenticate, type Presented, type Unauthenticated } from './authenticate.ts';
import { catchFailures } from './catch-failures.ts';
import { createAddressOf } from './client-address.ts';
import {
  type ClientRecord,
  isOriginKnown,
  listClients,
  type RegisteredClient,
  registerClient,
  removeClient,
} from './clients.ts';
import { listen, type OnAuthEvent, warnOfFailure } from './event.ts';
import { createFederation } from './federation.ts';
import type { FederationOptions } from './federation-options.ts';
import { createFindToken } from './find-token.ts';
import { createGate, RATE_LIMITS, type RateLimits } from './gate.ts';
import { interact } from './interaction.ts';
import { type IntrospectionNeeds, introspectForBearer, introspectionOf } from './introspection.ts';
import { createJwksSource } from './jwks-url.ts';
import { openKeyRing } from './key-ring.ts';
import { type CheckLaunchOf, launchDoor } from './launch-door.ts';
import { announceLaunch, type CheckLaunch, type Launch } from './launches.ts';
import { type Library, openLibrary } from './library.ts';
import { type OAuthHandler, openRoutes } from './open-routes.ts';
import { createPeople, type People, type PeopleOptions } from './people/people.ts';
import { createProvider } from './provider.ts';
import { publicClientOf } from './public-client.ts';
import { createRateCounter } from './rate-counter.ts';
import { type RecordAuth, recordAnswers, signInRecord } from './record.ts';
import type { UnderstandsQuery } from './registration.ts';
import { registrationDoor } from './registration-door.ts';
import type { openSandbox, Sandbox } from './sandbox.ts';
import type { FindPatients } from './seat.ts';
import { smartConfiguration } from './smart-configuration.ts';
import { returnFederated } from './step-federated.ts';
import { sweepAuth } from './sweep.ts';

/** What the authorization server is built on. */
export interface AuthOptions {
  readonly database: Database;
  /** The address that clients use, e.g. `https://kakehashi.example`. Issuer, audience and all endpoints follow from it. */
  readonly publicUrl: string;
  readonly now?: () => Date;
  /** Told of every grant, refusal and failure at the endpoints; by default failures become process warnings. */
  readonly onEvent?: OnAuthEvent;
  /** Awaited before the answer to what it tells of; when it rejects, nothing is answered but a 500. */
  readonly record?: RecordAuth;
  /** Whether a scope's query part can be held to. Default: none can. */
  readonly understands?: UnderstandsQuery;
  /** Whom a role may see, for the choice of a person. */
  readonly findPatients: FindPatients;
  /**
   * Refuses a launch with what its announcer may not see, or what does not belong together; without an announcer it is this
   * gateway's own. Default: all is believed.
   */
  readonly checkLaunch?: CheckLaunchOf;
  readonly people?: Omit<PeopleOptions, 'database' | 'now' | 'onSignIn'>;
  readonly limits?: RateLimits;
  /** Addresses and CIDR ranges whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Whether it may be told to do wrong, so that apps can be tried. Never for real data. */
  readonly sandbox?: boolean;
  /** Whether an app that was invited may register itself. Default: none may. */
  readonly dynamicRegistration?: boolean;
  /** An SQL expression whose value is told of each caller as of the moment in which its token was looked up. */
  readonly beside?: string;
  /** The hospital's own issuer, where people may sign in there. */
  readonly federation?: FederationOptions | undefined;
}

/** The authorization server of one process. Any number of processes may share one database. */
export interface Auth {
  /** The handler of all that is below `/oauth`. Mount it there, or hand it whole paths; no body parser may stand before it. */
  callback(): OAuthHandler;
  /** The body of GET `/fhir/.well-known/smart-configuration`, whatever was asked for in `Accept`. */
  smartConfiguration(): Record<string, unknown>;
  /** The caller of a request by its token, or a 401 with one text for every reason. */
  authenticate(shown: Presented): Promise<Authenticated | Unauthenticated>;
  /** Registers a client; refuses with 422 (`registration-invalid`, `scope-…`, `client-…`, `jwks-url`, `redirect-uri`) or 409 (`client-exists`). */
  registerClient(registration: unknown): Promise<RegisteredClient | Refusal>;
  /** All registered clients, by id. */
  clients(): Promise<ClientRecord[]>;
  /** Removes a client and its tokens at once; false when there is none. */
  removeClient(id: string): Promise<boolean>;
  /** Whether pages of any client come from this origin. */
  isOriginKnown(origin: string): Promise<boolean>;
  /** Announces the launch of an app; refuses with 422 (`launch-…`). */
  announceLaunch(request: unknown): Promise<Launch | Refusal>;
  readonly people: People;
  /** Starts apps as an EHR does; there in a sandbox only. */
  readonly sandbox: Pick<Sandbox, 'launch'> | undefined;
  /** Removes what has run out; returns how many rows. */
  sweep(): Promise<number>;
}

/** Needs a database on which `authMigrations` ran. The first start makes the server's keys. */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const { database, publicUrl, now = () => new Date(), onEvent = warnOfFailure } = options;
  const { findPatients, understands = () => false, dynamicRegistration: registers = false } = options;
  const { record = async () => undefined, checkLaunch = async () => undefined } = options;
  const addresses = addressesOf(publicUrl);
  const people = createPeople({
    ...options.people,
    database,
    now,
    onSignIn: (event) => record(signInRecord(event)),
  });
  const findToken = createFindToken(database, now, options.beside);
  const introspection = { findToken, addresses, now };
  const ring = await openKeyRing(database, now);
  const { fhirBase } = addresses;
  const ownLaunch: CheckLaunch = (context) => checkLaunch(undefined, context);
  const sandbox =
    options.sandbox === true
      ? await sandboxOn({ database, people, keys: ring.known, fhirBase, now, check: ownLaunch })
      : undefined;
  const keysAt = createJwksSource(now);
  const library = openLibrary(ring, (keys) => {
    const provider = createProvider({
      addresses,
      keys,
      inject: sandbox?.inject,
      sql: database,
      keysAt,
      now,
      understands,
      registers,
      findPerson: (id) => enabledUser(people, id),
      introspect: (token) => introspectionOf(token, introspection),
    });
    listen(provider, onEvent);
    recordAnswers(provider, record, onEvent);
    return provider;
  });
  const callbackUrl = `${addresses.issuer}${FEDERATED}`;
  const federation =
    options.federation && createFederation(options.federation, { sql: database, people, callbackUrl, now });
  const desk = { sql: database, people, fhirBase, understands, findPatients, now, record, federation };
  const named = (shown: Presented) => authenticate(shown, { sql: database, findToken, fhirBase, now });
  const handler = openDoors({
    ...desk,
    addresses,
    library,
    introspection,
    checkLaunch,
    authenticate: named,
    registers,
    provider: sandbox === undefined ? library.handle : sandbox.guard(library.handle),
    limits: options.limits ?? RATE_LIMITS,
    trustedProxies: options.trustedProxies,
  });
  return {
    callback: () => catchFailures(handler, onEvent),
    smartConfiguration: () => smartConfiguration(addresses, registers),
    authenticate: named,
    registerClient: (registration) => registerClient(database, registration, { now: now(), understands }),
    clients: () => listClients(database),
    removeClient: (id) => removeClient(database, id),
    isOriginKnown: (origin) => isOriginKnown(database, origin),
    announceLaunch: (request) => announceLaunch(database, request, { now: now(), fhirBase, check: ownLaunch }),
    people,
    sandbox,
    sweep: async () => (await sweepAuth(database, now())) + ((await sandbox?.sweep()) ?? 0),
  };
}

/** All that stands behind the paths below the issuer. */
type Furnishing = Parameters<typeof registrationDoor>[2] &
  Omit<Parameters<typeof interact>[0], 'provider'> & {
    readonly addresses: Addresses;
    readonly library: Library;
    readonly introspection: IntrospectionNeeds;
    readonly checkLaunch: CheckLaunchOf;
    readonly authenticate: Auth['authenticate'];
    readonly registers: boolean;
    readonly provider: Library['handle'];
    readonly limits: RateLimits;
    readonly trustedProxies: readonly string[] | undefined;
  };

function openDoors(house: Furnishing): OAuthHandler {
  const { addresses, library, introspection, authenticate: named, record, now, sql, limits, federation } = house;
  const mount = new URL(addresses.issuer).pathname;
  const announced = createRateCounter(limits.launchesPerMinuteMax, now);
  const launching = { ...house, announced, launchUrl: `${addresses.issuer}${LAUNCH}` };
  return openRoutes({
    issuer: addresses.issuer,
    admits: createGate(limits, createAddressOf(house.trustedProxies), now),
    provider: house.provider,
    interact: async (request, response, path) =>
      interact({ ...house, provider: await library.provider() }, request, response, path),
    announceLaunch: (request, response) => launchDoor(request, response, launching),
    returnFederated:
      federation &&
      (async (request, response) =>
        returnFederated({ ...house, provider: await library.provider(), federation, mount }, request, response)),
    introspect: (request, response) =>
      introspectForBearer(request, response, { ...introspection, record, authenticate: named }),
    register: house.registers ? (request, response) => registrationDoor(request, response, house) : undefined,
    publicClientOf: (refreshToken) => publicClientOf(sql, refreshToken),
  });
}

async function enabledUser(people: People, id: string): ReturnType<People['findUser']> {
  const user = await people.findUser(id);
  return user?.disabled ? undefined : user;
}

/** Loaded where it is wanted and nowhere else: a real server has no code that does wrong. */
async function sandboxOn(needs: Parameters<typeof openSandbox>[0]): Promise<Sandbox> {
  const { openSandbox } = await import('./sandbox.ts');
  return openSandbox(needs);
}
