/** The front door: express, the table of routes, and the corridor that every request walks. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Auth } from '#auth';
import type { House } from '#exchange';
import { ALL_ROUTES } from './all-routes.ts';
import { capabilityStatement } from './capability-statement.ts';
import { type Corridor, turnAway, walk } from './corridor.ts';
import { createGuide } from './guide.ts';
import type { Log } from './log.ts';
import { defect, methodNotAllowed, routeUnknown, urlUnreadable } from './refusals.ts';
import { replyRefusal } from './reply.ts';

export interface AppOptions {
  readonly house: House;
  readonly auth: Auth;
  readonly log: Log;
  /** Where the house is reached from outside, e.g. `https://gateway.example`. */
  readonly publicUrl: string;
  readonly bodyBytesMax: number;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** The express application, ready to listen. */
export function createApp(options: AppOptions): Express {
  const { auth, publicUrl } = options;
  const corridor: Corridor = { ...options, base: `${publicUrl}/fhir` };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/oauth', auth.callback());
  app.get('/.well-known/oauth-authorization-server/oauth', (request, response) => {
    request.url = '/.well-known/openid-configuration';
    auth.callback()(request, response);
  });
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/fhir/.well-known/smart-configuration', (_request, response) => {
    response.type('application/json').send(JSON.stringify(auth.smartConfiguration()));
  });
  app.get('/fhir/metadata', (_request, response) => {
    response
      .type('application/fhir+json')
      .send(JSON.stringify(capabilityStatement(corridor.base, options.house.parameters)));
  });
  app.use('/ig', createGuide(options.house));
  for (const route of ALL_ROUTES) {
    app[route.method](route.path, (request, response) => walk(corridor, route, request, response));
  }
  app.use((request, response) => {
    const allowed = ALL_ROUTES.filter(({ path }) => matches(path, request.path)).map(({ method }) => method);
    const refusal = allowed.length > 0 ? methodNotAllowed(request.method, allowed) : routeUnknown(request.path);
    return turnAway(corridor, request, response, refusal);
  });
  // Express itself refuses a path that it cannot decode; anything else that gets here is a fault of ours.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const { status } = error as { status?: number };
    if (status !== undefined && status < 500) void turnAway(corridor, request, response, urlUnreadable());
    else {
      const requestId = options.newId();
      options.log.error({ requestId, path: request.route?.path }, 'a request failed before its route');
      replyRefusal(response, defect(requestId));
    }
  });
  return app;
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}
