/** Public clients that refresh without naming themselves: the token names them. */
import { IncomingMessage } from 'node:http';

const BODY_BYTES_MAX = 64 * 1024;

/** A request whose body was read, and can be read again. */
export interface ReadRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** Reads a body up to what the library takes; of a longer one only so much that the library refuses it too. */
export async function withReadBody(request: IncomingMessage): Promise<ReadRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    bytes += chunk.length;
  }
  return { request, body: Buffer.concat(chunks) };
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
  if (client === undefined) return replayed(request, body);
  return replayed(request, Buffer.concat([body, Buffer.from(`&client_id=${encodeURIComponent(client)}`)]));
}

/** The same request with this body, unread. */
export function replayed(request: IncomingMessage, body: Buffer): IncomingMessage {
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
