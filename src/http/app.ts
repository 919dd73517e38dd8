/** The front door: express, the table of routes, and the corridor that every request walks. */
import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Auth } from '#auth';
import { isRefusal } from '#fhir';
import { createShapes } from '#representation';
import { defect, type House } from '#visit';
import { ALL_ROUTES } from './all-routes.ts';
import { answerCapabilities } from './answer-capabilities.ts';
import { capabilityStatement, type OAuthUris } from './capability-statement.ts';
import { choiceOfRefusal, chooseRepresentation } from './choose-representation.ts';
import { type Corridor, turnAway, walk } from './corridor.ts';
import { crossOrigin } from './cors.ts';
import { createGuide } from './guide.ts';
import { keepText } from './keep-text.ts';
import type { Log } from './log.ts';
import { isBarred, methodsAt } from './methods-at.ts';
import { openApi } from './openapi.ts';
import { GUIDE, HEALTH, METADATA, OPENAPI, SMART_CONFIGURATION } from './public-paths.ts';
import { httpUnreadable, methodNotAllowed, routeUnknown, urlUnreadable } from './refusals.ts';
import { replyAnswer, replyRefusal } from './reply.ts';
import { createSandboxDoor, SANDBOX, type SandboxOptions } from './sandbox-launch.ts';
import { writeResponse } from './write-response.ts';

const OAUTH_DISCOVERY = '/.well-known/oauth-authorization-server';

export interface AppOptions {
  readonly house: House;
  readonly auth: Auth;
  readonly log: Log;
  /** Where the house is reached from outside, e.g. `https://gateway.example`. */
  readonly publicUrl: string;
  readonly bodyBytesMax: number;
  /** There in a sandbox only. */
  readonly sandbox?: SandboxOptions | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What hears every request of the server. */
export function createApp(options: AppOptions): RequestListener {
  const { auth, publicUrl } = options;
  const shapes = createShapes(options.house.definitions.structure);
  const base = `${publicUrl}/fhir`;
  const apiText = keepText(options.house.parameters, () => describeApi(options));
  const statement = keepText(options.house.parameters, () =>
    JSON.stringify(capabilityStatement(base, options.house, oauthUris(auth.smartConfiguration()))),
  );
  const corridor: Corridor = { ...options, shapes, base, statement };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((request, response, next) => {
    if (request.headers.host !== undefined || request.httpVersion === '1.0') next();
    else void turnAway(corridor, request, response, httpUnreadable(false));
  });
  app.use('/oauth', auth.callback());
  // RFC 8414 section 3.1: the path of the issuer comes after the well-known one.
  app.get(`${OAUTH_DISCOVERY}/oauth`, (request, response) => {
    request.url = OAUTH_DISCOVERY;
    return auth.callback()(request, response);
  });
  app.use((request, response, next) => void crossOrigin(auth, request, response, next));
  app.get(HEALTH, (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get(SMART_CONFIGURATION, (_request, response) => {
    response.type('application/json').send(JSON.stringify(auth.smartConfiguration()));
  });
  app.get(OPENAPI, (request, response) => writeResponse(request, response, apiText(), 'application/json'));
  app.get(METADATA, (request, response) => {
    const choice = chooseRepresentation(request, { path: METADATA, interaction: 'capabilities' }, shapes);
    if (isRefusal(choice)) return replyRefusal(response, choice, { choice: choiceOfRefusal(request), shapes });
    return replyAnswer(response, answerCapabilities(statement()), { choice, shapes });
  });
  app.use(GUIDE, createGuide(options.house));
  if (options.sandbox !== undefined) app.use(SANDBOX, createSandboxDoor({ ...options, ...options.sandbox }));
  app.use(createDoors(corridor));
  app.use((request, response) => {
    const allowed = methodsAt(request.path);
    if (allowed.length === 0) return turnAway(corridor, request, response, routeUnknown(request.path));
    // It tells of routes only, and nothing of anyone.
    if (request.method === 'OPTIONS') return response.status(204).setHeader('Allow', allowed.join(', ')).end();
    return turnAway(corridor, request, response, methodNotAllowed(request.method, allowed));
  });
  // Express itself refuses a path that it cannot decode; anything else that gets here is a fault of ours.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const { status } = error as { status?: number };
    if (status !== undefined && status < 500) void turnAway(corridor, request, response, urlUnreadable());
    else {
      const requestId = options.newId();
      options.log.error({ requestId, path: request.route?.path }, 'a request failed before its route');
      void replyRefusal(response, defect(requestId), { choice: choiceOfRefusal(request), shapes });
    }
  });
  // Express passes on what it takes for no path at all.
  return (request, response) =>
    app(request as Request, response as Response, () => {
      void turnAway(corridor, request as Request, response as Response, urlUnreadable());
    });
}

/** The routes by their method and their depth: a request is held against those few only that it can be for. */
function createDoors(corridor: Corridor): RequestHandler {
  const doors = new Map<string, Router>();
  const keyOf = (method: string, path: string) => `${method} ${path.replace(/\/$/, '').split('/').length}`;
  for (const route of ALL_ROUTES) {
    const key = keyOf(route.method, route.path);
    const door = doors.get(key) ?? express.Router();
    doors.set(key, door);
    door[route.method](route.path, (request, response) => walk(corridor, route, request, response));
  }
  return (request, response, next) => {
    if (isBarred(request.method, request.path)) return next();
    const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
    const door = doors.get(keyOf(method, request.path));
    return door === undefined ? next() : door(request, response, next);
  };
}

/** The document of the API, as the house can be searched at this moment. */
function describeApi({ house, auth, publicUrl }: AppOptions): string {
  const { token_endpoint: tokenUrl, scopes_supported: scopes } = auth.smartConfiguration();
  return JSON.stringify(
    openApi({ ...house, publicUrl, tokenUrl: String(tokenUrl), scopes: (scopes as string[] | undefined) ?? [] }),
  );
}

const oauthUris = (configuration: Record<string, unknown>): OAuthUris => ({
  authorize: String(configuration['authorization_endpoint']),
  token: String(configuration['token_endpoint']),
});
