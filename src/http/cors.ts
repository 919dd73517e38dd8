/** Apps in browsers: their pages may read what the client they belong to is answered, and nobody else's. */
import type { NextFunction, Request, Response } from 'express';
import type { Auth, Authenticated } from '#auth';
import { isRefusal, type Refusal } from '#fhir';
import { PUBLIC_PATHS } from './public-paths.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS =
  'Authorization, DPoP, Accept, Content-Type, If-Match, If-None-Match, If-None-Exist, If-Modified-Since, Prefer';
const EXPOSED = 'Location, Content-Location, ETag, Last-Modified, Link, X-Request-Id, WWW-Authenticate, Retry-After';
const PREFLIGHT_SECONDS = '600';

/** Lets any page read what is public, and answers the question that a browser asks beforehand. */
export async function crossOrigin(auth: Auth, request: Request, response: Response, next: NextFunction): Promise<void> {
  const { origin } = request.headers;
  if (origin === undefined) return next();
  response.setHeader('Vary', 'Origin');
  if (Object.hasOwn(PUBLIC_PATHS, request.path)) response.setHeader('Access-Control-Allow-Origin', '*');
  const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
  if (!isPreflight) return next();
  // The browser asks before the token is sent, so any client's page is told the same.
  if (!response.hasHeader('Access-Control-Allow-Origin') && (await isKnown(auth, origin)))
    response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', METHODS);
  response.setHeader('Access-Control-Allow-Headers', HEADERS);
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  response.status(204).end();
}

/** Lets the pages of the caller's own client read the answer; where nobody is known, those of any client read why. */
export async function allowOrigin(auth: Auth, request: Request, caller: Authenticated | Refusal): Promise<void> {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const isAllowed = isRefusal(caller) ? await isKnown(auth, origin) : caller.origins.includes(origin);
  if (!isAllowed) return;
  request.res?.setHeader('Access-Control-Allow-Origin', origin);
  request.res?.setHeader('Access-Control-Expose-Headers', EXPOSED);
}

/** A question that cannot be answered now is answered by no. */
const isKnown = (auth: Auth, origin: string): Promise<boolean> => auth.isOriginKnown(origin).catch(() => false);
