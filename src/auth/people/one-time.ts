/** Makes what is shown once: the first password of a user, and the recovery codes for a lost device. */
import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_GROUPS = 4;
const CODE_GROUPS = 4;
const CODES = 10;

/** Some 99 bits by chance, in four groups of five. */
export const oneTimePassword = (): string => groups(PASSWORD_GROUPS, 5);

/** Ten codes of some 79 bits, in four groups of four. */
export const recoveryCodes = (): string[] => Array.from({ length: CODES }, () => groups(CODE_GROUPS, 4));

/** How a recovery code is kept. It is chance through and through, so that a slow hash would protect nothing more. */
export const recoveryDigest = (code: string): string =>
  createHash('sha256').update(plainCode(code)).digest('base64url');

/** A code as people type it: width, case, hyphens and spaces do not matter. */
export const plainCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Dash}ー]/gu, '');

const groups = (count: number, length: number): string =>
  Array.from({ length: count }, () => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')).join(
    '-',
  );
