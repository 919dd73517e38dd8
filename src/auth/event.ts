/** What happened at the token endpoints, for the audit: the reasons that a caller is never told. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** One event. `failed` means a defect or a database that is away; `reason` may name what was wrong with a credential. */
export interface AuthEvent {
  readonly kind: 'granted' | 'refused' | 'failed';
  readonly path: string;
  readonly clientId: string | null;
  readonly error: string | null;
  readonly reason: string | null;
}

export type OnAuthEvent = (event: AuthEvent) => void;

/** Where no one listens, defects still reach the process' warnings. */
export const warnOfFailure: OnAuthEvent = ({ kind, path, reason }) => {
  if (kind === 'failed') process.emitWarning(`the authorization server failed at ${path}: ${reason ?? 'unknown'}`);
};

/** Reports every grant, refusal and failure of the provider. */
export function listen(provider: Provider, onEvent: OnAuthEvent): void {
  provider.on('grant.success', (ctx) => onEvent(eventOf('granted', ctx)));
  const refused = (ctx: KoaContextWithOIDC, error: Error) => onEvent(eventOf('refused', ctx, error));
  provider.on('grant.error', refused);
  provider.on('introspection.error', refused);
  provider.on('revocation.error', refused);
  provider.on('server_error', (ctx, error) => onEvent(eventOf('failed', ctx, error)));
}

interface Faulty extends Error {
  readonly error_detail?: string;
  readonly error_description?: string;
}

function eventOf(kind: AuthEvent['kind'], ctx: KoaContextWithOIDC, error?: Faulty): AuthEvent {
  return {
    kind,
    path: ctx.path,
    clientId: ctx.oidc.client?.clientId ?? null,
    error: error?.message ?? null,
    reason: error?.error_detail ?? error?.error_description ?? null,
  };
}
