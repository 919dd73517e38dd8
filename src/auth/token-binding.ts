/** Whether a token is shown by whom it was given to: with the key or the certificate to which it is bound. */
import type { IncomingMessage } from 'node:http';
import type { Sql } from '#database';
import { shownCertificate, thumbprintOf } from './client-certificate.ts';
import { readDpopProof, useDpopProof } from './dpop-proof.ts';

/** Thumbprints of what a token is bound to (RFC 7800 `cnf`); none of a plain bearer token. */
export interface Binding {
  readonly jkt?: string;
  readonly 'x5t#S256'?: string;
}

/** How a token was shown. */
export interface Showing {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly token: string;
  readonly request: Pick<IncomingMessage, 'headers' | 'method' | 'socket'>;
  /** The address of the request, without its query. */
  readonly url: string;
}

/** The OAuth error that goes with it, and a reason for the audit. */
export interface BindingFault {
  readonly error: 'invalid_token' | 'invalid_dpop_proof';
  readonly reason: string;
}

/** Nothing when the binding is shown, or there is none and none is claimed. */
export async function bindingFault(
  { jkt, 'x5t#S256': x5t }: Binding,
  { scheme, token, request, url }: Showing,
  { sql, now }: { readonly sql: Sql; readonly now: Date },
): Promise<BindingFault | undefined> {
  if (jkt === undefined && scheme === 'DPoP') return fault('unbound token shown as a bound one');
  if (jkt !== undefined && scheme === 'Bearer') return fault('bound token without its proof');
  if (x5t !== undefined) {
    const certificate = shownCertificate(request.socket, now);
    if (certificate === undefined || thumbprintOf(certificate) !== x5t)
      return fault('bound token without its certificate');
  }
  if (jkt === undefined) return undefined;
  const proof = readDpopProof(request.headers['dpop'], { method: String(request.method), url, token, now });
  if (typeof proof === 'string') return fault(proof, 'invalid_dpop_proof');
  if (proof.thumbprint !== jkt) return fault('proof by another key');
  // Last, so that only who holds a token's key can make a row.
  return (await useDpopProof(sql, proof, now)) ? undefined : fault('proof used before', 'invalid_dpop_proof');
}

const fault = (reason: string, error: BindingFault['error'] = 'invalid_token'): BindingFault => ({ error, reason });
