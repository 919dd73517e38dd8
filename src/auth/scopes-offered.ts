/** Which of the requested scopes a client may be given at all: those it is registered for, and of its kind. */
import type { Client } from 'oidc-provider';
import { isLaunchScope } from './launch-scopes.ts';
import type { UnderstandsQuery } from './registration.ts';
import { grantable, parseScopes } from './scopes.ts';

/** The scopes, separated by spaces, as they were written; empty when none may be given. */
export function scopesOffered(requested: string, client: Client, understands: UnderstandsQuery): string {
  const allowed = String(client['allowed_scopes']).split(' ');
  const isApp = client['kind'] === 'app';
  const ofRecords = grantable(parseScopes(requested), parseScopes(allowed.join(' ')), understands).filter(
    ({ context }) => (context === 'system') !== isApp,
  );
  const asked = [...new Set(requested.split(/\s+/))];
  const ofLaunch = isApp ? asked.filter((text) => isLaunchScope(text) && allowed.includes(text)) : [];
  const kept = new Set([...ofLaunch, ...ofRecords.map(({ text }) => text)]);
  return asked.filter((text) => kept.has(text)).join(' ');
}
