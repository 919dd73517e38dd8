/** TLS in the process: the certificate and key of the house, and what is offered by them (高セキュリティ型). */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';

/** Where certificate and key lie, as PEM, and what a client must and may bring. */
export interface TlsSettings {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly minVersion: '1.2' | '1.3';
  /** `optional`: a client may show a certificate; it counts where it is registered, or a token is bound to it. */
  readonly clientCertificates: 'none' | 'optional';
}

/** What is wrong with the files, for the person who starts the house. */
export class TlsRefused extends Error {
  override name = 'TlsRefused';
}

/** TLS 1.3 has no other; of TLS 1.2 only those with a fresh key for each connection and an authenticated cipher. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');
const CURVES = 'X25519:P-256:P-384';
const RSA_BITS_MIN = 2048;
/** Whoever connects and says nothing is not waited for longer. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
const OTHERS_MAY_READ = 0o077;

/** Said of every answer of a house that is reached over TLS: browsers then come by TLS only, for a year. */
export const TRANSPORT_SECURITY = 'max-age=31536000';

/** Reads the files anew each time. Throws `TlsRefused` where they cannot serve; `variables` is how those that name them begin. */
export function readTls(settings: TlsSettings, now: Date, variables = 'KAKEHASHI_TLS'): TlsOptions {
  const { certificateFile, keyFile, minVersion, clientCertificates } = settings;
  const cert = readPem(certificateFile, `${variables}_CERT`);
  const key = readPem(keyFile, `${variables}_KEY`);
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(keyFile).mode & OTHERS_MAY_READ) !== 0)
    throw new TlsRefused(
      `秘密鍵 ${keyFile} を持ち主以外も読めます。chmod 600 で持ち主だけにしてください。 / others than its owner may read the key ${keyFile}; chmod 600 it`,
    );
  check(certificateOf(cert, certificateFile), keyOf(key, keyFile), { now, certificateFile });
  return {
    cert,
    key,
    minVersion: `TLSv${minVersion}`,
    ciphers: CIPHERS,
    ecdhCurve: CURVES,
    honorCipherOrder: true,
    requestCert: clientCertificates === 'optional',
    // Nobody vouches for a client's certificate: it is compared with what is registered or bound.
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

function check(
  certificate: X509Certificate,
  key: KeyObject,
  { now, certificateFile }: { readonly now: Date; readonly certificateFile: string },
): void {
  const { validFromDate, validToDate, publicKey } = certificate;
  if (!certificate.checkPrivateKey(key))
    throw new TlsRefused(
      `証明書 ${certificateFile} と秘密鍵が対になっていません。 / the key does not belong to the certificate ${certificateFile}`,
    );
  if (now < validFromDate || validToDate < now)
    throw new TlsRefused(
      `証明書 ${certificateFile} は有効期間の外です（${validFromDate.toISOString()} 〜 ${validToDate.toISOString()}）。 / the certificate ${certificateFile} is not in force (${validFromDate.toISOString()} to ${validToDate.toISOString()})`,
    );
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0 } = {} } = publicKey;
  if (type !== 'ec' && !(type === 'rsa' && modulusLength >= RSA_BITS_MIN))
    throw new TlsRefused(
      `証明書 ${certificateFile} の鍵は使えません。RSA ${RSA_BITS_MIN} ビット以上か楕円曲線（P-256、P-384）にしてください。 / the key of the certificate ${certificateFile} cannot be used; take RSA of ${RSA_BITS_MIN} bits or more, or P-256 or P-384`,
    );
}

function readPem(file: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TlsRefused(
      `${file} を読めません（${code}）。${variable} を確かめてください。 / cannot read ${file} (${code}); check ${variable}`,
    );
  }
}

function certificateOf(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new TlsRefused(`${file} は PEM 形式の証明書として読めません。 / ${file} is no certificate in PEM`);
  }
}

function keyOf(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new TlsRefused(
      `${file} は、パスフレーズのない PEM 形式の秘密鍵として読めません。 / ${file} is no private key in PEM without a passphrase`,
    );
  }
}
