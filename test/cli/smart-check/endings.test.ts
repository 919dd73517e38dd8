import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, expect, test } from 'vitest';
import { freePort } from './app-address.ts';
import { checkServer, numbersOf, verdictsOf } from './check-server.ts';

async function tlsServer(options: TlsOptions): Promise<string> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
  const server = createTlsServer({ key, cert, ...options });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const check12 = async (says: Record<string, unknown>) =>
  (await checkServer({ made: { says }, isWanted: (number) => number === 12 })).map(({ verdict }) => verdict);

test('12: endpoints with TLS 1.2 or higher only pass, and one that still speaks 1.1 does not', async () => {
  const good = await tlsServer({ minVersion: 'TLSv1.2' });
  expect(await check12({ authorization_endpoint: good, token_endpoint: good })).toMatchObject([{ verdict: 'passed' }]);
  const old = await tlsServer({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
  expect(await check12({ authorization_endpoint: good, token_endpoint: old })).toMatchObject([
    { verdict: 'failed', expected: 'TLS 1.1 refused', seen: 'TLSv1.1' },
  ]);
});

test('12: plain http elsewhere than on this machine fails', async () => {
  expect(await check12({ token_endpoint: 'http://smart.invalid/token' })).toMatchObject([
    { verdict: 'failed', expected: 'https' },
  ]);
});

test.each([
  ['as long as their Cache-Control says', {}, 'passed'],
  ['for ever', { breaks: '92' }, 'failed'],
])('92: client keys that are kept %s', async (_, made, verdict) => {
  const jwksUrl = `http://127.0.0.1:${await freePort()}/jwks.json`;
  const results = await checkServer({
    made: { ...made, jwksUrl },
    isWanted: (number) => number === 92,
    change: (config) => ({
      ...config,
      clients: {
        ...config.clients,
        backendByUrl: { client_id: 'backend-url', jwks_url: jwksUrl, scope: 'system/Patient.rs' },
      },
    }),
  });
  expect(verdictsOf(results)).toEqual({ 92: verdict });
});

test.each([
  [{}, 'passed'],
  [{ breaks: '94 expired' }, 'failed'],
])('94: without an expired token at hand, the end of one is waited for (%j)', async (made, verdict) => {
  const results = await checkServer({
    made: { lifeSeconds: 1, ...made },
    isWanted: (number) => number === 94,
    change: ({ tokens: { foreignAudience }, ...config }) => ({
      ...config,
      tokens: { foreignAudience },
      waitSecondsMax: 1,
    }),
  });
  expect(verdictsOf(results)).toEqual({ 94: verdict });
});

test('68–88: what is not offered is skipped, and subscriptions that are offered are said to have no check', async () => {
  const isWanted = (number: number) => number >= 68 && number <= 88;
  const none = await checkServer({ isWanted });
  expect(numbersOf(none, 'skipped')).toHaveLength(21);
  const whys = none.map(({ verdict }) => (verdict.verdict === 'skipped' ? [verdict.why.en, verdict.blocked] : []));
  expect(new Set(whys.map(String))).toEqual(new Set(['not offered,false']));
  const some = await checkServer({ isWanted, made: { offers: ['Subscription'] } });
  expect(numbersOf(some, 'warned')).toEqual([75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88]);
});

const isBulk = (number: number) => number >= 68 && number <= 74;

test('68–74: an export that goes as it should passes', async () => {
  const results = await checkServer({ isWanted: isBulk, made: { offers: ['export'] } });
  expect(results.filter(({ verdict }) => verdict.verdict !== 'passed')).toEqual([]);
  expect(results).toHaveLength(7);
});

test.each(['69', '70', '71', '71 silent', '72', '72 open', '73', '74'])(
  'an export that breaks %s fails in exactly that',
  async (breaks) => {
    const results = await checkServer({ isWanted: isBulk, made: { offers: ['export'], breaks } });
    expect(numbersOf(results, 'failed')).toEqual([Number.parseInt(breaks, 10)]);
  },
);

test('without a config only what needs none is tried', async () => {
  const results = await checkServer({ change: () => ({}) });
  expect(numbersOf(results, 'passed')).toEqual([1, 2, 3, 4, 5, 6, 7, 10, 11, 24, 39, 40, 41, 89, 90]);
  expect(numbersOf(results, 'failed')).toEqual([]);
  expect(results.find(({ check }) => check.number === 95)?.verdict).toEqual({
    verdict: 'skipped',
    blocked: false,
    why: {
      ja: '設定に `clients.public | symmetric | asymmetric` がありません',
      en: 'the config has no `clients.public | symmetric | asymmetric`',
    },
  });
});
