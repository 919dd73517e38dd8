/** Puts the room together: keys, registry, provider and the routes that are open. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Database } from '#database';
import type { Refusal } from '#fhir';
import { addressesOf } from './addresses.ts';
import { authenticate, type Caller, type Unauthenticated } from './authenticate.ts';
import { type ClientRecord, listClients, registerClient, removeClient } from './clients.ts';
import { listen, type OnAuthEvent, warnOfFailure } from './event.ts';
import { createFindToken } from './find-token.ts';
import { createJwksSource } from './jwks-url.ts';
import { type OAuthHandler, openRoutes } from './open-routes.ts';
import { createProvider } from './provider.ts';
import { loadServerKeys } from './server-keys.ts';
import { smartConfiguration } from './smart-configuration.ts';

/** What the authorization server is built on. */
export interface AuthOptions {
  readonly database: Database;
  /** The address that clients use, e.g. `https://kakehashi.example`. Issuer, audience and all endpoints follow from it. */
  readonly publicUrl: string;
  readonly now?: () => Date;
  /** Told of every grant, refusal and failure at the token endpoints; by default failures become process warnings. */
  readonly onEvent?: OnAuthEvent;
  /** Awaited before each answer of the token endpoints is sent; when it rejects, nothing is answered but a 500. */
  readonly beforeAnswer?: (answered: Answered) => Promise<void>;
}

/** The authorization server of one process. Any number of processes may share one database. */
/** What one of the token endpoints is about to answer, and to whom. */
export interface Answered {
  readonly path: string;
  readonly clientId: string | null;
  readonly status: number;
}

export interface Auth {
  /**
   * The handler of `/token`, `/token/introspection` and `/token/revocation` below `/oauth`. Mount it at `/oauth`, or
   * hand it whole paths; no body parser may stand before it.
   */
  callback(): OAuthHandler;
  /** The body of GET `/fhir/.well-known/smart-configuration`, whatever was asked for in `Accept`. */
  smartConfiguration(): Record<string, unknown>;
  /** The caller of an `Authorization` header, or a 401 with one text for every reason. */
  authenticate(authorization: string | undefined): Promise<Caller | Unauthenticated>;
  /** Registers a backend; refuses with 422 (`registration-invalid`, `scope-…`, `client-key…`, `jwks-url`) or 409 (`client-exists`). */
  registerClient(registration: unknown): Promise<ClientRecord | Refusal>;
  /** All registered clients, by id. */
  clients(): Promise<ClientRecord[]>;
  /** Removes a client and its tokens at once; false when there is none. */
  removeClient(id: string): Promise<boolean>;
}

/** Needs a database on which `authMigrations` ran. The first start makes the server's keys. */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const { database, publicUrl, now = () => new Date(), onEvent = warnOfFailure, beforeAnswer } = options;
  const addresses = addressesOf(publicUrl);
  const keys = await loadServerKeys(database, now());
  const provider = createProvider(addresses, keys, { sql: database, keysAt: createJwksSource(now), now });
  listen(provider, onEvent);
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    await beforeAnswer?.({ path: ctx.path, clientId: ctx.oidc?.client?.clientId ?? null, status: ctx.status });
  });
  const needs = { findToken: createFindToken(database), fhirBase: addresses.fhirBase, now };
  const handler = openRoutes(addresses.issuer, provider.callback());
  return {
    callback: () => handler,
    smartConfiguration: () => smartConfiguration(addresses),
    authenticate: (authorization) => authenticate(authorization, needs),
    registerClient: (registration) => registerClient(database, registration, now()),
    clients: () => listClients(database),
    removeClient: (id) => removeClient(database, id),
  };
}
