/** The way in to the authorization server: the served paths only, under the public address and no other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROUTES } from './addresses.ts';

/** The node handler of the authorization server. */
export type OAuthHandler = (request: IncomingMessage, response: ServerResponse) => void;

const OPEN_PATHS: readonly string[] = Object.values(ROUTES);

/** Wraps the provider's handler. Paths come with or without the issuer's own prefix. */
export function openRoutes(issuer: string, handle: OAuthHandler): OAuthHandler {
  const { pathname: mount, host, protocol } = new URL(issuer);
  return (request, response) => {
    const url = request.url ?? '';
    const local = url.startsWith(`${mount}/`) ? url.slice(mount.length) : url;
    if (!OPEN_PATHS.includes(local.split('?', 1)[0] ?? '')) {
      answer(response, 404, 'not_found');
      return;
    }
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      answer(response, 405, 'invalid_request');
      return;
    }
    request.url = local;
    // The provider builds its own addresses from these, so the Host header that a caller wrote decides nothing.
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    handle(Object.assign(request, { originalUrl: `${mount}${local}` }), response);
  };
}

function answer(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ error }));
}
