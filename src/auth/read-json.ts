/** Reads the body of a request as JSON. */
import type { IncomingMessage } from 'node:http';
import { readBytes } from './read-bytes.ts';
import { decodeUtf8 } from './read-form.ts';

/** The value; nothing for what is too long, not UTF-8 or no JSON. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const bytes = await readBytes(request, bytesMax);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    return undefined;
  }
}
