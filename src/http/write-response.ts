/** Writes a body to the wire: compressed where the client takes it, and with its length, also where only the head is asked for. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** Below this, compressing costs more than it saves. */
const GZIP_BYTES_MIN = 1024;
const TEXTUAL = /^(?:text\/|application\/(?:fhir\+|json|xml))/;

const compress = promisify(gzip);

export async function writeResponse(
  request: Request,
  response: Response,
  body: string | Uint8Array,
  contentType: string,
): Promise<void> {
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const smaller = plain.length >= GZIP_BYTES_MIN && TEXTUAL.test(contentType) && takesGzip(request);
  const bytes = smaller ? await compress(plain) : plain;
  if (smaller) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', contentType).setHeader('Content-Length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const takesGzip = (request: Request): boolean =>
  request.headers['accept-encoding'] !== undefined && request.acceptsEncodings('gzip', 'identity') === 'gzip';
