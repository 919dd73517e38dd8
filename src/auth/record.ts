/** What the audit is told of the authorization server: who signed in, what was granted, what was asked and refused. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { OnAuthEvent } from './event.ts';
import type { SignInEvent } from './people/needs.ts';

/** One thing that happened. It is awaited before anything of it is answered; without it there is no answer. */
export interface AuthRecord {
  readonly interaction:
    | '$authorize'
    | '$token'
    | '$introspect'
    | '$revoke'
    | '$sign-in'
    | '$sign-out'
    | '$grant'
    | '$launch'
    | '$register';
  readonly outcome: 'success' | 'refused' | 'failed';
  readonly method: string;
  /** The path below the issuer, without its query, which may hold secrets. */
  readonly path: string;
  readonly clientId: string | null;
  /** The id of the person who signed in or tries to. */
  readonly user?: string | null;
  readonly actor?: string;
  readonly organization?: string | null;
  readonly purpose?: string;
  /** Why the glass was broken. */
  readonly purposeReason?: string | null;
  /** `Patient/x` in context. */
  readonly patient?: string | null;
  /** Why it was refused: for the privacy officer, never for who asked. */
  readonly reason?: string | null | undefined;
}

export type RecordAuth = (record: AuthRecord) => Promise<void>;

const INTERACTIONS: Readonly<Record<string, AuthRecord['interaction']>> = {
  authorization: '$authorize',
  resume: '$authorize',
  token: '$token',
  introspection: '$introspect',
  revocation: '$revoke',
  end_session_confirm: '$sign-out',
};

/**
 * Records each answer of the library before it is sent, but for what tells of nobody, such as its keys. What cannot be
 * recorded is not answered: 503 `temporarily_unavailable`.
 */
export function recordAnswers(provider: Provider, record: RecordAuth, onEvent: OnAuthEvent): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const interaction = INTERACTIONS[String(ctx.oidc?.route)];
    if (interaction === undefined) return;
    const { method, path, oidc } = ctx;
    const clientId = oidc.client?.clientId ?? null;
    const outcome = isRefused(ctx) ? 'refused' : 'success';
    try {
      await record({ interaction, outcome, method, path, clientId, user: oidc.account?.accountId ?? null });
    } catch (error) {
      const reason = (error as { code?: string }).code ?? (error as Error).name;
      onEvent({ kind: 'failed', path, clientId, error: 'temporarily_unavailable', reason });
      for (const header of ['location', 'set-cookie']) ctx.remove(header);
      ctx.set({ 'retry-after': '5' });
      ctx.status = 503;
      ctx.body = { error: 'temporarily_unavailable' };
    }
  });
}

/** Refused is what says so by its status, or sends an error back to the app. */
function isRefused(ctx: KoaContextWithOIDC): boolean {
  const location = URL.parse(String(ctx.response.get('location')));
  const answers = [location?.search, location?.hash.slice(1)];
  return ctx.status >= 400 || answers.some((one) => new URLSearchParams(one).has('error'));
}

/** A try to sign in. */
export function signInRecord({ kind, userId: user, reason }: SignInEvent): AuthRecord {
  const outcome = kind === 'refused' || kind === 'code-needed' ? 'refused' : 'success';
  return { interaction: '$sign-in', outcome, method: 'POST', path: '/interaction', clientId: null, user, reason };
}
