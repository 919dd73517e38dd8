/** Names the caller of a FHIR request from its access token, or refuses. All that it says was registered beforehand. */
import type { IncomingMessage } from 'node:http';
import type { Sql } from '#database';
import { type Refusal, refuse } from '#fhir';
import { digestOf } from './digest.ts';
import { DPOP_ALGORITHMS } from './dpop-proof.ts';
import type { FindToken, TokenHolder } from './find-token.ts';
import { remember } from './remember.ts';
import { covers, effectiveScopes, parseScopes, type Scope, type ScopeAction } from './scopes.ts';
import { bindingFault } from './token-binding.ts';

/** Who asks, for what, and until when. */
export interface Caller {
  readonly clientId: string;
  readonly clientName: string;
  /** `PractitionerRole/…`, `Organization/…` or `Patient/…`. */
  readonly actor: string;
  /** `Organization/…`, or null. */
  readonly organization: string | null;
  /** One code of v3-ActReason. */
  readonly purpose: string;
  /** `Patient/…` that the token's context holds; null where it holds none. */
  readonly patient: string | null;
  /** The id of the person who signed in; null for a backend. */
  readonly user: string | null;
  /** Why the glass is broken (purpose BTG); null for every other purpose. */
  readonly reason: string | null;
  /** The legal duty in which a backend asks, as it is registered. */
  readonly legalBasis?: string | null;
  /** As `effectiveScopes` gives them: those of a patient only where one is in context. */
  readonly scopes: readonly Scope[];
  /** The digest of the token: names it in the audit, opens nothing. */
  readonly tokenId: string;
  readonly expiresAt: Date;
}

/** A caller, with what its client may do at the authorization server's own doors. */
export interface Authenticated extends Caller {
  /** Where the client's pages come from. */
  readonly origins: readonly string[];
  readonly introspection: boolean;
  readonly launcher: boolean;
  /** What was seen in the same moment as the token: the value of `AuthOptions.beside`. */
  readonly seen?: unknown;
}

/** A 401, or a 403 for want of scope, with the value of the `WWW-Authenticate` header that goes with it (RFC 6750 section 3). */
export type Unauthenticated = Refusal & { readonly wwwAuthenticate: string; readonly auditReason: string };

export interface AuthenticateNeeds {
  readonly sql: Sql;
  readonly findToken: FindToken;
  readonly fhirBase: string;
  readonly now: () => Date;
}

/** The request that shows a token, and the address under which it was reached. */
export interface Presented {
  readonly request: Pick<IncomingMessage, 'headers' | 'method' | 'socket'>;
  readonly url: string;
}

const CREDENTIAL = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i;
const TOKEN_LENGTH_MAX = 512;

/** Reads the `Authorization` header. The token is looked up each time, so a revocation acts on the next request. */
export async function authenticate(
  { request, url }: Presented,
  needs: AuthenticateNeeds,
): Promise<Authenticated | Unauthenticated> {
  const { sql, findToken, fhirBase, now } = needs;
  const { authorization } = request.headers;
  if (authorization === undefined || authorization === '') return unauthenticated(fhirBase, 'no token', {});
  const scheme = /^DPoP\b/i.test(authorization) ? 'DPoP' : 'Bearer';
  const refused = (reason: string) => unauthenticated(fhirBase, reason, { scheme, error: 'invalid_token' });
  const token = CREDENTIAL.exec(authorization)?.[2];
  if (token === undefined || token.length > TOKEN_LENGTH_MAX) return refused('no bearer token');
  const digest = digestOf(token);
  const { payload, holder, model, seen } = (await findToken(digest)) ?? {};
  if (payload === undefined || model === 'RefreshToken') return refused('token unknown, revoked or expired');
  const expiresAt = new Date(payload.exp * 1000);
  if (expiresAt <= now()) return refused('token expired');
  if (payload.aud !== fhirBase) return refused('token for another audience');
  if (!holder) return refused('client, person, role or session gone');
  const fault = await bindingFault(payload, { scheme, token, request, url }, { sql, now: now() });
  if (fault !== undefined) {
    const wanted = payload.jkt === undefined ? 'Bearer' : 'DPoP';
    return unauthenticated(fhirBase, fault.reason, { scheme: wanted, error: fault.error });
  }
  return { ...callerOf(holder, scopesOf(payload.scope), digest, expiresAt), seen };
}

/** Nothing when the caller's scopes cover the act, else a 403: the answer depends on no instance, so it hides nothing. */
export function checkScope(caller: Caller, type: string, action: ScopeAction): Unauthenticated | undefined {
  if (covers(caller.scopes, type, action)) return undefined;
  const code = 'scope-insufficient';
  const refusal = refuse(403, {
    type: 'forbidden',
    code,
    ja: `この接続には ${type} に対する操作「${action}」が許可されていません。`,
    en: `the token's scopes do not cover \`${action}\` on \`${type}\``,
    spec: 'https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html',
  });
  return { ...refusal, auditReason: code, wwwAuthenticate: 'Bearer error="insufficient_scope"' };
}

const scopesRead = new Map<string, Scope[]>();
const SCOPES_READ_MAX = 1_000;

/** The scopes of a text, read once. */
function scopesOf(text: string): Scope[] {
  const known = scopesRead.get(text);
  if (known) return known;
  const scopes = parseScopes(text);
  remember(scopesRead, text, scopes, SCOPES_READ_MAX);
  return scopes;
}

const callerOf = (holder: TokenHolder, scopes: Scope[], tokenId: string, expiresAt: Date): Authenticated => {
  const { id, name, fhirUser: _fhirUser, context: _context, ...rest } = holder;
  return { clientId: id, clientName: name, ...rest, scopes: effectiveScopes(scopes, holder), tokenId, expiresAt };
};

interface Challenge {
  readonly scheme?: 'Bearer' | 'DPoP';
  /** Left out where no credentials were shown (RFC 6750 section 3.1). */
  readonly error?: string;
}

/** One text for every reason: which it was is for the audit only. */
function unauthenticated(
  fhirBase: string,
  auditReason: string,
  { scheme = 'Bearer', error }: Challenge,
): Unauthenticated {
  const refusal = refuse(401, {
    type: 'login',
    code: 'token-invalid',
    ja: '有効なアクセストークンがありません。/fhir/.well-known/smart-configuration の token_endpoint で取り直してください（有効期間は、バックエンドで5分、アプリで長くて1時間です）。',
    en: 'no valid access token was presented; get one at the token_endpoint of /fhir/.well-known/smart-configuration, it lasts five minutes for a backend, an hour at most for an app',
    spec: 'https://www.rfc-editor.org/rfc/rfc6750#section-3',
  });
  const said = [
    `realm="${fhirBase}"`,
    ...(error === undefined ? [] : [`error="${error}"`]),
    // RFC 9449 section 7.1.
    ...(scheme === 'DPoP' ? [`algs="${DPOP_ALGORITHMS.join(' ')}"`] : []),
  ];
  return { ...refusal, auditReason, wwwAuthenticate: `${scheme} ${said.join(', ')}` };
}
