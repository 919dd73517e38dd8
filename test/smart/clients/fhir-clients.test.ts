/** FHIR clients that bring no SMART launch, or one for their own server only, unchanged. */
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core';
import { Client } from 'fhir-kit-client';
import { expect, test, vi } from 'vitest';
import { PERSON_B } from '../../gateway.ts';
import { pkce } from '../house.ts';
import { openOffice } from './office.ts';

const office = await openOffice();
const token = await office.token('hospital-ehr');
const CALLBACK = 'https://medplum.example/callback';

test('1, 2: fhir-kit-client finds the endpoints, in whichever of the documents it reads first', async () => {
  const client = new Client({ baseUrl: office.fhir });
  const found = await client.smartAuthMetadata();
  expect(found.authorizeUrl?.href).toBe(`${office.issuer}/authorize`);
  expect(found.tokenUrl?.href).toBe(`${office.issuer}/token`);
  const { rest } = (await client.capabilityStatement()) as Record<string, any>;
  expect(rest[0].security.extension[0].extension).toEqual([
    { url: 'authorize', valueUri: `${office.issuer}/authorize` },
    { url: 'token', valueUri: `${office.issuer}/token` },
  ]);
});

test('24, 36: fhir-kit-client reads, searches and turns the page with a token, and nothing without', async () => {
  const client = new Client({ baseUrl: office.fhir, bearerToken: token });
  expect(await client.read({ resourceType: 'Patient', id: PERSON_B })).toMatchObject({ id: PERSON_B });
  const first = await client.resourceSearch({
    resourceType: 'Condition',
    searchParams: { patient: PERSON_B, _count: 1, _sort: '_id' },
  });
  const second = await client.nextPage({ bundle: first as never });
  const idOf = (bundle: any): string => bundle.entry[0].resource.id;
  expect(first).toMatchObject({ resourceType: 'Bundle', total: 2 });
  expect(idOf(second)).not.toBe(idOf(first));
  const posted = await client.resourceSearch({
    resourceType: 'Condition',
    searchParams: { patient: PERSON_B },
    options: { postSearch: true },
  });
  expect(posted).toMatchObject({ total: 2 });
  const nameless = new Client({ baseUrl: office.fhir });
  await expect(nameless.read({ resourceType: 'Patient', id: PERSON_B })).rejects.toMatchObject({
    response: { status: 401 },
  });
});

await office.register({ id: 'medplum-app', authentication: 'none', redirectUris: [CALLBACK] });
const medplum = (more: object = {}) =>
  new MedplumClient({
    baseUrl: office.url,
    fhirUrlPath: 'fhir',
    tokenUrl: `${office.issuer}/token`,
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    ...more,
  });

test('36: the client of Medplum reads, searches and is refused as its own server would', async () => {
  const client = medplum();
  client.setAccessToken(token);
  expect(await client.readResource('Patient', PERSON_B)).toMatchObject({ resourceType: 'Patient', id: PERSON_B });
  const conditions = await client.searchResources('Condition', { patient: PERSON_B });
  expect(conditions.map(({ resourceType }) => resourceType)).toEqual(['Condition', 'Condition']);
  expect((await client.search('Condition', { patient: PERSON_B })).total).toBe(2);
  await expect(client.readResource('Patient', 'nobody')).rejects.toThrow(/nobody|見つかりません/);
});

const authorize = `${office.issuer}/authorize?aud=${encodeURIComponent(office.fhir)}`;
const scope = 'launch/patient patient/*.rs';

test('14–16: the client of Medplum exchanges a code with a verifier, once told of `aud`', async () => {
  const { verifier, challenge } = pkce();
  const storage = new ClientStorage(new MemoryStorage());
  const client = medplum({ clientId: 'medplum-app', storage });
  const asked = { scope, codeChallenge: challenge, codeChallengeMethod: 'S256' } as const;
  const url = client.getExternalAuthRedirectUri(authorize, 'medplum-app', CALLBACK, asked);
  const end = await office.visit(url, { patient: PERSON_B, stopAt: CALLBACK });
  // Where its own pages keep the verifier between the two.
  storage.setString('codeVerifier', verifier);
  await client.processCode(new URL(end.url).searchParams.get('code') ?? '', { redirectUri: CALLBACK });
  expect(await client.readResource('Patient', PERSON_B)).toMatchObject({ id: PERSON_B });
});

test('5: its own PKCE, which without a window is a plain one, gets no code', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const client = medplum({ clientId: 'medplum-app' });
  const asked = { scope, ...(await client.startPkce()) };
  expect(asked.codeChallengeMethod).toBe('plain');
  const url = client.getExternalAuthRedirectUri(authorize, 'medplum-app', CALLBACK, asked);
  const answer = new URL((await office.visit(url, { stopAt: CALLBACK })).url).searchParams;
  expect([answer.get('error'), answer.get('code')]).toEqual(['invalid_request', null]);
});

test('93: its login of a backend names no scope, which SMART requires, and gets none', async () => {
  const { secret = '' } = await office.register({
    id: 'medplum-job',
    kind: 'backend',
    scopes: ['system/Patient.rs'],
    authentication: 'client_secret_basic',
    actor: 'Organization/a644ea91-a130-53c8-a5ab-3e8626396054',
    purpose: 'TREAT',
  });
  const client = medplum({ authCredentialsMethod: 'header' });
  await expect(client.startClientLogin('medplum-job', secret)).rejects.toThrow(
    'none of the requested scopes is granted',
  );
});
