import { expect, test } from 'vitest';
import { checkServer, numbersOf } from './check-server.ts';
import type { Made } from './reference-server.ts';

const NEVER = 'never offered here, or for people to read';
const SKIPPED: Record<number, string> = {
  12: 'plain http on loopback',
  92: 'the config has no `clients.backendByUrl`',
  102: NEVER,
  104: NEVER,
};

const check = (made: Made) => checkServer({ made, isWanted: (number) => number < 68 || number > 88 });

test('a server that does everything right fails nothing, and is tried in everything', async () => {
  const results = await check({});
  expect(results.filter(({ verdict }) => verdict.verdict === 'failed')).toEqual([]);
  expect(numbersOf(results, 'skipped')).toEqual(Object.keys(SKIPPED).map(Number));
  expect(numbersOf(results, 'warned')).toEqual([99]);
  expect(numbersOf(results, 'passed')).toHaveLength(79);
});

/** What is broken → the numbers that fail, where it is not the one in its name. */
const BROKEN: Record<string, number[]> = {
  // A token that does not read the patient after a refresh breaks what both numbers say.
  51: [25, 51],
  '25 absent': [25, 98],
  59: [59, 97],
  67: [67, 99],
  '91 wrong key': [54, 91],
};
const VARIANTS =
  '18 refresh,25 absent,43 signature,62 absent,89 relative,93 scope,93 none,93 refresh,94 type,94 expired,94 aud,95 widen,100 transaction,101 role,103 token,103 preflight,105 prefix,105 reuse,105 bound';
const ASSERTIONS =
  'wrong key,unknown kid,expired,exp > 5 min ahead,no exp,no jti,no iss,no sub,no aud,iss ≠ sub,wrong aud,alg none,HS256 by the public key,foreign jku,reused jti';
const UNBROKEN = [...Object.keys(SKIPPED).map(Number), 105, 91];
const NUMBERS = Array.from({ length: 105 }, (_, index) => index + 1)
  .filter((number) => (number < 68 || number > 88) && !UNBROKEN.includes(number))
  .map(String);

test.each([...NUMBERS, ...VARIANTS.split(','), ...ASSERTIONS.split(',').map((name) => `91 ${name}`)])(
  'a server that breaks %s fails in exactly that',
  async (breaks) => {
    const results = await check({ breaks });
    expect(numbersOf(results, 'failed')).toEqual(BROKEN[breaks] ?? [Number.parseInt(breaks, 10)]);
  },
);
