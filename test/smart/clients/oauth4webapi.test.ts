/** A backend service on the low-level client of browsers and edge runtimes, unchanged. */
import * as oauth from 'oauth4webapi';
import { expect, test } from 'vitest';
import { generateClientKey, type Jwk } from '../../../src/auth/index.ts';
import { HOSPITAL, PERSON_B } from '../../gateway.ts';
import { ask } from '../house.ts';
import { openOffice } from './office.ts';

const office = await openOffice();
const issuer = new URL(office.issuer);
const loopback = { [oauth.allowInsecureRequests]: true };
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, loopback));
const tokenUrl = `${office.issuer}/token`;
/** As SMART asks: without this the library names the issuer. */
const atTokenUrl = {
  [oauth.modifyAssertion]: (_header: object, payload: object) => void Object.assign(payload, { aud: tokenUrl }),
};

const IMPORT = {
  RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
} as const;
type Algorithm = keyof typeof IMPORT;

async function backend(alg: Algorithm) {
  const { privateJwk, publicJwk } = await generateClientKey(alg);
  const client = await office.register({
    id: `night-job-${alg.toLowerCase()}`,
    kind: 'backend',
    scopes: ['system/Patient.rs', 'system/Observation.rs'],
    jwks: { keys: [publicJwk] },
    actor: HOSPITAL,
    organization: HOSPITAL,
    purpose: 'TREAT',
    introspection: true,
  });
  return {
    client: { client_id: client.id },
    key: { key: await importKey(privateJwk, alg), kid: String(privateJwk['kid']) },
  };
}

const importKey = ({ use: _, ...jwk }: Jwk, alg: Algorithm): Promise<CryptoKey> =>
  crypto.subtle.importKey('jwk', jwk as never, IMPORT[alg], false, ['sign']);

const askFor = (client: oauth.Client, proof: oauth.ClientAuth, scope: string): Promise<Response> =>
  oauth.clientCredentialsGrantRequest(server, client, proof, { scope }, loopback);

test.each(['RS384', 'ES384'] as const)(
  '55, 56, 57, 93: a backend proven by an %s key reads with what it was given',
  async (alg) => {
    const { client, key } = await backend(alg);
    const proof = oauth.PrivateKeyJwt(key, atTokenUrl);
    const answered = await askFor(client, proof, 'system/Patient.rs system/Condition.rs');
    const token = await oauth.processClientCredentialsResponse(server, client, answered);
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'system/Patient.rs' });
    expect(token).not.toHaveProperty('refresh_token');
    expect((await ask(office, token.access_token, `/fhir/Patient/${PERSON_B}`)).status).toBe(200);
    expect((await ask(office, token.access_token, `/fhir/Observation?patient=${PERSON_B}`)).status).toBe(403);
    const introspected = await oauth.introspectionRequest(server, client, proof, token.access_token, loopback);
    expect(await oauth.processIntrospectionResponse(server, client, introspected)).toMatchObject({
      active: true,
      client_id: client.client_id,
      scope: 'system/Patient.rs',
    });
  },
);

test('91: an assertion that names the issuer instead of the token endpoint, as the library does by itself, is refused', async () => {
  const { privateJwk, publicJwk } = await generateClientKey('ES384');
  const { id } = await office.register({
    id: 'careless-job',
    kind: 'backend',
    scopes: ['system/Patient.rs'],
    jwks: { keys: [publicJwk] },
    actor: HOSPITAL,
    purpose: 'TREAT',
  });
  const client = { client_id: id };
  const proof = oauth.PrivateKeyJwt({ key: await importKey(privateJwk, 'ES384'), kid: String(privateJwk['kid']) });
  const answered = await askFor(client, proof, 'system/Patient.rs');
  expect(answered.status).toBe(401);
  await expect(oauth.processClientCredentialsResponse(server, client, answered)).rejects.toMatchObject({
    error: 'invalid_client',
  });
});

test('93: a backend that asks for nothing it was registered for gets no token', async () => {
  const { privateJwk, publicJwk } = await generateClientKey('RS384');
  const { id } = await office.register({
    id: 'greedy-job',
    kind: 'backend',
    scopes: ['system/Patient.rs'],
    jwks: { keys: [publicJwk] },
    actor: HOSPITAL,
    purpose: 'TREAT',
  });
  const client = { client_id: id };
  const proof = oauth.PrivateKeyJwt(
    { key: await importKey(privateJwk, 'RS384'), kid: String(privateJwk['kid']) },
    atTokenUrl,
  );
  const answered = await askFor(client, proof, 'system/Consent.cruds');
  await expect(oauth.processClientCredentialsResponse(server, client, answered)).rejects.toMatchObject({
    status: 400,
    error: 'invalid_scope',
  });
});
