/** What is believed of an answer of another issuer, and how far it is followed. */
import { expect, test } from 'vitest';
import { readAnswer } from '../../src/auth/federation-answer.ts';
import type { Issuer } from '../../src/auth/federation-issuer.ts';
import { NOW } from './house.ts';

const OPTIONS = {
  issuer: 'https://idp.example',
  clientId: 'kakehashi',
  clientSecret: 'secret',
  scopes: 'openid',
  acr: ['pwd+otp'],
  claim: 'sub',
  only: false,
};
const NEEDS = { callbackUrl: 'https://gateway.example/oauth/federated', now: () => NOW };
const begun = { interaction: 'waiting', nonce: 'nonce', verifier: 'verifier', freshSince: null };
const described = { authorization: '', token: 'https://idp.example/token', jwks: '', namesItself: false };
const asked: unknown[] = [];

/** An issuer that answers with a token which nobody believes, changed as a test needs it. */
const issuerOf = (changes: Partial<Issuer> = {}): Issuer => ({
  describe: async () => described,
  keys: async (_described, anew) => {
    asked.push(anew);
    return [];
  },
  post: async (url, form) => {
    asked.push(url, Object.fromEntries(form));
    return { ok: true, body: { id_token: 'no.such.token' } };
  },
  ...changes,
});

async function faultOf(query: Record<string, string>, changes: Partial<Issuer> = {}): Promise<unknown> {
  asked.length = 0;
  return readAnswer(OPTIONS, { query: new URLSearchParams(query), begun, issuer: issuerOf(changes) }, NEEDS);
}
const [away, untrusted, denied] = ['away', 'untrusted', 'denied'].map((one) => ({ fault: `federated-${one}` }));

test('a token that is not believed is held to the keys of now too, before it is refused', async () => {
  expect(await faultOf({ code: 'x' })).toEqual(untrusted);
  const form = {
    grant_type: 'authorization_code',
    code: 'x',
    redirect_uri: NEEDS.callbackUrl,
    code_verifier: 'verifier',
  };
  expect(asked).toEqual([described.token, form, false, true]);
});

test('an issuer that is away at any question is away, and nothing is believed', async () => {
  const gone = async () => undefined;
  for (const name of ['describe', 'post', 'keys'])
    expect([name, await faultOf({ code: 'x' }, { [name]: gone })]).toEqual([name, away]);
});

test('an answer of another issuer, or without a code or a token, goes no further', async () => {
  expect(await faultOf({ code: 'x', iss: 'https://other.example' })).toEqual(untrusted);
  expect(asked).toEqual([]);
  const named = { describe: async () => ({ ...described, namesItself: true }) };
  expect([await faultOf({ code: 'x' }, named), asked.length]).toEqual([untrusted, 0]);
  expect(await faultOf({ code: 'x', iss: OPTIONS.issuer }, named)).toEqual(untrusted);
  expect(asked.slice(2)).toEqual([false, true]);
  for (const query of [{}, { error: 'access_denied' }, { error: 'access_denied', code: 'x' }])
    expect([await faultOf(query as Record<string, string>), asked.length]).toEqual([denied, 0]);
  for (const answer of [
    { ok: false, body: { id_token: 'no.such.token' } },
    { ok: true, body: {} },
    { ok: true, body: { id_token: 7 } },
  ])
    expect([await faultOf({ code: 'x' }, { post: async () => answer }), asked]).toEqual([untrusted, []]);
});
