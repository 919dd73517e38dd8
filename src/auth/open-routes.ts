/** The way in to the authorization server: the served paths only, under the public address and no other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  FEDERATED,
  INTERACTION,
  LAUNCH,
  OAUTH_DISCOVERY,
  OPENID_DISCOVERY,
  REGISTRATION,
  ROUTES,
} from './addresses.ts';
import { ANSWER_HEADERS } from './answer-headers.ts';
import { answerJson } from './answer-json.ts';
import { claimedClient } from './claimed-client.ts';
import { errorPage } from './error-page.ts';
import type { Gate } from './gate.ts';
import { readBytes } from './read-bytes.ts';
import { decodeUtf8, isReadable, readForm } from './read-form.ts';
import { replayed, withRefreshingClient } from './refreshing-client.ts';
import { screenHeaders } from './screens/frame.ts';

/** The node handler of the authorization server. */
export type OAuthHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What the paths lead to. */
export interface Doors {
  readonly issuer: string;
  readonly admits: Gate;
  /** The library. */
  readonly provider: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Where a person signs in and decides; `path` is the public path. */
  readonly interact: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;
  readonly announceLaunch: OAuthHandler;
  /** Where another issuer sends people back, if there is one. */
  readonly returnFederated: OAuthHandler | undefined;
  /** Where apps register themselves, if they may. */
  readonly register: OAuthHandler | undefined;
  /** Introspection for a caller with a bearer token. */
  readonly introspect: OAuthHandler;
  /** The client of a refresh token, if it is one that cannot prove itself. */
  readonly publicClientOf: (refreshToken: string) => Promise<string | undefined>;
}

interface Path {
  readonly methods: readonly string[];
  readonly exact: boolean;
  readonly path: string;
}

const PATHS: readonly Path[] = [
  { path: ROUTES.authorization, exact: true, methods: ['GET', 'POST'] },
  { path: `${ROUTES.authorization}/`, exact: false, methods: ['GET'] },
  { path: INTERACTION, exact: false, methods: ['GET', 'POST'] },
  { path: ROUTES.token, exact: true, methods: ['POST', 'OPTIONS'] },
  { path: ROUTES.introspection, exact: true, methods: ['POST', 'OPTIONS'] },
  { path: ROUTES.revocation, exact: true, methods: ['POST', 'OPTIONS'] },
  { path: ROUTES.jwks, exact: true, methods: ['GET', 'HEAD', 'OPTIONS'] },
  { path: OPENID_DISCOVERY, exact: true, methods: ['GET', 'HEAD', 'OPTIONS'] },
  { path: OAUTH_DISCOVERY, exact: true, methods: ['GET', 'HEAD', 'OPTIONS'] },
  { path: ROUTES.end_session, exact: true, methods: ['GET', 'POST'] },
  { path: `${ROUTES.end_session}/`, exact: false, methods: ['GET', 'POST'] },
  { path: LAUNCH, exact: true, methods: ['POST'] },
  { path: FEDERATED, exact: true, methods: ['GET'] },
  { path: REGISTRATION, exact: true, methods: ['POST'] },
];

/** Endpoints of forms that programs send, and the longest that the library takes. */
const FORMS: readonly string[] = [ROUTES.token, ROUTES.introspection, ROUTES.revocation];
const FORM_BYTES_MAX = 56 * 1024;

/** What an app opens in a browser, by a link or by a form. */
const LINKS: readonly string[] = [ROUTES.authorization, ROUTES.end_session];
/** Of a link with its parameters: all headers of a request together are 16 KiB at most, the browser's own among them. */
const LINK_LENGTH_MAX = 12_000;

/** Wraps the provider's handler. Paths come with or without the issuer's own prefix. */
export function openRoutes(doors: Doors): OAuthHandler {
  const { pathname: mount, host, protocol } = new URL(doors.issuer);
  return async (request, response) => {
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
    const url = String(request.url);
    const local = url.startsWith(`${mount}/`) ? url.slice(mount.length) : url;
    const [path = '', ...rest] = local.split('?');
    const query = rest.join('?');
    const found = PATHS.find((one) => (one.exact ? one.path === path : path.startsWith(one.path)));
    const closed = { [FEDERATED]: doors.returnFederated === undefined, [REGISTRATION]: doors.register === undefined };
    if (found === undefined || closed[path as keyof typeof closed])
      return answerJson(response, 404, { error: 'not_found' });
    if (!found.methods.includes(String(request.method))) {
      response.setHeader('allow', found.methods.join(', '));
      return answerJson(response, 405, { error: 'invalid_request' });
    }
    // What asks is no pre-flight of a browser, which the library answers.
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] === undefined)
      return void response.writeHead(204, { allow: found.methods.join(', ') }).end();
    if (!isReadable(query)) return unreadable(request, response, path);
    request.url = path.startsWith(ROUTES.end_session) ? signOutUrl(path, query) : local;
    // The provider builds its own addresses from these, so the Host header that a caller wrote decides nothing.
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    // People are answered by a page and programs in JSON (RFC 6749 section 5.2), whatever their libraries say they accept.
    request.headers.accept = isPage(path) ? 'text/html' : 'application/json';
    Object.assign(request, { originalUrl: `${mount}${request.url}` });
    const isForm = FORMS.includes(path) && request.method === 'POST';
    const body = isForm ? await readBytes(request, FORM_BYTES_MAX) : undefined;
    if (isForm && !isReadableForm(body)) return unreadable(request, response, path);
    const read = body && { request, body };
    const claimed = claimedClient(request.headers.authorization, read?.body);
    if (!doors.admits({ request, response, path, claimed })) return;
    if (path.startsWith(INTERACTION)) return doors.interact(request, response, `${mount}${path}`);
    if (path === FEDERATED) return doors.returnFederated?.(request, response);
    if (path === REGISTRATION) return doors.register?.(request, response);
    if (path === LAUNCH) return doors.announceLaunch(request, response);
    if (LINKS.includes(path) && request.method === 'POST') return linkOf(request, response, { mount, path });
    if (path === ROUTES.authorization) return authorize(doors, request, response, { mount, query });
    if (read === undefined) return doors.provider(request, response);
    if (path === ROUTES.token) return doors.provider(await withRefreshingClient(read, doors.publicClientOf), response);
    if (path === ROUTES.introspection && /^(Bearer|DPoP) /i.test(request.headers.authorization ?? ''))
      return doors.introspect(replayed(read), response);
    return doors.provider(replayed(read), response);
  };
}

function isReadableForm(body: Buffer | undefined): boolean {
  try {
    return body !== undefined && isReadable(decodeUtf8(body));
  } catch {
    return false;
  }
}

/** Paths that a browser opens for a person. */
const isPage = (path: string): boolean =>
  [ROUTES.authorization, INTERACTION, ROUTES.end_session].some((one) => path.startsWith(one));

function unreadable(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (!isPage(path)) {
    // It tells of nobody, so that any app's page may read it.
    response.setHeader('access-control-allow-origin', '*');
    return void answerJson(response, 400, { error: 'invalid_request' });
  }
  response.writeHead(400, screenHeaders());
  response.end(errorPage(request.headers['accept-language'], 'invalid_request'));
}

/** Nobody registers where to go after signing out; what is left out is not looked up, so it tells of no client. */
function signOutUrl(path: string, query: string): string {
  const params = new URLSearchParams(query);
  params.delete('client_id');
  params.delete('post_logout_redirect_uri');
  return `${path}?${params}`;
}

/** A form becomes a link: the library's cookies come back with links only, and both must mean the same. */
async function linkOf(
  request: IncomingMessage,
  response: ServerResponse,
  { mount, path }: { readonly mount: string; readonly path: string },
): Promise<void> {
  const form = await readForm(request);
  const location = `${mount}${path}?${form}`;
  if (form === undefined || location.length > LINK_LENGTH_MAX) return unreadable(request, response, path);
  response.writeHead(303, { location });
  response.end();
}

async function authorize(
  { provider }: Doors,
  request: IncomingMessage,
  response: ServerResponse,
  { mount, query }: { readonly mount: string; readonly query: string },
): Promise<void> {
  const params = new URLSearchParams(query);
  // Apps of SMART never ask for the prompt without which the library would drop `offline_access`.
  const prompts = (params.get('prompt') ?? '').split(' ').filter((one) => one !== '');
  if (params.getAll('prompt').length <= 1 && !prompts.includes('none'))
    params.set('prompt', [...prompts, 'consent'].join(' '));
  // The library knows one more way to answer, which is not offered: here it is as unknown as any other.
  if (String(params.getAll('response_mode')) === 'form_post') params.set('response_mode', 'not-offered');
  request.url = `${ROUTES.authorization}?${params}`;
  Object.assign(request, { originalUrl: `${mount}${request.url}` });
  return provider(request, response);
}
