/** Which certificates a client may prove itself with: in force, with an RSA key of 2048 bits or more, P-256 or P-384. */
import { X509Certificate } from 'node:crypto';
import type { Issue } from '#fhir';
import { isInForce } from './client-certificate.ts';
import { isLongRsa } from './public-key.ts';
import { registrationIssue } from './registration-faults.ts';

type CertificateFault = 'private' | 'unreadable' | 'not-in-force' | 'unsupported';

const CURVES: readonly unknown[] = ['prime256v1', 'secp384r1'];

/** The one certificate of a PEM text, or why it cannot be used. */
export function readCertificate(pem: string, now: Date): X509Certificate | CertificateFault {
  if (pem.includes('PRIVATE KEY')) return 'private';
  if (pem.split('-----BEGIN').length !== 2) return 'unreadable';
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return 'unreadable';
  }
  const { publicKey } = certificate;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  const isUsable = type === 'rsa' ? isLongRsa(publicKey) : CURVES.includes(details?.namedCurve);
  if (!isUsable) return 'unsupported';
  return isInForce(certificate, now) ? certificate : 'not-in-force';
}

const TEXTS: Readonly<Record<CertificateFault, readonly [ja: string, en: string]>> = {
  private: [
    '秘密鍵が含まれています。証明書だけを登録してください。',
    'holds a private key: register the certificate only',
  ],
  unreadable: ['PEM 形式の証明書一枚として読み取れません。', 'cannot be read as one certificate in PEM'],
  'not-in-force': ['有効期間の外です。', 'is not in force'],
  unsupported: [
    '使える鍵は RSA 2048 ビット以上か、P-256、P-384 だけです。',
    'has a key that is neither RSA of 2048 bits or more nor P-256 or P-384',
  ],
};

export function certificateIssues(certificates: readonly (X509Certificate | CertificateFault)[]): Issue[] {
  return certificates.flatMap((one, index): Issue[] => {
    if (typeof one !== 'string') return [];
    const [ja, en] = TEXTS[one];
    const at = `/certificates/${index}`;
    return [
      registrationIssue('client-certificate', `${index + 1} 枚目の証明書：${ja}`, `certificate ${index + 1} ${en}`, at),
    ];
  });
}
