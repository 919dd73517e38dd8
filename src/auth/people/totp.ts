/** Codes of an authenticator app (RFC 6238), as every such app knows them: SHA-1, six digits, thirty seconds. */
import { Secret, TOTP } from 'otpauth';
import { plainCode } from './one-time.ts';

const SETTINGS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const ISSUER = 'Kakehashi';
/** A clock may be one step off in either direction. */
const STEPS_OFF_MAX = 1;
const SIX_DIGITS = /^[0-9]{6}$/;

/** A new secret of 160 bits, in base 32. */
export const totpSecret = (): string => new Secret({ size: 20 }).base32;

/** The `otpauth://` URI that an authenticator app reads from a QR code. */
export const totpUri = (secret: string, login: string): string =>
  new TOTP({ ...SETTINGS, issuer: ISSUER, label: login, secret }).toString();

/** The code of this moment: for the person's own device, here for the sandbox and for tests. */
export const totpCode = (secret: string, now: Date): string =>
  TOTP.generate({ ...SETTINGS, secret: Secret.fromBase32(secret), timestamp: now.getTime() });

/** Whether it is written as such a code. */
export const isTotpCode = (code: string): boolean => SIX_DIGITS.test(plainCode(code));

/** The time step to which a code belongs, or undefined when it is none of these minutes'. */
export function totpStep(secret: string, code: string, now: Date): number | undefined {
  if (!isTotpCode(code)) return undefined;
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    ...SETTINGS,
    secret: Secret.fromBase32(secret),
    token: plainCode(code),
    timestamp,
    window: STEPS_OFF_MAX,
  });
  return delta === null ? undefined : TOTP.counter({ period: SETTINGS.period, timestamp }) + delta;
}
