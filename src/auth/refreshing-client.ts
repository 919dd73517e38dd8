/** Public clients that refresh without naming themselves: the token names them. */
import { IncomingMessage } from 'node:http';

/** A request whose body was read, and can be read again. */
export interface ReadRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** The request with the `client_id` that a public client left out of its refresh (RFC 6749 section 6 asks for none). */
export async function withRefreshingClient(
  { request, body }: ReadRequest,
  publicClientOf: (refreshToken: string) => Promise<string | undefined>,
): Promise<IncomingMessage> {
  const form = new URLSearchParams(body.toString('utf8'));
  const token = form.get('refresh_token');
  const isNamed = form.has('client_id') || form.has('client_assertion') || request.headers.authorization !== undefined;
  const client =
    form.get('grant_type') === 'refresh_token' && token !== null && !isNamed ? await publicClientOf(token) : undefined;
  if (client === undefined) return replayed({ request, body });
  return replayed({ request, body: Buffer.concat([body, Buffer.from(`&client_id=${encodeURIComponent(client)}`)]) });
}

/** The same request with this body, unread. */
export function replayed({ request, body }: ReadRequest): IncomingMessage {
  const again = new IncomingMessage(request.socket);
  const { method, url, httpVersion } = request;
  const headers = { ...request.headers, 'content-length': String(body.length) };
  delete headers['transfer-encoding'];
  const { originalUrl } = request as { originalUrl?: string };
  Object.assign(again, { method, url, httpVersion, headers, originalUrl, complete: true });
  again.push(body);
  again.push(null);
  return again;
}
