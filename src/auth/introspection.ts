/** What is told of a token to who may introspect (RFC 7662, with the context that SMART asks for). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from 'oidc-provider';
import { isRefusal } from '#fhir';
import type { Addresses } from './addresses.ts';
import { answerJson } from './answer-json.ts';
import type { Authenticated, Presented, Unauthenticated } from './authenticate.ts';
import { digestOf } from './digest.ts';
import type { FindToken } from './find-token.ts';
import { spokenContext } from './grant-context.ts';
import { readForm } from './read-form.ts';
import type { RecordAuth } from './record.ts';

export interface IntrospectionNeeds {
  readonly findToken: FindToken;
  readonly addresses: Addresses;
  readonly now: () => Date;
}

/** Whether a client may ask as itself. One that cannot prove who it is asks by a token that it was given, or not at all. */
export const mayIntrospect = (client: Client): boolean =>
  client['introspection'] === true && client.clientAuthMethod !== 'none';

const INACTIVE = { active: false };

/** The answer about one token; of an unknown, expired, revoked or orphaned one nothing but that it is not active. */
export async function introspectionOf(token: string, needs: IntrospectionNeeds): Promise<Record<string, unknown>> {
  const { findToken, addresses, now } = needs;
  const found = await findToken(digestOf(token));
  const { payload, holder, model } = found ?? {};
  if (!payload || !holder || payload.exp * 1000 <= now().getTime()) return INACTIVE;
  const { scope, jkt } = payload;
  const certificate = payload['x5t#S256'];
  const speaksOfUser =
    holder.fhirUser !== null && ['openid', 'fhirUser'].every((one) => scope.split(' ').includes(one));
  const bound = { ...(jkt === undefined ? {} : { jkt }), ...(certificate ? { 'x5t#S256': certificate } : {}) };
  return {
    ...spokenContext(holder),
    ...(speaksOfUser ? { fhirUser: `${addresses.fhirBase}/${holder.fhirUser}` } : {}),
    active: true,
    client_id: holder.id,
    scope,
    exp: payload.exp,
    iat: payload.iat,
    iss: addresses.issuer,
    aud: payload.aud ?? addresses.fhirBase,
    sub: payload.accountId,
    ...(model === 'RefreshToken' ? {} : { token_type: jkt === undefined ? 'Bearer' : 'DPoP' }),
    ...(Object.keys(bound).length === 0 ? {} : { cnf: bound }),
  };
}

/** Introspection for a caller that shows an access token of its own, of a client that may introspect. */
export async function introspectForBearer(
  request: IncomingMessage,
  response: ServerResponse,
  needs: IntrospectionNeeds & {
    readonly record: RecordAuth;
    readonly authenticate: (shown: Presented) => Promise<Authenticated | Unauthenticated>;
  },
): Promise<void> {
  const caller = await needs.authenticate({ request, url: needs.addresses.introspection });
  const frame = { interaction: '$introspect', method: 'POST', path: '/token/introspection' } as const;
  if (isRefusal(caller)) {
    await needs.record({ ...frame, outcome: 'refused', clientId: null, reason: caller.auditReason });
    response.setHeader('www-authenticate', caller.wwwAuthenticate);
    return answerJson(response, 401, { error: 'invalid_token' });
  }
  const { clientId, actor, purpose, user } = caller;
  const named = { ...frame, clientId, actor, purpose, user };
  if (!caller.introspection) {
    await needs.record({ ...named, outcome: 'refused', reason: 'insufficient_scope' });
    response.setHeader('www-authenticate', 'Bearer error="insufficient_scope"');
    return answerJson(response, 403, { error: 'insufficient_scope' });
  }
  const tokens = (await readForm(request))?.getAll('token') ?? [];
  const [token = ''] = tokens;
  if (token === '' || tokens.length > 1) return answerJson(response, 400, { error: 'invalid_request' });
  await needs.record({ ...named, outcome: 'success' });
  return answerJson(response, 200, await introspectionOf(token, needs));
}
