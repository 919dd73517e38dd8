/** Which client a request says that it is of. Nothing is believed of it: it only tells counters apart. */
import { digestOf } from './digest.ts';

export function claimedClient(authorization = '', body: Buffer = Buffer.alloc(0)): string {
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  if (/^basic$/i.test(scheme))
    return digestOf(plainOf(Buffer.from(credentials, 'base64').toString('utf8').replace(/:.*/s, '')));
  if (scheme !== '') return digestOf(credentials);
  const form = new URLSearchParams(body.toString('latin1'));
  return digestOf(form.get('client_id') ?? subjectOf(form.get('client_assertion') ?? ''));
}

/** As the library reads it, so that one client is not counted as many by its spellings. */
function plainOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'));
  } catch {
    return encoded;
  }
}

function subjectOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return String((claims as { sub?: unknown } | null)?.sub);
  } catch {
    return '';
  }
}
