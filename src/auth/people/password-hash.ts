/** Hashes passwords by argon2id in PHC string form, with its parameters beside it so that they can be raised later. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createTurns } from './turns.ts';

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Whether the password is the one behind `phc`. Without one the same work is done in vain, and the answer is no. */
  verify(password: string, phc: string | undefined): Promise<boolean>;
}

/**
 * OWASP, Password Storage Cheat Sheet: argon2id with 46 MiB, one pass, one lane; it counts as much as 19 MiB in two passes.
 * What is over 32 MiB goes back to the system at once (mallopt(3), M_MMAP_THRESHOLD): less stays with each thread for good.
 */
const MEMORY_KIB = 47_104;
const PASSES = 1;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** So that a flood of sign-ins takes no more than 92 MiB. */
const HASHINGS_AT_A_TIME_MAX = 2;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const PRESENT = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`;
const NOBODY = phcOf(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES));

const takeTurn = createTurns(HASHINGS_AT_A_TIME_MAX);
const derive = promisify(argon2);

/** The hasher of this process. */
export const passwordHasher: PasswordHasher = {
  hash: async (password) => {
    const salt = randomBytes(SALT_BYTES);
    return phcOf(salt, await argon2id(password, { memory: MEMORY_KIB, passes: PASSES, lanes: LANES, salt }));
  },
  verify: async (password, phc = NOBODY) => {
    const [, memory, passes, lanes, salt = '', hash = ''] = PHC.exec(phc) ?? [];
    if (memory === undefined) throw new Error('defect: a password hash cannot be read');
    const expected = Buffer.from(hash, 'base64');
    const numbers = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) };
    const found = await argon2id(password, { ...numbers, salt: Buffer.from(salt, 'base64'), bytes: expected.length });
    return timingSafeEqual(found, expected) && phc !== NOBODY;
  },
};

/** Whether it was made with other parameters than those of today. */
export const isOutdated = (phc: string): boolean => !phc.startsWith(PRESENT);

interface Parameters {
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly bytes?: number;
}

const argon2id = (password: string, { memory, passes, lanes, salt, bytes = HASH_BYTES }: Parameters): Promise<Buffer> =>
  takeTurn(() =>
    derive('argon2id', {
      message: Buffer.from(password.normalize('NFKC')),
      nonce: salt,
      memory,
      passes,
      parallelism: lanes,
      tagLength: bytes,
    }),
  );

function phcOf(salt: Buffer, hash: Buffer): string {
  const [saltText, hashText] = [salt, hash].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  return `${PRESENT}${saltText}$${hashText}`;
}
