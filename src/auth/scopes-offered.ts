/** Which of the requested scopes a client may be given at all: those it is registered for, and of its kind. */
import { isLaunchScope } from './launch-scopes.ts';
import type { UnderstandsQuery } from './registration.ts';
import { grantable, parseScopes } from './scopes.ts';

/** What a client is registered for. */
interface Registered {
  readonly kind: 'backend' | 'app';
  readonly scopes: readonly string[];
}

/** Each query part is asked of every row; those beyond are not granted. */
const QUERIES_MAX = 50;

/** The scopes, separated by spaces, as they were written; empty when none may be given. */
export function scopesOffered(
  requested: string,
  { kind, scopes: allowed }: Registered,
  understands: UnderstandsQuery,
): string {
  const isApp = kind === 'app';
  const ofRecords = grantable(parseScopes(requested), parseScopes(allowed.join(' ')), understands).filter(
    ({ context }) => (context === 'system') !== isApp,
  );
  const beyond = ofRecords.filter(({ query }) => query !== undefined).slice(QUERIES_MAX);
  const asked = [...new Set(requested.split(' '))];
  const ofLaunch = isApp ? asked.filter((text) => isLaunchScope(text) && allowed.includes(text)) : [];
  const kept = new Set([...ofLaunch, ...ofRecords.filter((one) => !beyond.includes(one)).map(({ text }) => text)]);
  return asked.filter((text) => kept.has(text)).join(' ');
}
