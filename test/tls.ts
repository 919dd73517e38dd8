/** Certificates made on the spot, and requests over TLS with or without one. */
import { request as httpsRequest } from 'node:https';
import type { SecureVersion } from 'node:tls';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWishes {
  readonly name?: string;
  readonly keyType?: 'rsa' | 'ec';
  readonly curve?: 'P-256' | 'P-384' | 'P-521';
  readonly keySize?: number;
  readonly from?: Date;
  readonly to?: Date;
}

export async function makeCertificate(wishes: CertificateWishes = {}): Promise<Certificate> {
  const { name = 'localhost', keyType = 'ec', curve = 'P-256', keySize = 2048 } = wishes;
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType,
    curve,
    keySize,
    algorithm: 'sha256',
    notBeforeDate: wishes.from ?? new Date('2020-01-01T00:00:00Z'),
    notAfterDate: wishes.to ?? new Date('2049-01-01T00:00:00Z'),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

export interface Calling {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
  readonly certificate?: Certificate;
  /** What the other end must be. */
  readonly ca: string;
  readonly tls?: {
    readonly minVersion?: SecureVersion;
    readonly maxVersion?: SecureVersion;
    readonly ciphers?: string;
  };
}

export interface TlsAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly protocol: string | null;
  readonly cipher: string;
  /** The certificate of the other end. */
  readonly fingerprint: string;
}

/** One request on a connection of its own. */
export function callTls(url: string, calling: Calling): Promise<TlsAnswer> {
  const { method = 'GET', form, certificate, ca, tls = {} } = calling;
  const sent = form === undefined ? '' : new URLSearchParams(form).toString();
  const headers = {
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    'content-length': String(Buffer.byteLength(sent)),
    ...calling.headers,
  };
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(url, { method, headers, agent: false, ca, ...tls, ...certificate }, async (response) => {
      const socket = response.socket as import('node:tls').TLSSocket;
      const met = {
        protocol: socket.getProtocol(),
        cipher: socket.getCipher().name,
        fingerprint: socket.getPeerCertificate().fingerprint256,
      };
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: jsonOf(text), ...met });
    });
    asked.on('error', reject);
    asked.end(sent);
  });
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
