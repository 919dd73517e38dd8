/** Reads a form that a browser sends. */
import type { IncomingMessage } from 'node:http';
import { readBytes } from './read-bytes.ts';

const FORM_BYTES_MAX = 20_000;

/** The fields; nothing for another content type, what is too long, or what is not UTF-8. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const bytes = await readBytes(request, FORM_BYTES_MAX);
  if (bytes === undefined) return undefined;
  try {
    const text = decodeUtf8(bytes);
    return isReadable(text) ? new URLSearchParams(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Throws where bytes are no UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** Whether what is percent-encoded is UTF-8 without NUL, which no database keeps; a value is never guessed. */
export function isReadable(encoded: string): boolean {
  try {
    return !decodeURIComponent(encoded).includes('\0');
  } catch {
    return false;
  }
}
