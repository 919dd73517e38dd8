import { createHash, X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type ClientRecord, createAuth } from '../../src/auth/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { type Certificate, callTls, makeCertificate } from '../tls.ts';
import { emptyDatabase, PUBLIC_URL, register, registration } from './house.ts';

const server = await makeCertificate();
const office = await makeCertificate({ name: 'office', keyType: 'rsa' });
const renewed = await makeCertificate({ name: 'office', curve: 'P-384' });
const stranger = await makeCertificate({ name: 'office' });

const NOW = new Date('2026-04-01T00:00:00Z');
let clock = NOW;
afterEach(() => {
  clock = NOW;
});
const database = await emptyDatabase();
const auth = await createAuth({ database, publicUrl: PUBLIC_URL, now: () => clock, findPatients: async () => [] });
const callback = auth.callback();
const listening = createServer(
  { ...server, requestCert: true, rejectUnauthorized: false },
  async (request, response) => {
    if (!request.url?.startsWith('/fhir')) return callback(request, response);
    const answer = await auth.authenticate({ request, url: `${PUBLIC_URL}${request.url}` });
    response.end(JSON.stringify(isRefusal(answer) ? { refused: answer.auditReason } : { client: answer.clientId }));
  },
);
await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
afterAll(() => new Promise((resolve) => listening.close(resolve)));
const base = `https://127.0.0.1:${(listening.address() as AddressInfo).port}`;

const registering = { auth, base, events: [], post: async () => Promise.reject(new Error('over TLS only')) };
const { jwks: _, ...plain } = registration();
await register(registering, {
  ...plain,
  jwks: undefined,
  authentication: 'self_signed_tls_client_auth',
  certificates: [office.cert, renewed.cert],
  certificateBound: true,
} as object);

const form = { grant_type: 'client_credentials', client_id: 'sodan-soft', scope: 'system/*.rs' };
const ask = (certificate?: Certificate, headers: Record<string, string> = {}, path = '/oauth/token') =>
  callTls(`${base}${path}`, { method: 'POST', form, ca: server.cert, headers, ...(certificate && { certificate }) });
const read = async (token: string, certificate?: Certificate, headers: Record<string, string> = {}) =>
  (
    await callTls(`${base}/fhir/Patient`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      ca: server.cert,
      ...(certificate && { certificate }),
    })
  ).body;

const codesOf = async (input: object): Promise<unknown[]> => {
  const answer = await auth.registerClient({ ...plain, id: 'another', ...input });
  return isRefusal(answer) ? answer.issues.map(({ code, en }) => [code, en]) : [];
};

test('a client proves itself by any of its registered certificates, and its token opens only with the same one', async () => {
  for (const [own, foreign] of [
    [office, renewed],
    [renewed, stranger],
  ] as const) {
    const { status, body } = await ask(own);
    expect([status, body['token_type']]).toEqual([200, 'Bearer']);
    const token = String(body['access_token']);
    expect(await read(token, own)).toEqual({ client: 'sodan-soft' });
    expect(await read(token, foreign)).toEqual({ refused: 'bound token without its certificate' });
    expect(await read(token)).toEqual({ refused: 'bound token without its certificate' });
  }
});

test('an unregistered certificate, or none, is no client', async () => {
  for (const certificate of [stranger, undefined]) {
    const { status, body } = await ask(certificate);
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  }
});

test('who may introspect hears to which certificate a token is bound', async () => {
  const proving = { jwks: undefined, authentication: 'self_signed_tls_client_auth', certificates: [stranger.cert] };
  await register(registering, { ...plain, ...proving, id: 'viewer', introspection: true } as object);
  const token = String((await ask(office)).body['access_token']);
  const { body } = await callTls(`${base}/oauth/token/introspection`, {
    method: 'POST',
    form: { client_id: 'viewer', token },
    ca: server.cert,
    certificate: stranger,
  });
  const bound = createHash('sha256').update(new X509Certificate(office.cert).raw).digest('base64url');
  expect(body).toMatchObject({ active: true, client_id: 'sodan-soft', token_type: 'Bearer' });
  expect(body['cnf']).toEqual({ 'x5t#S256': bound });
});

test('a certificate in a header is not believed', async () => {
  const pem = encodeURIComponent(office.cert);
  const headers = {
    'x-client-cert': pem,
    'x-ssl-client-cert': pem,
    'client-cert': pem,
    'x-forwarded-client-cert': pem,
  };
  expect((await ask(undefined, headers)).body['error']).toBe('invalid_client');
  const token = String((await ask(office)).body['access_token']);
  expect(await read(token, undefined, headers)).toEqual({ refused: 'bound token without its certificate' });
});

test('a certificate counts only while it is in force', async () => {
  const token = String((await ask(office)).body['access_token']);
  await database.query(
    `UPDATE auth_state SET payload = payload || '{"exp": 9999999999}' WHERE model = 'ClientCredentials'`,
  );
  for (const [at, isIn] of [
    ['2019-12-31T23:59:59Z', false],
    ['2020-01-01T00:00:00Z', true],
    ['2049-01-01T00:00:00Z', true],
    ['2049-01-01T00:00:01Z', false],
  ] as const) {
    clock = new Date(at);
    expect([at, (await ask(office)).status]).toEqual([at, isIn ? 200 : 401]);
  }
  clock = new Date('2050-01-01T00:00:00Z');
  expect((await ask(office)).body['error']).toBe('invalid_client');
  expect(await read(token, office)).toEqual({ refused: 'bound token without its certificate' });
  clock = NOW;
  expect(await read(token, office)).toEqual({ client: 'sodan-soft' });
});

test('without TLS in the process a certificate-bound client gets no token', async () => {
  const http = await import('node:http');
  const open = http.createServer(callback);
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => open.close(resolve)));
  const response = await fetch(`http://127.0.0.1:${(open.address() as AddressInfo).port}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  expect([response.status, ((await response.json()) as Record<string, unknown>)['error']]).toEqual([
    401,
    'invalid_client',
  ]);
});

test('registered certificates are listed as they were given, and each that cannot be used is named with its reason', async () => {
  const listed = (await auth.clients()).find(({ id }) => id === 'sodan-soft') as ClientRecord;
  expect(listed.certificates.map((one) => one.trim())).toEqual([office.cert, renewed.cert].map((one) => one.trim()));
  const bad = [
    `${office.cert}\n${office.key}`,
    'no certificate',
    `${office.cert}\n${renewed.cert}`,
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    (await makeCertificate({ to: new Date('2021-01-01T00:00:00Z') })).cert,
    (await makeCertificate({ from: new Date('2040-01-01T00:00:00Z') })).cert,
    (await makeCertificate({ curve: 'P-521' })).cert,
    (await makeCertificate({ keyType: 'rsa', keySize: 1024 })).cert,
  ];
  expect(await codesOf({ authentication: 'self_signed_tls_client_auth', certificates: bad })).toEqual([
    ['client-certificate', 'certificate 1 holds a private key: register the certificate only'],
    ['client-certificate', 'certificate 2 cannot be read as one certificate in PEM'],
    ['client-certificate', 'certificate 3 cannot be read as one certificate in PEM'],
    ['client-certificate', 'certificate 4 cannot be read as one certificate in PEM'],
    ['client-certificate', 'certificate 5 is not in force'],
    ['client-certificate', 'certificate 6 is not in force'],
    ['client-certificate', 'certificate 7 has a key that is neither RSA of 2048 bits or more nor P-256 or P-384'],
    ['client-certificate', 'certificate 8 has a key that is neither RSA of 2048 bits or more nor P-256 or P-384'],
  ]);
});

test('a certificate that cannot be used is named in Japanese too, with its place', async () => {
  const certificates = [
    `${office.cert}\n${office.key}`,
    office.cert,
    'no certificate',
    (await makeCertificate({ to: new Date('2021-01-01T00:00:00Z') })).cert,
    (await makeCertificate({ curve: 'P-521' })).cert,
  ];
  const answer = await auth.registerClient({
    ...plain,
    id: 'another',
    authentication: 'self_signed_tls_client_auth',
    certificates,
  });
  expect(isRefusal(answer) && answer.issues.map(({ ja, expression }) => [ja, expression])).toEqual([
    ['1 枚目の証明書：秘密鍵が含まれています。証明書だけを登録してください。', '/certificates/0'],
    ['3 枚目の証明書：PEM 形式の証明書一枚として読み取れません。', '/certificates/2'],
    ['4 枚目の証明書：有効期間の外です。', '/certificates/3'],
    ['5 枚目の証明書：使える鍵は RSA 2048 ビット以上か、P-256、P-384 だけです。', '/certificates/4'],
  ]);
});

test('certificates go with the way the client authenticates', async () => {
  const want = ['client-certificates', 'say `certificates` with `self_signed_tls_client_auth`, and only then'];
  expect(await codesOf({ authentication: 'self_signed_tls_client_auth' })).toEqual([want]);
  expect(await codesOf({ authentication: 'client_secret_basic', certificates: [office.cert] })).toEqual([want]);
  const answer = await auth.registerClient({ ...plain, id: 'another', authentication: 'self_signed_tls_client_auth' });
  expect(isRefusal(answer) && answer.issues.map(({ expression }) => expression)).toEqual(['/certificates']);
});
