/** Identity tokens that an app must not believe, signed by the sandbox's own key wherever the signature is not the fault. */
import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import type { FaultName } from './sandbox-faults.ts';
import type { ServerKeys } from './server-keys.ts';

type Claims = Record<string, unknown>;

const CHANGES: Readonly<Partial<Record<FaultName, (claims: Claims) => Claims>>> = {
  'id-token-nonce': (claims) => ({ ...claims, nonce: 'not-the-nonce-that-was-sent' }),
  'id-token-expired': (claims) => ({
    ...claims,
    iat: Number(claims['iat']) - 7_200,
    exp: Number(claims['iat']) - 3_600,
  }),
  'id-token-audience': (claims) => ({ ...claims, aud: 'another-app' }),
  'id-token-issuer': (claims) => ({ ...claims, iss: 'https://another-server.example/oauth' }),
  'id-token-signature': (claims) => ({ ...claims, sub: 'somebody-else' }),
};

/** The token with this fault, or as it was when the fault is another. */
export function spoiledIdToken(token: string, fault: FaultName, { signing }: ServerKeys): string {
  const change = CHANGES[fault];
  if (change === undefined) return token;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  const body = `${header}.${Buffer.from(JSON.stringify(change(claims))).toString('base64url')}`;
  if (fault === 'id-token-signature') return `${body}.${signature}`;
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: string };
  const key = signing.find((one) => one.kid === kid);
  const signer = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
  return `${body}.${sign('sha256', Buffer.from(body), signer).toString('base64url')}`;
}
