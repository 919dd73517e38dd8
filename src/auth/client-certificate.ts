/** The certificate that a client shows in the TLS connection itself, and never in a header that anyone can write. */
import { hash, type X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';

/** The certificate whose key the other end was proved to hold, while it is in force. Nobody vouches for its names. */
export function shownCertificate(socket: unknown, now: Date): X509Certificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return certificate !== undefined && isInForce(certificate, now) ? certificate : undefined;
}

export const isInForce = ({ validFromDate, validToDate }: X509Certificate, now: Date): boolean =>
  validFromDate <= now && now <= validToDate;

/** `x5t#S256` (RFC 8705 section 3.1). */
export const thumbprintOf = ({ raw }: X509Certificate): string => hash('sha256', raw, 'base64url');
