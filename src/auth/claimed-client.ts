/** Which client a request says that it is of. Nothing is believed of it: it only tells counters apart. */
import { digestOf } from './digest.ts';

export function claimedClient(authorization = '', body: Buffer = Buffer.alloc(0)): string {
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  if (/^basic$/i.test(scheme))
    return digestOf(Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0] ?? '');
  if (scheme !== '') return digestOf(credentials);
  const form = new URLSearchParams(body.toString('latin1'));
  return digestOf(form.get('client_id') ?? subjectOf(form.get('client_assertion') ?? ''));
}

function subjectOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return String((claims as { sub?: unknown } | null)?.sub);
  } catch {
    return '';
  }
}
