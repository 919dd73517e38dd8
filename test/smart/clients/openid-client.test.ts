/** The certified OpenID Connect client of Node, unchanged: what it finds in an identity token it must be able to trust. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';
import { generateClientKey } from '../../../src/auth/index.ts';
import { PERSON_B } from '../../gateway.ts';
import { ask } from '../house.ts';
import { openOffice } from './office.ts';

const office = await openOffice();
const CALLBACK = 'https://relying.example/callback';
const SCOPE = 'openid fhirUser profile launch/patient offline_access patient/Patient.rs';

const publicApp = await office.register({ id: 'relying-public', authentication: 'none', redirectUris: [CALLBACK] });
const secretApp = await office.register({
  id: 'relying-secret',
  authentication: 'client_secret_basic',
  redirectUris: [CALLBACK],
  introspection: true,
});
const { privateJwk, publicJwk } = await generateClientKey('ES384');
const keyApp = await office.register({ id: 'relying-key', jwks: { keys: [publicJwk] }, redirectUris: [CALLBACK] });

const discover = (id: string, proof: client.ClientAuth): Promise<client.Configuration> =>
  client.discovery(new URL(office.issuer), id, undefined, proof, {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  });

const configurations = {
  public: await discover(publicApp.id, client.None()),
  secret: await discover(secretApp.id, client.ClientSecretBasic(secretApp.secret)),
  key: await discover(
    keyApp.id,
    client.PrivateKeyJwt(
      { key: await importPrivate(privateJwk), kid: String(privateJwk['kid']) },
      {
        [client.modifyAssertion]: (_header, payload) => void Object.assign(payload, { aud: `${office.issuer}/token` }),
      },
    ),
  ),
};

async function importPrivate(jwk: object): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    'jwk',
    { ...jwk, use: undefined } as never,
    { name: 'ECDSA', namedCurve: 'P-384' },
    false,
    ['sign'],
  );
}

/** From the app's link to its tokens. */
async function connect(
  configuration: client.Configuration,
  more: Partial<client.AuthorizationCodeGrantChecks> = {},
  dpop?: client.DPoPHandle,
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedNonce, expectedState] = [client.randomNonce(), client.randomState()];
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope: SCOPE,
    aud: office.fhir,
    nonce: expectedNonce,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const end = await office.visit(url.href, { patient: PERSON_B, stopAt: CALLBACK });
  const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true, ...more };
  return client.authorizationCodeGrant(
    configuration,
    new URL(end.url),
    checks,
    undefined,
    dpop === undefined ? {} : { DPoP: dpop },
  );
}

test('39–41: the discovery document is one that a strict client takes', () => {
  const found = configurations.public.serverMetadata();
  expect(found).toMatchObject({
    issuer: office.issuer,
    authorization_endpoint: `${office.issuer}/authorize`,
    token_endpoint: `${office.issuer}/token`,
    introspection_endpoint: `${office.issuer}/token/introspection`,
    revocation_endpoint: `${office.issuer}/token/revocation`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
  expect(found.supportsPKCE()).toBe(true);
});

test.each(['public', 'secret', 'key'] as const)(
  '16, 38, 42–44, 46, 51: the identity token of a %s client stands the strict check, and the refresh goes on',
  async (kind) => {
    const configuration = configurations[kind];
    const tokens = await connect(configuration);
    const claims = tokens.claims();
    expect(claims).toMatchObject({
      iss: office.issuer,
      aud: configuration.clientMetadata().client_id,
      fhirUser: `${office.fhir}/Practitioner/96d3b404-b194-53bc-a4ae-4e1a1f06fc54`,
      name: '木村 恵',
    });
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect(refreshed.access_token).not.toBe(tokens.access_token);
    expect(refreshed.claims()?.sub).toBe(claims?.sub);
    expect((await ask(office, refreshed.access_token, `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
  },
);

test('43: a client that expects another nonce or another state takes nothing', async () => {
  await expect(connect(configurations.public, { expectedNonce: client.randomNonce() })).rejects.toThrow(
    'unexpected JWT claim value encountered',
  );
  await expect(connect(configurations.public, { expectedState: client.randomState() })).rejects.toThrow(
    'invalid response encountered',
  );
});

test('37, 57–61: what is connected is introspected with its context, and once revoked is not active any more', async () => {
  const tokens = await connect(configurations.public);
  const introspected = await client.tokenIntrospection(configurations.secret, tokens.access_token);
  expect(introspected).toMatchObject({
    active: true,
    client_id: 'relying-public',
    patient: PERSON_B,
    iss: office.issuer,
    sub: tokens.claims()?.sub,
    fhirUser: tokens.claims()?.['fhirUser'],
  });
  expect(new Set(String(introspected.scope).split(' '))).toEqual(new Set(SCOPE.split(' ')));
  await client.tokenRevocation(configurations.public, tokens.refresh_token ?? '');
  expect(await client.tokenIntrospection(configurations.secret, tokens.access_token)).toEqual({ active: false });
  await expect(client.refreshTokenGrant(configurations.public, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('20: a client that proves a key with each request gets tokens that are bound to it', async () => {
  const pair = await client.randomDPoPKeyPair('ES256');
  const dpop = client.getDPoPHandle(configurations.public, pair);
  const tokens = await connect(configurations.public, {}, dpop);
  expect(tokens.token_type).toBe('dpop');
  const introspected = await client.tokenIntrospection(configurations.secret, tokens.access_token);
  expect(introspected).toMatchObject({
    active: true,
    token_type: 'DPoP',
    cnf: { jkt: await dpop.calculateThumbprint() },
  });
  await expect(client.refreshTokenGrant(configurations.public, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  const refreshed = await client.refreshTokenGrant(configurations.public, tokens.refresh_token ?? '', undefined, {
    DPoP: dpop,
  });
  expect(refreshed.token_type).toBe('dpop');
});
