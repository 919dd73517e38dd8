/**
 * Turns away who asks too often, before anything is looked up. Each process counts for itself: N processes let N times as
 * much through. What guesses at passwords meets the account's lock in the database as well, which all processes share.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { preferredLanguage } from '#fhir';
import { INTERACTION, LAUNCH, REGISTRATION, ROUTES } from './addresses.ts';
import type { AddressOf } from './client-address.ts';
import { createRateCounter, type RateCounter } from './rate-counter.ts';
import { remember } from './remember.ts';
import { screenHeaders } from './screens/frame.ts';
import { tooOften } from './screens/notices.ts';

/** How much is let through in a minute. */
export interface RateLimits {
  /** Failed authentications of one client from one address. */
  readonly clientFailuresPerMinuteMax: number;
  /** Failed authentications from one address, whichever clients they were of. */
  readonly addressFailuresPerMinuteMax: number;
  /** Forms with a wrong password, code or choice from one address. */
  readonly pageFailuresPerMinuteMax: number;
  /** Token and revocation requests of one client from one address. */
  readonly tokenRequestsPerMinuteMax: number;
  /** Introspections by one client from one address. */
  readonly introspectionsPerMinuteMax: number;
  /** Authorization requests, and as many forms of their pages, from one address. */
  readonly pagesPerMinuteMax: number;
  /** Launches announced by one client. */
  readonly launchesPerMinuteMax: number;
}

/** Strict with failures; far beyond what one machine answers for all else. */
export const RATE_LIMITS: RateLimits = {
  clientFailuresPerMinuteMax: 20,
  addressFailuresPerMinuteMax: 200,
  pageFailuresPerMinuteMax: 60,
  tokenRequestsPerMinuteMax: 200_000,
  introspectionsPerMinuteMax: 1_000_000,
  pagesPerMinuteMax: 3_000,
  launchesPerMinuteMax: 3_000,
};

interface Knocking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below the issuer. */
  readonly path: string;
  /** The client that the request says it is of. */
  readonly claimed: string;
}

/** Clients that authenticated at some address, which are remembered: more than a large region has. */
const PROVEN_MAX = 50_000;

/** Whether a request may go on; one that may not has been answered. */
export type Gate = (knocking: Knocking) => boolean;

export function createGate(limits: RateLimits, addressOf: AddressOf, now: () => Date): Gate {
  const failures = { counter: createRateCounter(limits.clientFailuresPerMinuteMax, now), status: 401 };
  const addresses = createRateCounter(limits.addressFailuresPerMinuteMax, now);
  const proven = new Map<string, true>();
  const refusedForms = { counter: createRateCounter(limits.pageFailuresPerMinuteMax, now), status: 400 };
  const tokens = createRateCounter(limits.tokenRequestsPerMinuteMax, now);
  const introspections = createRateCounter(limits.introspectionsPerMinuteMax, now);
  const pages = createRateCounter(limits.pagesPerMinuteMax, now);
  const forms = createRateCounter(limits.pagesPerMinuteMax, now);
  const counted: Readonly<Record<string, Counted>> = {
    [ROUTES.token]: { requests: tokens, failures, addresses },
    [ROUTES.revocation]: { requests: tokens, failures, addresses },
    [ROUTES.introspection]: { requests: introspections, failures, addresses },
    [LAUNCH]: { failures, addresses },
    [REGISTRATION]: { requests: tokens, failures, addresses },
    [ROUTES.authorization]: { requests: pages, isPage: true },
    [INTERACTION]: { requests: forms, failures: refusedForms, isPage: true },
  };
  return ({ request, response, path, claimed }) => {
    const isForm = path.startsWith(INTERACTION) && request.method === 'POST';
    const found = counted[isForm ? INTERACTION : path];
    if (found === undefined) return true;
    const address = addressOf(request);
    const key = found.isPage ? address : `${claimed} ${address}`;
    // Many share the address of a hospital: who authenticated there before is not hindered by the failures of others.
    const ofOthers = proven.has(key) ? undefined : found.addresses?.waitOf(address);
    const wait = found.failures?.counter.waitOf(key) ?? ofOthers ?? found.requests?.waitOf(key);
    if (wait !== undefined) {
      if (found.isPage) askLater(request, response, wait);
      else slowDown(response, wait);
      return false;
    }
    found.requests?.add(key);
    const { failures: failing } = found;
    if (failing === undefined) return true;
    response.once('finish', () => {
      if (response.statusCode < 300) remember(proven, key, true, PROVEN_MAX);
      if (response.statusCode !== failing.status) return;
      failing.counter.add(key);
      found.addresses?.add(address);
    });
    return true;
  };
}

interface Counted {
  readonly requests?: RateCounter;
  /** By the status that counts as a failure. */
  readonly failures?: { readonly counter: RateCounter; readonly status: number };
  /** The failures of all clients of an address together. */
  readonly addresses?: RateCounter;
  readonly isPage?: boolean;
}

/** The 429 of the endpoints that programs ask. */
export function slowDown(response: ServerResponse, wait: number): void {
  response.writeHead(429, {
    'content-type': 'application/json',
    'retry-after': String(wait),
    // It tells of nobody, and a page must read how long to wait.
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Retry-After',
  });
  response.end(JSON.stringify({ error: 'slow_down', error_description: `too many requests: try again in ${wait} s` }));
}

function askLater(request: IncomingMessage, response: ServerResponse, wait: number): void {
  response.writeHead(429, { ...screenHeaders(), 'retry-after': String(wait) });
  response.end(tooOften(preferredLanguage(request.headers['accept-language']) ?? 'ja', wait).html);
}
