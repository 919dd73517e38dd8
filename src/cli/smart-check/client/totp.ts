/** The six digits of an authenticator app (RFC 6238), each used once only. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const lastSteps = new Map<string, number>();

/** The digits of now; where they were given before, waits for the next ones, since a good server takes none twice. */
export async function nextTotp(secret: string): Promise<string> {
  const step = Math.max(Math.floor(Date.now() / STEP_MS), (lastSteps.get(secret) ?? -1) + 1);
  lastSteps.set(secret, step);
  await sleep(Math.max(0, step * STEP_MS - Date.now()));
  return totpAt(secret, step);
}

/** The digits of a step of 30 seconds since 1970. */
export function totpAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bits = [...text.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
