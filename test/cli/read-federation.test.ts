import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFederation } from '../../src/cli/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'kakehashi-openid-'));
afterAll(() => rm(folder, { recursive: true }));

const OPENID = {
  issuer: 'https://idp.example',
  clientId: 'kakehashi',
  clientSecret: undefined,
  scopes: 'openid',
  acr: ['mfa'],
  claim: 'sub',
  only: false,
};
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = { ...privateKey.export({ format: 'jwk' }), kid: 'gateway-1', alg: 'ES256' };

test('an operator keeps the private key of the gateway in a file', async () => {
  const file = join(folder, 'key.json');
  await writeFile(file, JSON.stringify(KEY));
  expect(await readFederation({ ...OPENID, clientKeyFile: file })).toEqual({ ...OPENID, clientKey: KEY });
  expect(await readFederation(undefined)).toBeUndefined();
  const bySecret = { ...OPENID, clientSecret: 'secret' };
  expect(await readFederation({ ...bySecret, clientKeyFile: undefined })).toEqual(bySecret);
});

test.each([
  ['a public key', { ...publicKey.export({ format: 'jwk' }), kid: 'gateway-1', alg: 'ES256' }],
  ['a key without its name', { ...KEY, kid: undefined }],
  ['a key without its algorithm', { ...KEY, alg: undefined }],
  ['a shared secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'a', alg: 'HS256' }],
  ['nothing', null],
])('%s in the file is told to the operator with the name of the file', async (_what, content) => {
  const file = join(folder, 'wrong.json');
  await writeFile(file, JSON.stringify(content));
  const refused = await readFederation({ ...OPENID, clientKeyFile: file });
  if (!isRefusal(refused)) throw new Error('not refused');
  expect(refused.issues.map(({ code, expression }) => [code, expression])).toEqual([['openid-key', file]]);
});
