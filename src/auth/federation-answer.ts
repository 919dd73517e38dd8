/** What another issuer answers: whether it is its answer at all, and the identity token for which its code is exchanged. */
import { randomUUID } from 'node:crypto';
import { clientAssertion } from './client-assertion.ts';
import type { Begun } from './federation-departure.ts';
import type { Issuer } from './federation-issuer.ts';
import type { FederationOptions } from './federation-options.ts';
import { readIdToken, type TokenFacts } from './federation-token.ts';
import type { Federated } from './people/links.ts';
import type { JwtAlgorithm } from './verify-jwt.ts';

export interface Answered {
  readonly query: URLSearchParams;
  readonly begun: Begun;
  readonly issuer: Issuer;
}

interface AnswerNeeds {
  readonly callbackUrl: string;
  readonly now: () => Date;
}

type Fault = Extract<Federated, { fault: unknown }>;

/** Who it is by a token that passes every check, or why nothing is believed. */
export async function readAnswer(
  options: FederationOptions,
  { query, begun, issuer }: Answered,
  needs: AnswerNeeds,
): Promise<TokenFacts | Fault> {
  const described = await issuer.describe();
  if (described === undefined) return { fault: 'federated-away' };
  const iss = query.get('iss');
  if (iss === null ? described.namesItself : iss !== options.issuer) return { fault: 'federated-untrusted' };
  const code = query.get('code');
  if (query.has('error') || code === null) return { fault: 'federated-denied' };
  const answer = await exchange(options, { issuer, url: described.token, code, begun }, needs);
  if (answer === undefined) return { fault: 'federated-away' };
  const token = answer.body['id_token'];
  if (!answer.ok || typeof token !== 'string') return { fault: 'federated-untrusted' };
  const { issuer: expectedIssuer, clientId, claim, acr } = options;
  const { nonce, freshSince } = begun;
  const expected = { issuer: expectedIssuer, clientId, claim, acr, nonce, freshSince, now: needs.now() };
  for (const anew of [false, true]) {
    const keys = await issuer.keys(described, anew);
    if (keys === undefined) return { fault: 'federated-away' };
    const facts = readIdToken(token, keys, expected);
    // The issuer may have changed its keys since they were fetched.
    if (!('fault' in facts) || facts.fault !== 'federated-untrusted') return facts;
  }
  return { fault: 'federated-untrusted' };
}

interface Exchange {
  readonly issuer: Issuer;
  readonly url: string;
  readonly code: string;
  readonly begun: Begun;
}

function exchange(
  { clientId, clientSecret, clientKey }: FederationOptions,
  { issuer, url, code, begun }: Exchange,
  { callbackUrl, now }: AnswerNeeds,
) {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: callbackUrl,
    code_verifier: begun.verifier,
  });
  if (clientKey === undefined) {
    const proof = [clientId, String(clientSecret)].map(encodeURIComponent).join(':');
    return issuer.post(url, form, { authorization: `Basic ${Buffer.from(proof).toString('base64')}` });
  }
  form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const [kid, alg] = [String(clientKey['kid']), clientKey['alg'] as JwtAlgorithm];
  const marks = { kid, alg, now: now(), jti: randomUUID() };
  form.set('client_assertion', clientAssertion({ clientId, tokenUrl: url, privateKey: clientKey, ...marks }));
  return issuer.post(url, form, {});
}
